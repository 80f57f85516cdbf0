import type { LocatorPublic, SharePluginStart } from '@kbn/share-plugin/public';
import { type MapAddress, mapPath } from './map_address';

/** The id of Kibana's locator into its Maps app. */
const MAPS_LOCATOR = 'MAPS_APP_LOCATOR';

/** Kibana's share plugin with one locator: the Maps app's, which leads to our stand-in for it. */
export function createShare(basePath: string): SharePluginStart {
  const urlOf = (params: MapAddress) => `${basePath}/app/maps${mapPath(params)}`;
  const maps: LocatorPublic<MapAddress> = {
    getUrl: async (params, { absolute } = {}) =>
      absolute ? new URL(urlOf(params), window.location.origin).href : urlOf(params),
    // Another app is another page here: the frame holds one.
    navigate: async (params, { replace } = {}) =>
      window.location[replace ? 'replace' : 'assign'](urlOf(params)),
  };
  return {
    url: {
      locators: {
        // Whoever asks by this id knows its parameters, as in Kibana.
        get: <P extends object>(id: string) =>
          id === MAPS_LOCATOR ? (maps as unknown as LocatorPublic<P>) : undefined,
      },
    },
  };
}

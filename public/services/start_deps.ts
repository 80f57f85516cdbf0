import type { MapsStartApi } from '@kbn/maps-plugin/public';
import type { MapsEmsStart } from '@kbn/maps-ems-plugin/public';
import type { SharePluginStart } from '@kbn/share-plugin/public';

/** Contracts of other Kibana plugins that the app uses when they are there. */
export interface PeakSearchStartDeps {
  share?: SharePluginStart;
  maps?: MapsStartApi;
  mapsEms?: MapsEmsStart;
}

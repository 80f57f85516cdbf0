import { ARISON, RISON } from 'rison2';
import type { VectorLayer } from '../../../common/maps/layers';

/** What an address of the Maps app says. */
export interface MapAddress {
  mapId?: string;
  timeRange?: { from: string; to: string };
  filters: MapFilter[];
  initialLayers: VectorLayer[];
}

export interface MapFilter {
  meta: { alias: string; negate: boolean; disabled: boolean };
  query: Record<string, unknown>;
}

/**
 * The path below /app/maps that Kibana's MAPS_APP_LOCATOR makes (maps/public/locators/map_locator/get_location.ts).
 */
export function mapPath({ mapId, timeRange, filters, initialLayers }: MapAddress): string {
  const global = {
    ...(filters.length > 0 && { filters: [] }),
    ...(timeRange && { time: timeRange }),
  };
  const app = filters.length > 0 ? { filters } : {};
  const state = [
    `_g=${encodeURIComponent(RISON.stringify(global))}`,
    `_a=${encodeURIComponent(RISON.stringify(app))}`,
    ...(initialLayers.length > 0
      ? [`initialLayers=${encodeURIComponent(ARISON.stringify(initialLayers))}`]
      : []),
  ];
  return `/map#/${mapId ?? ''}?${state.join('&')}`;
}

/**
 * Reads an address; a part that cannot be read counts as absent.
 *
 * @param hash with its `#`
 */
export function parseMapAddress(hash: string): MapAddress {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const params = new URLSearchParams(query);
  const read = <T>(name: string, parse: (text: string) => unknown): Partial<T> | undefined => {
    const text = params.get(name);
    try {
      return text === null ? undefined : (parse(text) as Partial<T>);
    } catch {
      return undefined;
    }
  };
  const layers = read<VectorLayer[]>('initialLayers', ARISON.parse);
  return {
    ...(path !== '' && { mapId: path }),
    timeRange: read<{ time: MapAddress['timeRange'] }>('_g', RISON.parse)?.time,
    filters: read<{ filters: MapFilter[] }>('_a', RISON.parse)?.filters ?? [],
    // As Maps does: a layer without an id is dropped.
    initialLayers: Array.isArray(layers)
      ? (layers as VectorLayer[]).filter(({ id }) => typeof id === 'string')
      : [],
  };
}

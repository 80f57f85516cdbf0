import type { CatalogPeak } from './catalog_file';
import type { CatalogEntry } from './peak_repository';

/**
 * A catalog file's peaks as the index would give them.
 *
 * @param prototypes by id, as buildPrototypes makes them; absent for answers by geometry alone
 */
export function catalogEntries(
  peaks: readonly CatalogPeak[],
  prototypes?: ReadonlyMap<string, Float32Array>
): CatalogEntry[] {
  return peaks.map(({ lat, lon, ...peak }) => ({
    ...peak,
    latlon: lat === undefined || lon === undefined ? undefined : { lat, lon },
    prototype: prototypes?.get(peak.id) ?? new Float32Array(),
  }));
}

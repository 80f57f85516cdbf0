import type { CatalogPeak } from './catalog_file';
import { learnPrototype } from './learned_prototype';
import type { CatalogEntry } from './peak_repository';
import type { BuiltPrototype } from './prototypes';

/**
 * A catalog file's peaks as the index would give them.
 *
 * @param prototypes by id, as buildPrototypes makes them; absent for answers by geometry alone
 * @param background vectors of photos that the catalog's references are held against; without them they teach nothing
 */
export function catalogEntries(
  peaks: readonly CatalogPeak[],
  prototypes?: ReadonlyMap<string, BuiltPrototype>,
  background: readonly Float32Array[] = []
): CatalogEntry[] {
  return peaks.map(({ lat, lon, ...peak }) => {
    const latlon = lat === undefined || lon === undefined ? undefined : { lat, lon };
    const built = prototypes?.get(peak.id);
    if (!built) return { ...peak, latlon, prototype: new Float32Array() };
    const shown = built.reference ? [built.reference] : [];
    const { vector, gain, offset } = learnPrototype(built.text, { shown }, background);
    return { ...peak, latlon, prototype: vector, gain, offset };
  });
}

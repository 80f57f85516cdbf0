import { find, setCache } from 'geo-tz/all';
import { IANAZone } from 'luxon';

/** The pieces of the world that were asked for last: about 100 KB each, and an album lies in a few of them. */
const KEPT_PIECES = 100;

class LastPieces extends Map<string, unknown> {
  override set(key: string, value: unknown): this {
    if (this.size >= KEPT_PIECES) this.delete(this.keys().next().value!);
    return super.set(key, value);
  }
}
setCache({ store: new LastPieces() });

/**
 * The IANA zone of a place, by the borders of timezone-boundary-builder (OpenStreetMap). A raster is not enough: along
 * ridges that are borders, tz-lookup was wrong at 160 of 1,670 places around the catalog's summits, by hours.
 *
 * Where two zones are in use at once, the official one: Beijing time in Xinjiang, which phones show there, too.
 *
 * @returns undefined where the place is no place
 */
export function zoneOfPlace({ lat, lon }: { lat: number; lon: number }): string | undefined {
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return undefined;
  const zones = find(lat, lon);
  const zone = zones.find((name) => name === 'Asia/Shanghai') ?? zones[0];
  return zone !== undefined && IANAZone.isValidZone(zone) ? zone : undefined;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** What a place is; the smaller kinds name a photo before the larger ones do. */
export const PLACE_KINDS = [
  'region',
  'city',
  'town',
  'village',
  'hut',
  'camp',
  'airport',
  'monastery',
  'bridge',
  'viewpoint',
  'lake',
  'pass',
  'glacier',
] as const;

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);

/** One entry of places.yaml; its head says what each key means. */
export const placeSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  names: z.array(z.string().trim().min(1)).min(1),
  kind: z.enum(PLACE_KINDS),
  /** Degrees, WGS 84. */
  lat: latitude,
  lon: longitude,
  /** Meters above sea level; the Dead Sea to Everest. */
  elev_m: z.number().min(-430).max(8849).optional(),
  /** Meters. */
  radius_m: z.number().min(100).max(700_000),
  /** Corners as [lat, lon], not closed. */
  outline: z
    .array(z.tuple([latitude, longitude]))
    .min(3)
    .optional(),
  region: z.string().trim().min(1),
  country: z.string().regex(/^[A-Z]{2}$/),
  ordinary: z.literal(true).optional(),
});
export type Place = z.infer<typeof placeSchema>;

const PLACES_FILE = join(__dirname, '../../places.yaml');

/**
 * Reads a list of places.
 *
 * @throws Error naming the first wrong entry by its id
 */
export function parsePlaces(text: string): Place[] {
  const entries = z.array(z.unknown()).parse(parse(text));
  return entries.map((entry, i) => {
    const result = placeSchema.safeParse(entry);
    if (result.success) return result.data;
    const [{ path, message }] = result.error.issues;
    const id = (entry as { id?: unknown } | null)?.id ?? `number ${i + 1}`;
    throw new Error(`places.yaml: the place ${String(id)}: ${path.join('.')}: ${message}`);
  });
}

let places: readonly Place[] | undefined;

/** The places that come with Peak Search; read once. */
export function knownPlaces(): readonly Place[] {
  places ??= parsePlaces(readFileSync(PLACES_FILE, 'utf8'));
  return places;
}

import { z } from 'zod';

/** A prototype blends the text with a few photos; more would drown the text (its weight is 0.5 to 0.55). */
export const MAX_REFERENCE_PHOTOS = 3;

/** Shore of the Dead Sea (−430 m) to Everest as measured in 2020 (8848.86 m): outside, the number is feet or a typing error. */
export const ELEVATION_RANGE_M = { min: -430, max: 8849 };

/** What was found, short enough for a sentence. */
function shown(input: unknown): string {
  const text = JSON.stringify(input) ?? String(input);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

function filledText(what: string) {
  return z
    .string({
      error: (issue) => `${what} must be text, not ${shown(issue.input)}; put it in quotes.`,
    })
    .trim()
    .min(1, `${what} is empty; write some text or remove it.`);
}

function numberWithin(key: string, unit: string, min: number, max: number) {
  const right = `a number of ${unit} from ${min} to ${max}`;
  const error = (issue: { input?: unknown }) =>
    `"${key}" must be ${right}, not ${shown(issue.input)}.`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

/** One entry of the catalog file, as people write it. Unknown keys are refused: they are mostly misspelt ones. */
export const peakEntrySchema = z.strictObject({
  id: z
    .string({ error: 'a peak needs an "id" in kebab-case, for example "id: ama-dablam".' })
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
      error: (issue) =>
        `the id ${shown(issue.input)} must be kebab-case: a to z, 0 to 9, single hyphens between, for example "ama-dablam".`,
    }),
  names: z
    .array(filledText('a name'), {
      error: 'a peak needs "names", a list, for example "names: [Ama Dablam, आमा दब्लम]".',
    })
    .min(1, 'the list "names" is empty; a peak needs at least one name.'),
  spellings: z
    .array(filledText('a spelling'), { error: '"spellings" must be a list of names.' })
    .optional(),
  lat: numberWithin('lat', 'degrees', -90, 90).optional(),
  lon: numberWithin('lon', 'degrees', -180, 180).optional(),
  elev_m: numberWithin('elev_m', 'meters', ELEVATION_RANGE_M.min, ELEVATION_RANGE_M.max)
    .refine((elevation) => Number.isInteger(elevation) || Math.abs(elevation) >= 10, {
      error: ({ input }) =>
        `"elev_m" is ${shown(input)}, less than 10 meters; write thousands without a separator, for example "elev_m: 2101".`,
    })
    .optional(),
  region: filledText('"region"').optional(),
  massif: filledText('"massif"').optional(),
  prompts: z
    .array(filledText('a prompt'), { error: '"prompts" must be a list of texts.' })
    .optional(),
  reference_photos: z
    .array(filledText('a reference photo'), {
      error: '"reference_photos" must be a list of paths.',
    })
    .max(
      MAX_REFERENCE_PHOTOS,
      `"reference_photos" names more than ${MAX_REFERENCE_PHOTOS} files; keep the best ${MAX_REFERENCE_PHOTOS}.`
    )
    .optional(),
});

export type PeakEntry = z.infer<typeof peakEntrySchema>;

export const PEAK_KEYS = Object.keys(peakEntrySchema.shape);

/** Words that other catalogs use for our keys, too far from them for a typing error. */
const OTHER_WORDS: Record<string, string> = {
  name: 'names',
  latitude: 'lat',
  longitude: 'lon',
  long: 'lon',
  lng: 'lon',
  elevation: 'elev_m',
  elevation_m: 'elev_m',
  ele: 'elev_m',
  elev: 'elev_m',
  height: 'elev_m',
  altitude: 'elev_m',
  photos: 'reference_photos',
  images: 'reference_photos',
  reference_images: 'reference_photos',
};

/** The key that a common other word stands for, if it is one. */
export function meantKey(word: string): string | undefined {
  const key = word.toLowerCase();
  return Object.hasOwn(OTHER_WORDS, key) ? OTHER_WORDS[key] : undefined;
}

import { schema } from '@kbn/config-schema';
import type { Type } from '@kbn/config-schema';
import { absolutePath } from './setting_kinds';
import type { Kind, Setting } from './setting_kinds';
import { SETTINGS } from './settings';
import type { PeakSearchSettings } from './settings';

/** Also tells what became of an album with a dot in its name, which Kibana took for two keys. */
function rootPath(value: unknown): string | undefined {
  if (typeof value === 'string') return absolutePath(value);
  return 'must be an absolute path. If the album has a dot in its name, use the list form: [{ album: "St. Moritz", path: "/photos/st-moritz" }]';
}

const notAmong = (words: readonly string[]) => (value: string) =>
  words.includes(value) ? undefined : `must be one of ${words.join(', ')}, but is "${value}"`;

const notWhole = (value: number) =>
  Number.isInteger(value) ? undefined : 'must be a whole number';

/** What Kibana reads a setting with. */
function kibanaType({ kind, default: defaultValue }: Setting<unknown>): Type<unknown> {
  const type = typeOf(kind, defaultValue);
  return defaultValue === undefined ? schema.maybe(type) : type;
}

function typeOf(kind: Kind, value: unknown): Type<unknown> {
  switch (kind.type) {
    case 'number':
      return schema.number({
        defaultValue: value as number,
        min: kind.min,
        max: kind.max,
        ...(kind.whole && { validate: notWhole }),
      });
    case 'word':
      return schema.string({ defaultValue: value as string, validate: notAmong(kind.words) });
    case 'words':
      return schema.arrayOf(schema.string({ validate: notAmong(kind.words) }), {
        defaultValue: value as string[],
        minSize: 1,
        maxSize: kind.words.length,
      });
    case 'text': {
      const { minLength, maxLength, refuse } = kind;
      return schema.string({
        ...(value !== undefined && { defaultValue: value as string }),
        ...(minLength && { minLength }),
        ...(maxLength && { maxLength }),
        ...(refuse && { validate: refuse }),
      });
    }
    case 'roots':
      // By album, or as a list: Kibana splits every key at its dots, so that an album "St. Moritz" cannot be a key.
      return schema.oneOf(
        [
          schema.arrayOf(
            schema.object({
              album: schema.string({ minLength: 1 }),
              path: schema.string({ validate: absolutePath }),
            })
          ),
          schema.recordOf(schema.string(), schema.any({ validate: rootPath })),
        ],
        { defaultValue: value as Record<string, string> }
      );
  }
}

const group = (settings: Record<string, Setting<unknown>>) =>
  Object.fromEntries(Object.entries(settings).map(([name, each]) => [name, kibanaType(each)]));

const { knn, ...others } = SETTINGS;

/**
 * What may stand below `peakSearch` in kibana.yml (server/settings.ts); a value that Kibana accepts must not fail hours
 * later.
 */
export const configSchema = schema.object({
  enabled: schema.boolean({ defaultValue: true }),
  ...Object.fromEntries(
    Object.entries(others).map(([name, settings]) => [name, schema.object(group(settings))])
  ),
  knn: schema.object(group(knn), {
    validate: (value) => {
      const { k, numCandidates } = value as PeakSearchSettings['knn'];
      return numCandidates < k
        ? `numCandidates (${numCandidates}) must not be smaller than k (${k})`
        : undefined;
    },
  }),
});

type Roots = Record<string, string> | ReadonlyArray<{ album: string; path: string }>;
type Config = Omit<PeakSearchSettings, 'photos'> & {
  photos: Omit<PeakSearchSettings['photos'], 'roots'> & { roots: Roots };
};

/** The validated configuration as the capabilities read it. */
export function settingsFromConfig(config: unknown): PeakSearchSettings {
  // Kibana has applied the schema above, whose words are those of the settings; `enabled` is Kibana's own affair.
  const { indices, model, knn: search, photos, map, terrain, upload } = config as Config;
  const { roots } = photos;
  const byAlbum = isList(roots)
    ? Object.fromEntries(roots.map(({ album, path }) => [album, path]))
    : roots;
  return {
    indices,
    model,
    knn: search,
    photos: { ...photos, roots: byAlbum },
    map,
    terrain,
    upload,
  };
}

// TypeScript's own Array.isArray does not know read-only arrays.
const isList = (roots: Roots): roots is ReadonlyArray<{ album: string; path: string }> =>
  Array.isArray(roots);

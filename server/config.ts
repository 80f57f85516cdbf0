import { isAbsolute } from 'node:path';
import { schema } from '@kbn/config-schema';
import { VARIANT_CHOICES } from './embedding/model/model_variants';
import { DEFAULT_SETTINGS as defaults, type PeakSearchSettings } from './settings';

const MEBIBYTE = 1024 * 1024;
const PROVIDERS = ['cuda', 'webgpu', 'coreml', 'dml', 'cpu'];

/** Elasticsearch's own rules for index and alias names, without those that nobody meets. */
function indexName(value: string): string | void {
  if (!/^[a-z0-9][a-z0-9_.-]*$/.test(value)) {
    return 'must be an index name: lower-case letters, digits, "-", "_" and ".", beginning with a letter or digit';
  }
}

function absolutePath(value: string): string | void {
  if (!isAbsolute(value)) return `must be an absolute path, but is "${value}"`;
}

/** Also tells what became of an album with a dot in its name, which Kibana took for two keys. */
function rootPath(value: unknown): string | void {
  if (typeof value === 'string') return absolutePath(value);
  return 'must be an absolute path. If the album has a dot in its name, use the list form: [{ album: "St. Moritz", path: "/photos/st-moritz" }]';
}

function ianaZone(value: string): string | void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
  } catch {
    return `must be an IANA time zone such as "Asia/Kathmandu", but is "${value}"`;
  }
}

function oneOfWords(words: readonly string[]): (value: string) => string | void {
  return (value) => {
    if (!words.includes(value)) return `must be one of ${words.join(', ')}, but is "${value}"`;
  };
}

/** Tiles come from a web server, or from the host that serves the app ("/tiles/{z}/{x}/{y}.png"). */
function tileAddress(value: string): string | void {
  const missing = ['{z}', '{x}', '{y}'].filter((part) => !value.includes(part));
  if (missing.length > 0) return `must contain ${missing.join(', ')}, but is "${value}"`;
  if (!/^(https?:\/\/[^/\s]+)?\/(?!\/)\S*$/.test(value)) {
    return `must begin with http://, https:// or a single "/", but is "${value}"`;
  }
}

const whole = (defaultValue: number, min: number, max: number) =>
  schema.number({
    defaultValue,
    min,
    max,
    validate: (value) => (Number.isInteger(value) ? undefined : 'must be a whole number'),
  });

const name = (defaultValue: string) =>
  schema.string({ defaultValue, maxLength: 200, validate: indexName });

const knn = schema.object(
  {
    k: whole(defaults.knn.k, 1, 10_000),
    numCandidates: whole(defaults.knn.numCandidates, 1, 10_000),
    m: whole(defaults.knn.m, 2, 512),
    efConstruction: whole(defaults.knn.efConstruction, 2, 3200),
    quantization: schema.string({
      defaultValue: defaults.knn.quantization,
      validate: oneOfWords(['auto', 'hnsw', 'int8_hnsw', 'bbq_hnsw', 'flat']),
    }),
    oversample: schema.number({ defaultValue: defaults.knn.oversample, min: 1, max: 10 }),
  },
  {
    validate: (value) =>
      value.numCandidates < value.k
        ? `numCandidates (${value.numCandidates}) must not be smaller than k (${value.k})`
        : undefined,
  }
);

/**
 * What may stand below `peakSearch` in kibana.yml. Names, units and the reasons of the defaults are those of
 * server/settings.ts; here is what is refused, since a value that Kibana accepts must not fail hours later.
 */
export const configSchema = schema.object({
  enabled: schema.boolean({ defaultValue: true }),
  indices: schema.object({
    photos: name(defaults.indices.photos),
    peaks: name(defaults.indices.peaks),
    trails: name(defaults.indices.trails),
  }),
  model: schema.object({
    dir: schema.maybe(schema.string({ minLength: 1, validate: absolutePath })),
    variant: schema.string({
      defaultValue: defaults.model.variant,
      validate: oneOfWords(VARIANT_CHOICES),
    }),
    providers: schema.arrayOf(schema.string({ validate: oneOfWords(PROVIDERS) }), {
      defaultValue: defaults.model.providers,
      minSize: 1,
      maxSize: PROVIDERS.length,
    }),
    workers: whole(defaults.model.workers, 1, 64),
    threadsPerWorker: whole(defaults.model.threadsPerWorker, 1, 64),
    maxQueue: whole(defaults.model.maxQueue, 1, 10_000),
    idleUnloadMs: whole(defaults.model.idleUnloadMs, 0, 24 * 3600 * 1000),
  }),
  knn,
  photos: schema.object({
    // By album, or as a list: Kibana splits every key at its dots, so that an album "St. Moritz" cannot be a key.
    roots: schema.oneOf(
      [
        schema.arrayOf(
          schema.object({
            album: schema.string({ minLength: 1 }),
            path: schema.string({ validate: absolutePath }),
          })
        ),
        schema.recordOf(schema.string(), schema.any({ validate: rootPath })),
      ],
      { defaultValue: defaults.photos.roots }
    ),
    defaultZone: schema.string({ defaultValue: defaults.photos.defaultZone, validate: ianaZone }),
    thumbnailPx: whole(defaults.photos.thumbnailPx, 64, 2048),
    // 1024 is Elasticsearch's own limit.
    shards: whole(defaults.photos.shards, 1, 1024),
  }),
  map: schema.object({
    tileUrl: schema.maybe(schema.string({ maxLength: 2000, validate: tileAddress })),
    attribution: schema.string({ defaultValue: defaults.map.attribution, maxLength: 1000 }),
    maxZoom: whole(defaults.map.maxZoom, 1, 24),
  }),
  terrain: schema.object({
    dir: schema.maybe(schema.string({ minLength: 1, validate: absolutePath })),
  }),
  upload: schema.object({
    maxBytes: whole(defaults.upload.maxBytes, 1024, 1024 * MEBIBYTE),
    maxPixels: whole(defaults.upload.maxPixels, 10_000, 1_000_000_000),
    timeoutMs: whole(defaults.upload.timeoutMs, 100, 10 * 60 * 1000),
    concurrency: whole(defaults.upload.concurrency, 1, 64),
    maxQueue: whole(defaults.upload.maxQueue, 0, 1000),
  }),
});

type Roots = Record<string, string> | ReadonlyArray<{ album: string; path: string }>;
type Config = Omit<PeakSearchSettings, 'photos'> & {
  photos: Omit<PeakSearchSettings['photos'], 'roots'> & { roots: Roots };
};

/** The validated configuration as the capabilities read it. */
export function settingsFromConfig(config: unknown): PeakSearchSettings {
  // Kibana has applied the schema above, whose words are those of the settings; `enabled` is Kibana's own affair.
  const { indices, model, knn, photos, map, terrain, upload } = config as Config;
  const { roots } = photos;
  const byAlbum = isList(roots)
    ? Object.fromEntries(roots.map(({ album, path }) => [album, path]))
    : roots;
  return { indices, model, knn, photos: { ...photos, roots: byAlbum }, map, terrain, upload };
}

// TypeScript's own Array.isArray does not know read-only arrays.
const isList = (roots: Roots): roots is ReadonlyArray<{ album: string; path: string }> =>
  Array.isArray(roots);

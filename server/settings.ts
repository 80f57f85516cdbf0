import { availableParallelism } from 'node:os';
import { VARIANT_CHOICES } from './embedding/model/model_variants';
import {
  absolutePath,
  anyNumber,
  ianaZone,
  indexName,
  oneOf,
  optionalText,
  roots,
  someOf,
  text,
  tileAddress,
  wholeNumber,
} from './setting_kinds';
import type { Setting } from './setting_kinds';

const MEBIBYTE = 1024 * 1024;

/** How the vectors of `photos` are held. `auto`: exact where small, quantized with rescoring where large. */
const QUANTIZATIONS = ['auto', 'hnsw', 'int8_hnsw', 'bbq_hnsw', 'flat'] as const;
export type Quantization = (typeof QUANTIZATIONS)[number];

const PROVIDERS = ['cuda', 'webgpu', 'coreml', 'dml', 'cpu'];

/**
 * Everything an operator can set, once: types, defaults, what is refused, `peakSearch.*` in kibana.yml (server/config.ts), the flags of
 * the command line (scripts/cli/options.ts), and the table of docs/configuration.md follow from here.
 */
export const SETTINGS = {
  indices: {
    photos: text({
      default: 'photos',
      maxLength: 200,
      refuse: indexName,
      allowed: 'index name',
      flag: 'photos-index',
      means: 'Alias of the photos index that `peak-search ingest` fills.',
    }),
    peaks: text({
      default: 'peaks_catalog',
      maxLength: 200,
      refuse: indexName,
      allowed: 'index name',
      flag: 'peaks-index',
      means: 'Alias of the catalog that `peak-search catalog` fills.',
    }),
    trails: text({
      default: 'photo_trails',
      maxLength: 200,
      refuse: indexName,
      allowed: 'index name',
      means: 'The trails that Maps draws.',
    }),
  },
  model: {
    dir: optionalText({
      refuse: absolutePath,
      allowed: 'absolute path',
      flag: 'model',
      env: 'PEAK_SEARCH_MODEL',
      means:
        'Folder of the embedding model, as `peak-search model fetch` lays it out. It must be the one that filled the photos index; another one is refused with a sentence.',
    }),
    variant: oneOf(VARIANT_CHOICES, {
      default: 'auto',
      allowed: '`auto` or a variant of the folder, such as `fp32`, `uint8`',
      flag: 'variant',
      means:
        'Which weights are used. `auto` takes the most exact that the folder has; signed 8-bit ones only where a test of the CPU shows that they come out right ([models](models.md)).',
    }),
    providers: someOf(PROVIDERS, {
      default: ['cpu'],
      flag: 'providers',
      means: 'Where the model runs, tried in this order. `cpu` is always the last resort.',
    }),
    // Kibana's own work keeps a core: inference in the background must not starve its event loop.
    workers: wholeNumber({
      default: Math.max(1, Math.min(2, availableParallelism() - 1)),
      defaultText: '`1` or `2`',
      min: 1,
      max: 64,
      means:
        'Processes with a vision model each. Default: 2 where there are at least 3 cores, so that Kibana keeps one.',
    }),
    // Two workers of one thread beat one worker of two (4.5 against 3.8 images/s, ViT-B/16 on two cores).
    threadsPerWorker: wholeNumber({
      default: 1,
      min: 1,
      max: 64,
      means: 'Threads inside one inference. Two workers of one thread do more than one of two.',
    }),
    // At ~0.1 s a text, 64 waiting is about 6 s: longer than that and 429 is the kinder answer.
    maxQueue: wholeNumber({
      default: 64,
      min: 1,
      max: 10_000,
      means: 'Texts and pictures that may wait; more are answered 429.',
    }),
    // A loaded pair of fp32 towers holds about 2 GB; half an hour without a query gives it back.
    idleUnloadMs: wholeNumber({
      default: 30 * 60 * 1000,
      min: 0,
      max: 24 * 3600 * 1000,
      means:
        "After so long without a question the model's processes end, and their memory is free (ms).",
    }),
  },
  knn: {
    // A screenful of 60 with room to page; deeper pages raise it with the request.
    k: wholeNumber({
      default: 100,
      min: 1,
      max: 10_000,
      flag: 'k',
      means: 'Nearest neighbors of a search. Deeper pages raise it by themselves.',
    }),
    // Recall@10 of 0.99 is wanted at every size (docs/performance/details.md): 200 are enough for 10,000 photos (hnsw, 0.994), 400 for
    // 100,000 as int8_hnsw (1.000), and a million want 800 (0.996; 0.988 with 400), which cost 70 ms there instead of 48, and at
    // 10,000 photos 9.3 ms instead of 8.3.
    numCandidates: wholeNumber({
      default: 800,
      min: 1,
      max: 10_000,
      flag: 'num-candidates',
      means: 'Candidates a shard looks at; more finds more and takes longer. Not smaller than `k`.',
    }),
    // The values of the design; Lucene's defaults are 16 and 100.
    m: wholeNumber({
      default: 16,
      min: 2,
      max: 512,
      flag: 'm',
      means: 'HNSW: neighbors of a node. Counts when the photos index is created.',
    }),
    efConstruction: wholeNumber({
      default: 128,
      min: 2,
      max: 3200,
      flag: 'ef-construction',
      means: 'HNSW: candidates while building. Counts when the photos index is created.',
    }),
    quantization: oneOf<Quantization, 'quantization'>(QUANTIZATIONS, {
      default: 'auto',
      flag: 'quantization',
      means:
        'How vectors are held; `auto` goes by the number of photos ([scale](scale.md)). Looked at when an ingest begins; an index goes from `flat` over `hnsw` and `int8_hnsw` to `bbq_hnsw`, never back.',
    }),
    // bbq_hnsw at 10,000 photos: recall@10 is 0.977 with Elasticsearch's own 3, 0.995 with 5, at the same latency; int8_hnsw
    // has 1.000 from 2 on, and neither is of use without rescoring (0.94 and 0.51).
    oversample: anyNumber({
      default: 5,
      min: 1,
      max: 10,
      flag: 'oversample',
      means: 'Quantized vectors: this many times `k` are compared again, exactly.',
    }),
  },
  photos: {
    roots: roots({
      default: {},
      means:
        'Where the originals are. An album without a root shows thumbnails only. If an album has a dot in its name, use the list form: `[{ album: "St. Moritz", path: /srv/photos/st-moritz }]`, because Kibana splits keys at dots.',
    }),
    defaultZone: text({
      default: 'UTC',
      refuse: ianaZone,
      allowed: 'IANA time zone',
      means: 'Zone of photos that carry neither an offset nor a place.',
    }),
    thumbnailPx: wholeNumber({
      default: 512,
      min: 64,
      max: 2048,
      means: 'Longest side of a thumbnail in pixels. Counts when a photo is ingested.',
    }),
    // Right up to about a million photos (docs/scale.md): Lucene searches the segments of one in parallel, and a second only
    // doubles the candidates of each kNN search. 1024 is Elasticsearch's own limit.
    shards: wholeNumber({
      default: 1,
      min: 1,
      max: 1024,
      flag: 'shards',
      means:
        'Shards of the photos index; one is right up to about a million photos ([scale](scale.md)). Counts when the photos index is created.',
    }),
  },
  map: {
    tileUrl: optionalText({
      minLength: 0,
      maxLength: 2000,
      refuse: tileAddress,
      allowed: 'address with `{z}`, `{x}` and `{y}`',
      means:
        "Raster tiles below the app's small map: `https://…`, or a path that Kibana's host serves. Without it, `map.tilemap.url` of Kibana; without that, a net of degrees.",
    }),
    attribution: text({
      default: '',
      maxLength: 1000,
      allowed: 'text, links as in Markdown',
      means: 'Who made the tiles, as their license asks; shown on the map.',
    }),
    // 19 is OpenStreetMap's own; most servers have as many.
    maxZoom: wholeNumber({
      default: 19,
      min: 1,
      max: 24,
      means: 'The closest zoom that the tile server has; closer, its tiles are enlarged.',
    }),
  },
  terrain: {
    dir: optionalText({
      refuse: absolutePath,
      allowed: 'absolute path',
      flag: 'terrain',
      env: 'PEAK_SEARCH_TERRAIN',
      means:
        "Folder of elevation tiles: SRTM's (`N27E086.hgt`, 1 or 3 arc seconds) or GeoTIFFs in degrees (`*.tif`). Summits that the ground hides are lowered in answers about a photo; where no tile lies nothing changes. Without it what stands before a summit is judged from the catalog alone.",
    }),
  },
  upload: {
    // The largest of 131 phone photos is 5 MB; 48 MP HEIC stay under 20, 100 MP JPEG under 60.
    maxBytes: wholeNumber({
      default: 60 * MEBIBYTE,
      min: 1024,
      max: 1024 * MEBIBYTE,
      means: 'Largest upload. It may exceed `server.maxPayload`.',
    }),
    // 100 megapixels: the largest medium-format cameras. 6 to 9 bytes a pixel while a HEIC is decoded: up to 1 GB.
    maxPixels: wholeNumber({
      default: 100_000_000,
      min: 10_000,
      max: 1_000_000_000,
      means: 'Largest picture; a decoder needs up to 12 bytes a pixel.',
    }),
    // A 24 MP HEIC takes 2.1 s in WASM; ten times that means something is wrong.
    timeoutMs: wholeNumber({
      default: 20_000,
      min: 100,
      max: 10 * 60 * 1000,
      means: 'How long one picture may take to decode (ms).',
    }),
    concurrency: wholeNumber({
      default: 1,
      min: 1,
      max: 64,
      means: 'Pictures decoded at the same time, each in a process of its own.',
    }),
    maxQueue: wholeNumber({
      default: 8,
      min: 0,
      max: 1000,
      means: 'Uploads that may wait; more are answered 429.',
    }),
  },
};

type Groups = typeof SETTINGS;
type ValueOf<S> = S extends Setting<infer Value> ? Value : never;
type Optional<G> = {
  [Name in keyof G]: undefined extends ValueOf<G[Name]> ? Name : never;
}[keyof G];
type Values<G> = { [Name in Exclude<keyof G, Optional<G>>]: ValueOf<G[Name]> } & {
  [Name in Optional<G>]?: ValueOf<G[Name]>;
};

/** All settings' values. Plain data, so that neither Kibana nor the command line is needed to read it. */
export type PeakSearchSettings = { [Group in keyof Groups]: Values<Groups[Group]> };

/** Every setting with its path below `peakSearch`, such as `knn.k`. */
export const allSettings = (): Array<{ path: string; setting: Setting<unknown> }> =>
  Object.entries(SETTINGS).flatMap(([group, settings]) =>
    Object.entries(settings as Record<string, Setting<unknown>>).map(([name, setting]) => ({
      path: `${group}.${name}`,
      setting,
    }))
  );

/** Each setting's value by a rule of the caller's; one that comes to undefined is left out. */
export function settingsBy(
  value: (setting: Setting<unknown>, path: string) => unknown
): PeakSearchSettings {
  const made: Record<string, Record<string, unknown>> = {};
  for (const { path, setting } of allSettings()) {
    const [group = '', name = ''] = path.split('.');
    const given = value(setting, path);
    made[group] ??= {};
    if (given !== undefined) made[group][name] = given;
  }
  return made as PeakSearchSettings;
}

export const DEFAULT_SETTINGS: PeakSearchSettings = settingsBy((setting) => setting.default);

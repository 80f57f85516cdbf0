import { availableParallelism } from 'node:os';
import type { VariantChoice } from './embedding/model/model_variants';

/** How the vectors of `photos` are held. `auto`: exact where small, quantized with rescoring where large. */
export type Quantization = 'auto' | 'hnsw' | 'int8_hnsw' | 'bbq_hnsw' | 'flat';

/**
 * Everything an operator can set: in kibana.yml as `peakSearch.*` (server/config.ts), on the command line as
 * flags. Plain data, so that neither Kibana nor the command line is needed to read it.
 */
export interface PeakSearchSettings {
  indices: {
    photos: string;
    peaks: string;
    trails: string;
  };
  model: {
    /** Folder in the layout of onnx-community/siglip2-*-ONNX; absent: search by words and identify say so. */
    dir?: string;
    variant: VariantChoice;
    /** Tried in this order; CPU is always the last resort. */
    providers: string[];
    workers: number;
    threadsPerWorker: number;
    maxQueue: number;
    idleUnloadMs: number;
  };
  knn: {
    k: number;
    numCandidates: number;
    m: number;
    efConstruction: number;
    quantization: Quantization;
    /** Rescoring oversample for quantized vectors. */
    oversample: number;
  };
  photos: {
    /** Where originals lie, by album name; an album without a root shows thumbnails only. */
    roots: Record<string, string>;
    /** IANA zone for photos with neither offset nor place. */
    defaultZone: string;
    /** Longest side of a thumbnail in pixels. */
    thumbnailPx: number;
    /** Of a photos index that is made anew; one that is there keeps its own. */
    shards: number;
  };
  map: {
    /** Address of raster tiles with {z}, {x} and {y}; absent: the app's small map is a net of degrees. */
    tileUrl?: string;
    /** Who made the tiles, shown on the map; links as in Markdown. */
    attribution: string;
    /** The closest zoom that the tile server has tiles for; closer, they are enlarged. */
    maxZoom: number;
  };
  terrain: {
    /** Folder of tiles, of SRTM (N27E086.hgt, …) or GeoTIFFs; absent: what stands before a summit is judged from the catalog alone. */
    dir?: string;
  };
  upload: {
    maxBytes: number;
    maxPixels: number;
    timeoutMs: number;
    /** Decodes at the same time. */
    concurrency: number;
    /** Uploads that may wait; more are answered 429. */
    maxQueue: number;
  };
}

export const DEFAULT_SETTINGS: PeakSearchSettings = {
  indices: { photos: 'photos', peaks: 'peaks_catalog', trails: 'photo_trails' },
  model: {
    variant: 'auto',
    providers: ['cpu'],
    // Kibana's own work keeps a core: inference in the background must not starve its event loop.
    workers: Math.max(1, Math.min(2, availableParallelism() - 1)),
    // Two workers of one thread beat one worker of two (4.5 against 3.8 images/s, ViT-B/16 on two cores).
    threadsPerWorker: 1,
    // At ~0.1 s a text, 64 waiting is about 6 s: longer than that and 429 is the kinder answer.
    maxQueue: 64,
    // A loaded pair of fp32 towers holds about 2 GB; half an hour without a query gives it back.
    idleUnloadMs: 30 * 60 * 1000,
  },
  knn: {
    // A screenful of 60 with room to page; deeper pages raise it with the request.
    k: 100,
    // Recall@10 of 0.99 is wanted at every size (docs/performance/details.md): 200 are enough for 10,000 photos (hnsw, 0.994), 400 for
    // 100,000 as int8_hnsw (1.000), and a million want 800 (0.996; 0.988 with 400), which cost 70 ms there instead of 48, and at
    // 10,000 photos 9.3 ms instead of 8.3.
    numCandidates: 800,
    // The values of the design; Lucene's defaults are 16 and 100.
    m: 16,
    efConstruction: 128,
    quantization: 'auto',
    // bbq_hnsw at 10,000 photos: recall@10 is 0.977 with Elasticsearch's own 3, 0.995 with 5, at the same latency; int8_hnsw
    // has 1.000 from 2 on, and neither is of use without rescoring (0.94 and 0.51).
    oversample: 5,
  },
  photos: {
    roots: {},
    defaultZone: 'UTC',
    thumbnailPx: 512,
    // Right up to about a million photos (docs/scale.md): Lucene searches the segments of one in parallel, and a second only
    // doubles the candidates of each kNN search.
    shards: 1,
  },
  // 19 is OpenStreetMap's own; most servers have as many.
  map: { attribution: '', maxZoom: 19 },
  terrain: {},
  upload: {
    // The largest of 131 phone photos is 5 MB; 48 MP HEIC stay under 20, 100 MP JPEG under 60.
    maxBytes: 60 * 1024 * 1024,
    // 100 megapixels: the largest medium-format cameras. 6 to 9 bytes a pixel while a HEIC is decoded: up to 1 GB.
    maxPixels: 100_000_000,
    // A 24 MP HEIC takes 2.1 s in WASM; ten times that means something is wrong.
    timeoutMs: 20_000,
    concurrency: 1,
    maxQueue: 8,
  },
};

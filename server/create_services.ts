import { createEmbedder, type Embedder } from './embedding/embedder';
import { PeakSearchError } from './errors';
import { createPhotoDecoder } from './images/pool/photo_decoder';
import type { Logger } from './logger';
import { embeddingError } from './failures';
import type { PeakSearchServices } from './services';
import type { PeakSearchSettings } from './settings';
import { openTerrain } from './terrain/terrain';

/** Services together with the end of their life. */
export interface OwnedServices extends PeakSearchServices {
  /** Ends all child processes; what is under way rejects. */
  close(): Promise<void>;
}

/**
 * Makes what capabilities need. Returns at once: processes start with the first photo, and the model folder is
 * read with the first question for it. A folder that cannot be used is tried again with the next question, so
 * that a model copied into place later is found without a restart.
 */
export function createServices(settings: PeakSearchSettings, logger: Logger): OwnedServices {
  const { upload, model } = settings;
  const decoder = createPhotoDecoder({
    workers: upload.concurrency,
    maxPixels: upload.maxPixels,
    maxBytes: upload.maxBytes,
    timeoutMs: upload.timeoutMs,
    maxQueue: upload.maxQueue,
    logger,
  });
  let embedder: Promise<Embedder> | undefined;
  let closed = false;

  async function loadEmbedder(): Promise<Embedder> {
    if (model.dir === undefined) {
      throw new PeakSearchError(
        'model_missing',
        'No embedding model is configured. Set peakSearch.model.dir in kibana.yml (or --model) to a folder made by "peak-search model fetch".'
      );
    }
    try {
      return await createEmbedder({
        modelDir: model.dir,
        variant: model.variant,
        providers: model.providers,
        workers: model.workers,
        threadsPerWorker: model.threadsPerWorker,
        maxQueue: model.maxQueue,
        idleUnloadMs: model.idleUnloadMs,
        logger,
      });
    } catch (error) {
      throw embeddingError(error);
    }
  }

  const terrain = settings.terrain.dir ? openTerrain(settings.terrain.dir, logger) : undefined;

  return {
    settings,
    logger,
    decoder,
    terrain,
    embedder: () => {
      if (closed) throw new PeakSearchError('busy', 'Peak Search is stopping; try again shortly.');
      embedder ??= loadEmbedder().catch((error: unknown) => {
        embedder = undefined;
        throw error;
      });
      return embedder;
    },
    close: async () => {
      closed = true;
      const loaded = await embedder?.catch(() => undefined);
      await Promise.all([decoder.close(), loaded?.close(), terrain?.close()]);
    },
  };
}

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import { createServices } from '../../../server/create_services';
import { captureMetadata } from '../../../server/images/capture/capture_metadata';
import { THUMBNAIL_WEBP } from '../../../server/images/picture/decode_photo';
import type { DecodedPhoto } from '../../../server/images/picture/decode_photo';
import { DEFAULT_THUMBNAIL_PX } from '../../../server/images/pool/photo_decoder';
import { openPicture } from '../../../server/images/picture/picture';
import { dominantColour, perceptualHash } from '../../../server/images/picture/picture_summary';
import { ensurePhotosIndex } from '../../../server/photos/index/photos_index';
import { photoDocument } from '../../../server/photos/make_photo_document';
import { photoId } from '../../../server/photos/photo_document';
import { ownProcessSettings } from '../../../scripts/cli/context';
import { libraryPredictor } from '../../../scripts/ingest/prepare/predictor';
import { connectTo, type NodeAccess } from '../../../standalone/elasticsearch/node_access';
import { loadRandomCatalog } from '../catalog';
import { answerOrder } from '../fork';
import { quiet } from '../quiet';
import { timed } from '../report/statistics';

/** Each stage of an ingest alone, with all cores, over the same photos. */
export interface StagesOrder {
  elasticsearch: NodeAccess;
  model: string;
  variant: 'fp32' | 'uint8';
  photos: string[];
  preview: boolean;
  nativeHeic?: string;
  run: string;
}

export interface StagesReport {
  /** Photos a second, each stage alone. */
  rates: Record<'read and decode' | 'embed' | 'predict' | 'bulk', number>;
  /** Milliseconds a photo on one thread: what decoding consists of. */
  parts: Record<string, number>;
}

const DECODE = { imageSize: 224, thumbnailPx: DEFAULT_THUMBNAIL_PX, defaultZone: 'UTC' };

answerOrder(async (order: StagesOrder): Promise<StagesReport> => {
  const client = connectTo(order.elasticsearch);
  const { model, variant, run, preview, nativeHeic, photos } = order;
  const settings = ownProcessSettings({
    model,
    variant,
    photosIndex: `${run}-photos`,
    peaksIndex: `${run}-peaks`,
  });
  const services = createServices(settings, quiet);
  const embedder = await services.embedder();
  await loadRandomCatalog(client, services);
  const elasticsearch = new Elasticsearch(client);
  await ensurePhotosIndex(elasticsearch, settings, embedder.identity);
  const predict = await libraryPredictor(services, elasticsearch, settings.indices.photos);

  const perSecond = ({ ms }: { ms: number }) => (photos.length / ms) * 1000;
  const decodeAll = () =>
    Promise.all(
      photos.map((path) =>
        services.decoder.decode({
          bytes: readFileSync(path),
          previewMode: preview,
          nativeHeic,
          ...DECODE,
        })
      )
    );
  // Threads start and decoders are compiled with the first photos; that is not decoding.
  await Promise.all(
    Array.from({ length: availableParallelism() }, () =>
      services.decoder.decode({
        bytes: readFileSync(photos[0]),
        previewMode: preview,
        nativeHeic,
        ...DECODE,
      })
    )
  );
  const decoding = await timed(decodeAll);
  const decoded: DecodedPhoto[] = decoding.value;
  await embedder.embedImages(decoded.slice(0, availableParallelism()).map(({ pixels }) => pixels));
  const embedding = await timed(() => embedder.embedImages(decoded.map(({ pixels }) => pixels)));
  const predicting = await timed(() =>
    Promise.all(
      decoded.map((photo, i) => predict({ ...photo, id: `${i}`, imageVector: embedding.value[i] }))
    )
  );
  const writing = await timed(() =>
    client.bulk({
      index: settings.indices.photos,
      operations: decoded.flatMap((photo, i) => {
        const path = `${i}.HEIC`;
        const document = photoDocument({
          album: 'bench',
          path,
          contentHash: String(i).padStart(64, '0'),
          bytes: 1,
          decoded: photo,
          vector: embedding.value[i],
          predictions: predicting.value[i],
        });
        return [{ index: { _id: photoId('bench', path) } }, document];
      }),
    })
  );
  await services.close();
  return {
    rates: {
      'read and decode': perSecond(decoding),
      embed: perSecond(embedding),
      predict: perSecond(predicting),
      bulk: perSecond(writing),
    },
    parts: await partsOfDecoding(photos, { previewMode: preview, nativeHeic }),
  };
});

/** In this thread, one photo after another, as a worker does it. */
async function partsOfDecoding(
  photos: readonly string[],
  how: { previewMode: boolean; nativeHeic?: string }
) {
  sharp.concurrency(1);
  sharp.cache(false);
  const sums: Record<string, number> = {};
  const part = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const { ms, value } = await timed(work);
    sums[name] = (sums[name] ?? 0) + ms;
    return value;
  };
  const some = photos.slice(0, PARTS_OF);
  // The first goes through twice: code is compiled with it, which is not decoding.
  for (const path of [some[0], ...some]) {
    if (path === some[0]) Object.keys(sums).forEach((name) => delete sums[name]);
    const bytes = readFileSync(path);
    const options = { maxPixels: 1e8, timeoutMs: 60_000, enoughPx: DEFAULT_THUMBNAIL_PX, ...how };
    const picture = await part('HEVC', () => openPicture(bytes, options));
    await part('pixels for the model', () => picture.modelPixels(224));
    const small = await part('thumbnail: scale, colours', () =>
      picture.display(DEFAULT_THUMBNAIL_PX)
    );
    await part('thumbnail: WebP', () =>
      sharp(small.data, { raw: { width: small.width, height: small.height, channels: 3 } })
        .webp(THUMBNAIL_WEBP)
        .toBuffer()
    );
    await part('color and hash', async () => [
      await dominantColour(small),
      await perceptualHash(small),
    ]);
    await part('EXIF', () => captureMetadata(picture.blocks, picture, { defaultZone: 'UTC' }));
  }
  return Object.fromEntries(Object.entries(sums).map(([name, ms]) => [name, ms / some.length]));
}

/** Enough for a mean; the whole album again would take half a minute. */
const PARTS_OF = 8;

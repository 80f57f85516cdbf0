import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { toModelPixels } from '../../../server/embedding/image/preprocess';
import { decodeHeic } from '../../../server/images/heic/heic_decoder';
import { DEFAULT_THUMBNAIL_PX } from '../../../server/images/pool/photo_decoder';
import { decodeHeicNatively } from '../../../server/images/heic/native_heic';
import { answerOrder } from '../fork';

export type HeicDecoderName = 'wasm' | 'preview' | 'ffmpeg';

export interface DecoderOrder {
  decoder: HeicDecoderName;
  /** HEIC by content. */
  photos: string[];
  /** Folder with node-av. */
  nativeHeic?: string;
}

export interface DecoderReport {
  /** Milliseconds a photo, on one thread. */
  times: number[];
  peakRssMb: number;
  /** What the model would see, 224 × 224 × 3 each. */
  pixels: Uint8Array[];
  /** What became of broken files: 'refused', 'nothing' (left to another decoder) or 'decoded'. */
  broken: Record<string, string>;
}

const MAX_PIXELS = 1e8;

answerOrder(async ({ decoder, photos, nativeHeic }: DecoderOrder): Promise<DecoderReport> => {
  sharp.concurrency(1);
  sharp.cache(false);
  const decode = async (bytes: Uint8Array) =>
    decoder === 'ffmpeg'
      ? decodeHeicNatively(bytes, {
          folder: nativeHeic!,
          maxPixels: MAX_PIXELS,
          // As an ingest asks: the thumbnail is the largest that is made of a photo.
          enoughPx: DEFAULT_THUMBNAIL_PX,
        })
      : decodeHeic(bytes, { maxPixels: MAX_PIXELS, preview: decoder === 'preview' });
  const times: number[] = [];
  const pixels: Uint8Array[] = [];
  // Code is compiled and libraries are loaded with the first; that is not a photo's cost.
  await decode(readFileSync(photos[0]));
  for (const path of photos) {
    const bytes = readFileSync(path);
    const started = performance.now();
    const picture = await decode(bytes);
    times.push(performance.now() - started);
    if (!picture) throw new Error('A photo was declined.');
    const { width, height, data } = picture;
    pixels.push(await toModelPixels(sharp(data, { raw: { width, height, channels: 3 } }), 224));
  }
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  const broken: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(brokenCopies(readFileSync(photos[0])))) {
    broken[name] = await decode(bytes).then(
      (picture) => (picture ? 'decoded' : 'nothing'),
      () => 'refused'
    );
  }
  return { times, peakRssMb, pixels, broken };
});

function brokenCopies(bytes: Buffer): Record<string, Buffer> {
  const flipped = Buffer.from(bytes);
  // In the tiles, well behind the container's own tables.
  for (let i = 0; i < 200; i++) flipped[Math.floor(bytes.length * (0.3 + i * 0.003))] ^= 0xff;
  const tables = Buffer.from(bytes);
  tables.fill(0x41, 200, 1200);
  return {
    'cut in half': bytes.subarray(0, bytes.length >> 1),
    'bytes flipped in the tiles': flipped,
    'tables overwritten': tables,
    'one kilobyte': bytes.subarray(0, 1024),
  };
}

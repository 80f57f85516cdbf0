import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith } from '../../common/testing/shared_inputs';
import { openPicture } from '../images/picture/picture';
import { realPhoto } from '../images/testing/test_pictures';
import { createEmbedder, type Embedder } from './embedder';
import { memoryLogger, TINY_MODEL } from './testing/tiny_model';
import { cosine } from './vectors';

// What PIL, libheif and transformers make of the real photos beside the repository (parity/photos.py).
const GOLDEN = JSON.parse(
  readFileSync(join(__dirname, 'fixtures/photo_vectors.json'), 'utf8')
) as Record<string, number[]>;

/** 12 and 24 MP, upright and lying, HEIC, JPEG, JPEG named HEIC; the first is the farthest of all 25 (0.99987, the next 0.99996). */
const PHOTOS = [
  'IMG_2498.HEIC',
  'IMG_1894.HEIC',
  'IMG_2366.HEIC',
  'IMG_2508.HEIC',
  'IMG_1536 Copy.JPG',
];

describeWith('photos', 'the real photos', () => {
  let embedder: Embedder;
  beforeAll(async () => {
    embedder = await createEmbedder({ modelDir: TINY_MODEL, workers: 1, logger: memoryLogger() });
  });
  afterAll(() => embedder.close());

  test.each(PHOTOS)('real photo to vector: %s at least 0.9998', async (name) => {
    const options = { maxPixels: 100e6, previewMode: false, timeoutMs: 150_000, enoughPx: 512 };
    const picture = await openPicture(realPhoto(name), options);
    const pixels = await picture.modelPixels(embedder.model.imageSize);
    const [vector] = await embedder.embedImages([pixels]);
    expect(cosine(vector, Float32Array.from(GOLDEN[name]))).toBeGreaterThan(0.9998);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { createPhotoDecoder } from '../images/pool/photo_decoder';
import type { PhotoDecoder } from '../images/pool/photo_decoder';
import type { Embedder } from '../embedding/embedder';
import {
  CLUSTERS,
  IDENTITY,
  cosine,
  silent,
  syntheticEmbedder,
  testSettings,
} from '../search/testing/synthetic';
import { SYNTHETIC_PEAKS } from '../search/testing/synthetic_catalog';
import type { CatalogPeak } from './catalog_file';
import { Elasticsearch } from '../elasticsearch/elasticsearch';
import { PeakRepository } from './peak_repository';
import { loadCatalog } from './load_catalog';

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('catalog'));
const repository = new PeakRepository(new Elasticsearch(client), settings.indices.peaks);
const concrete = async (): Promise<string[]> =>
  Object.keys(await client.indices.get({ index: `${settings.indices.peaks}-*` }));

afterAll(async () => {
  const left = await concrete();
  if (left.length > 0) {
    await client.indices.delete({ index: left });
  }
  await client.close();
});

/** Counts what is embedded, and sees a photo by its mean colour: red is the first direction, all else the second. */
function countingEmbedder(): Embedder & { texts: string[] } {
  const embedder = syntheticEmbedder();
  const texts: string[] = [];
  return {
    ...embedder,
    texts,
    model: { ...embedder.model, imageSize: 224 },
    embedTexts: (asked, options) => {
      texts.push(...asked);
      return embedder.embedTexts(asked, options);
    },
    embedImages: async (images) =>
      images.map((pixels) => (pixels[0] > pixels[2] ? CLUSTERS[0] : CLUSTERS[1])),
  };
}

function load(
  peaks: readonly CatalogPeak[],
  embedder: Embedder = syntheticEmbedder(),
  more: { decoder?: PhotoDecoder; warn?: (message: string) => void } = {}
) {
  return loadCatalog({
    client,
    settings,
    embedder,
    decoder: more.decoder ?? (undefined as never),
    peaks,
    logger: { ...silent, warn: more.warn ?? silent.warn },
  });
}

test('a catalog is loaded, read back, and left alone while nothing changes', async () => {
  expect(await repository.identity()).toBeUndefined();
  const first = await load(SYNTHETIC_PEAKS);
  expect(first).toMatchObject({ indexed: 4, unchanged: 0, deleted: 0 });
  expect(await repository.identity()).toEqual(IDENTITY);

  const entries = await repository.catalog();
  expect(entries.map(({ id }) => id)).toEqual(['ama-dablam', 'matterhorn', 'nuptse', 'thamserku']);
  expect(entries[0]).toMatchObject({
    names: ['Ama Dablam', 'आमा दब्लम'],
    latlon: { lat: 27.8613, lon: 86.8614 },
  });
  // The mean of texts that differ is shorter than each of them.
  entries.forEach(({ prototype }) => {
    expect(Math.hypot(...prototype)).toBeGreaterThan(0.5);
    expect(Math.hypot(...prototype)).toBeLessThan(1);
  });
  const peaks = await repository.list();
  expect(JSON.stringify(peaks)).not.toContain('text_embed');
  expect(peaks.map(({ id }) => id)).toEqual(entries.map(({ id }) => id));

  const again = countingEmbedder();
  expect(await load(SYNTHETIC_PEAKS, again)).toEqual({
    index: first.index,
    indexed: 0,
    unchanged: 4,
    deleted: 0,
  });
  expect(again.texts).toEqual([]);
});

test('a spelling is a name that people find, and changes no prototype', async () => {
  const [peak] = SYNTHETIC_PEAKS;
  await load([peak]);
  const [{ prototype }] = await repository.catalog();
  const embedder = countingEmbedder();
  await load([{ ...peak, spellings: ['अमा डबलाम'] }], embedder);
  const [after] = await repository.catalog();
  expect(after.names).toEqual([...peak.names, 'अमा डबलाम']);
  expect(after.prototype).toEqual(prototype);
  expect(embedder.texts.filter((text) => text.includes('अमा डबलाम'))).toEqual([]);
});

test('only what changed is embedded, what is gone goes, and one index is left', async () => {
  await load(SYNTHETIC_PEAKS);
  const before = await repository.catalog();
  const embedder = countingEmbedder();
  const changed = SYNTHETIC_PEAKS.slice(1).map((peak) =>
    peak.id === 'nuptse' ? { ...peak, names: ['Nuptse', 'नुप्त्से'] } : peak
  );
  expect(await load(changed, embedder)).toMatchObject({ indexed: 1, unchanged: 2, deleted: 1 });
  expect(embedder.texts.some((text) => text.includes('Matterhorn'))).toBe(false);
  const after = await repository.catalog();
  expect(after.map(({ id }) => id)).toEqual(['matterhorn', 'nuptse', 'thamserku']);
  const prototype = (list: typeof after, id: string) =>
    list.find((entry) => entry.id === id)!.prototype;
  expect(prototype(after, 'matterhorn')).toEqual(prototype(before, 'matterhorn'));
  expect(cosine(prototype(after, 'nuptse'), prototype(before, 'nuptse'))).toBeLessThan(0.9999);
  expect(await concrete()).toHaveLength(1);
});

test('a run that fails leaves the catalog as it was', async () => {
  await load(SYNTHETIC_PEAKS);
  const [index] = await concrete();
  const broken = { ...countingEmbedder(), embedTexts: () => Promise.reject(new Error('no power')) };
  await expect(load([{ ...SYNTHETIC_PEAKS[0], names: ['Other'] }], broken)).rejects.toThrow(
    'no power'
  );
  // Elasticsearch refuses a place beyond the pole: the second half of the way.
  const wrong = [SYNTHETIC_PEAKS[1], { ...SYNTHETIC_PEAKS[0], lat: 91 }];
  await expect(load(wrong)).rejects.toThrow(/ama-dablam.*as it was/s);
  expect(await concrete()).toEqual([index]);
  expect(await repository.catalog()).toHaveLength(4);
});

test('another embedding makes all prototypes anew', async () => {
  await load(SYNTHETIC_PEAKS);
  const other = { ...IDENTITY, preprocessingVersion: 2 };
  expect(await load(SYNTHETIC_PEAKS, syntheticEmbedder({ identity: other }))).toMatchObject({
    indexed: 4,
    unchanged: 0,
  });
  expect(await repository.identity()).toEqual(other);
});

describe('reference photos', () => {
  let folder: string;
  let decoder: PhotoDecoder;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'references-'));
    decoder = createPhotoDecoder({ workers: 1, logger: silent });
  });
  afterAll(async () => {
    await decoder.close();
    await rm(folder, { recursive: true });
  });
  const photo = async (name: string, background: { r: number; g: number; b: number }) => {
    const path = join(folder, name);
    await sharp({ create: { width: 64, height: 48, channels: 3, background } })
      .jpeg()
      .toFile(path);
    return path;
  };

  test('leave the prototype as the names made it until photos tell how far to draw it; a strange or damaged one is left out with a word', async () => {
    const red = { r: 200, g: 20, b: 20 };
    const blue = { r: 20, g: 20, b: 200 };
    const damaged = join(folder, 'damaged.jpg');
    await writeFile(damaged, 'not a photo');
    const alike = [await photo('1.jpg', red), await photo('2.jpg', red)];
    const strange = await photo('3.jpg', blue);
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    const [first, second] = SYNTHETIC_PEAKS;
    const embedder = countingEmbedder();
    await load([first, second], embedder);
    const plain = await repository.catalog();
    await load(
      [
        { ...first, referencePhotos: [...alike, strange] },
        { ...second, referencePhotos: [damaged, alike[0]] },
      ],
      embedder,
      { decoder, warn }
    );
    const drawn = await repository.catalog();
    plain.forEach(({ prototype }, i) => {
      expect([...drawn[i].prototype]).toEqual([...prototype]);
    });
    expect(warnings).toHaveLength(2);
    expect(warnings.join('\n')).toContain(strange);
    expect(warnings.join('\n')).toContain(damaged);
  });
});

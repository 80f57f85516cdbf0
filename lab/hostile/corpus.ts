import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { seededRandom } from '../../common/seeded_random';
import { samplePhoto } from '../../scripts/testing/sample_album';
import { baseImages } from './base_images';
import { brokenBoxes, flipped, spliced, truncated, wrongType } from './damaged_files';
import { numbered, type HostileFile } from './entries';
import { bombs, disproportionate, giantHeaders } from './large_files';
import { oddNames, specialFiles } from './odd_names';
import { oddExif, oddPictures, oddProfiles } from './odd_pictures';

/** Sound photos among the others: they must come in, whatever lies beside them. */
function soundPhotos(count: number): HostileFile[] {
  return Array.from({ length: count }, (_, i) => ({
    path: `sound/${numbered(i)}.jpg`,
    category: 'sound photo',
    expect: 'good',
    bytes: () => samplePhoto({ seed: 200 + i }),
  }));
}

/**
 * The corpus: the same files for the same seed.
 *
 * @param seed of all that is random in it
 */
export async function hostileCorpus(seed: number): Promise<HostileFile[]> {
  const random = seededRandom(seed);
  const base = await baseImages();
  return [
    ...soundPhotos(20),
    ...truncated(base),
    ...flipped(base, random, 25),
    ...spliced(base),
    ...wrongType(base),
    ...brokenBoxes(base, random),
    ...giantHeaders(base),
    ...bombs(),
    ...disproportionate(base),
    ...oddPictures(base),
    ...oddProfiles(base, random),
    ...oddExif(base, random, 120),
    ...oddNames(),
    ...specialFiles(),
  ];
}

/** Some of each category, spread over it; none that takes long to make. */
export function shortForm(corpus: readonly HostileFile[], each: number): HostileFile[] {
  const light = corpus.filter(({ heavy, path, bytes }) => !heavy && !isRealHeic(path, bytes));
  const categories = [...new Set(light.map(({ category }) => category))];
  return categories.flatMap((category) => {
    const files = light.filter((file) => file.category === category);
    const step = Math.max(1, Math.floor(files.length / each));
    return files.filter((_, i) => i % step === 0).slice(0, each);
  });
}

/** Two seconds of decoding each, where the base is a photo of a phone. */
function isRealHeic(path: HostileFile['path'], bytes: HostileFile['bytes']): boolean {
  return bytes !== undefined && /(flipped|truncated)\/heic/.test(path.toString());
}

/**
 * Writes a corpus into a folder.
 *
 * @returns what ends that which is no plain file (a listening socket)
 */
export async function writeCorpus(
  root: string,
  corpus: readonly HostileFile[]
): Promise<() => Promise<void>> {
  const ends: Array<() => Promise<void>> = [];
  for (const { path, bytes, place } of corpus) {
    const absolute = join(root, path.toString('latin1'));
    await mkdir(dirname(Buffer.isBuffer(path) ? absolute : join(root, path)), { recursive: true });
    if (place) {
      const end = await place(join(root, path as string));
      if (end) ends.push(end);
    } else {
      const name = Buffer.isBuffer(path)
        ? Buffer.concat([Buffer.from(`${root}/`), path])
        : join(root, path);
      await writeFile(name, await bytes!());
    }
  }
  return async () => {
    for (const end of ends) await end();
  };
}

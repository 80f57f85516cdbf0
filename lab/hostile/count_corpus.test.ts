import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, sharedPath } from '../../common/testing/shared_inputs';
import { decode } from '../../server/images/testing/test_pictures';
import { writeSamples } from '../../scripts/testing/sample_album';
import { countCorpus, countLines } from './count_corpus';

const parts = { decode: (bytes: Uint8Array, more: object) => decode(Buffer.from(bytes), more) };

it('counts what became of each file of a folder, the same each time', async () => {
  const root = await mkdtemp(join(tmpdir(), 'peak-counts-'));
  try {
    const place = { lat: 27.9, lon: 86.8, altitudeM: 4000 };
    await writeSamples(root, [
      { path: 'a.jpg', seed: 1, time: '2023:10-27 06:00:00'.replace('-', ':'), place },
      { path: 'IMG-20240513-WA0007.jpg', seed: 2 },
      { path: 'plain.jpg', seed: 3 },
    ]);
    await writeFile(join(root, 'text.png'), 'no picture');
    await writeFile(join(root, 'notes.txt'), 'nothing');
    const counts = await countCorpus(root, parts);
    expect(counts).toMatchObject({
      files: 4,
      decoded: { jpeg: 3 },
      refused: { not_an_image: 1 },
      refusedFiles: { not_an_image: ['text.png'] },
      skipped: { other_type: 1 },
      placeSource: { exif: 1, none: 2 },
      values: { altitude: 1 },
    });
    expect(counts.timeSource).toEqual({ original: 1, name: 1, none: 1 });
    expect(await countCorpus(root, parts)).toEqual(counts);
    expect(countLines(counts)).toContain('  not_an_image text.png');
    expect(countLines(counts)).toContain('Place from: none 2, exif 1');
  } finally {
    await rm(root, { recursive: true });
  }
});

describeWith('cases', 'the collected cases', () => {
  it('refuse one file of the corpora, which is cut short', async () => {
    const { decoded, refused, refusedFiles } = await countCorpus(
      sharedPath('cases', 'corpora'),
      parts
    );
    expect(refused).toEqual({ damaged: 1 });
    expect(refusedFiles.damaged).toEqual(['tiff_tiled_cut.tif']);
    expect(decoded).toEqual({ heic: 3, jpeg: 4, tiff: 1 });
  });
});

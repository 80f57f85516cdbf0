import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queriesOf, readLabels, readQueries, sceneOf, truthOf } from './labels';
import type { LabelledQuery, PhotoLabel } from './labels';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'labels-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const file = async (name: string, text: string) => {
  await writeFile(join(dir, name), text);
  return join(dir, name);
};
const labels = async (...lines: object[]) =>
  readLabels(await file('labels.jsonl', lines.map((line) => JSON.stringify(line)).join('\n')));
const query = (more: Partial<LabelledQuery>): LabelledQuery => ({
  text: 'any',
  nonsense: false,
  ...more,
});

describe('labels', () => {
  it('tell sure from doubtful peaks, and group the frames of a scene', async () => {
    const [photo, unknown] = await labels(
      {
        file: '2023-10-26/a.jpg',
        tags: ['tent'],
        objects: [{ tag: 'yak' }],
        peaks: [
          { id: 'nuptse', certainty: 'high' },
          { id: 'lhotse', certainty: 'low' },
        ],
        burst: 'b1',
      },
      { file: 'b.jpg', peaks_status: 'unknown', scene: 's1' }
    );
    expect([...photo.peaks]).toEqual(['nuptse']);
    expect([...photo.doubtful]).toEqual(['lhotse']);
    expect([...photo.tags]).toEqual(['tent', 'yak']);
    expect(photo).toMatchObject({ group: 'b1', peaksKnown: true });
    expect(unknown).toMatchObject({ group: 's1', peaksKnown: false });
  });

  it('are refused with file and line', async () => {
    await expect(labels({ file: 'a.jpg' }, { tags: [] })).rejects.toThrow(/labels\.jsonl, line 2/);
    await expect(readLabels(join(dir, 'none'))).rejects.toThrow(/cannot be read/);
    const half = await file('half.jsonl', '{"file": "a.jpg"');
    await expect(readLabels(half)).rejects.toThrow(/line 1: it is not JSON/);
  });
});

describe('queries', () => {
  it('are read with short forms, and refused without an answer', async () => {
    const path = await file(
      'queries.json',
      '{"queries": [{"text": "yaks", "tags": ["yak"]}, {"text": "toaster", "nonsense": true}]}'
    );
    expect(await readQueries(path)).toEqual([
      { text: 'yaks', tags: ['yak'], nonsense: false },
      { text: 'toaster', nonsense: true },
    ]);
    const bare = await file('bare.json', '{"queries": [{"text": "yaks"}]}');
    await expect(readQueries(bare)).rejects.toThrow(/needs a predicate, tags, a file/);
  });

  it('come from tags and captions where there is no file of them', async () => {
    const all = await labels(
      { file: 'a.jpg', tags: ['prayer_flags'], caption: 'Flags on a pass' },
      { file: 'b.jpg', tags: ['prayer_flags', 'yak'] }
    );
    expect(queriesOf(all).map(({ text }) => text)).toEqual([
      'prayer flags',
      'yak',
      'Flags on a pass',
    ]);
  });
});

describe('whether a photo answers', () => {
  let photo: PhotoLabel;
  beforeEach(async () => {
    [photo] = await labels({
      file: 'a.jpg',
      scene: 's',
      tags: ['tent', 'camp'],
      tags_minor: ['yak'],
      peaks: [
        { id: 'nuptse', certainty: 'medium' },
        { id: 'lhotse', certainty: 'low' },
      ],
      weather: 'snowfall',
      time_of_day: 'dusk',
    });
  });

  it.each([
    [{ tags: ['tent'] }, 'yes'],
    [{ tags: ['tent', 'camp'] }, 'yes'],
    [{ tags: ['tent', 'stupa'] }, 'no'],
    [{ tags: ['stupa|camp'] }, 'yes'],
    [{ tags: ['yak'] }, 'undecided'],
    [{ predicate: { peaks: ['nuptse'] } }, 'yes'],
    [{ predicate: { peaks: ['lhotse'] } }, 'undecided'],
    [{ predicate: { peaks: ['lhotse'], objects: ['stupa'] } }, 'no'],
    [{ predicate: { weather: ['snowfall', 'fog'] } }, 'yes'],
    [{ predicate: { weather: ['clear'] } }, 'no'],
    [{ predicate: { weather: ['fog'] }, undecided: { weather: ['snowfall'] } }, 'undecided'],
    [{ predicate: { time_of_day: ['noon'] } }, 'no'],
  ])('%j: %s', (asked, truth) => {
    expect(truthOf(query(asked), photo)).toBe(truth);
  });

  it('leaves open what the labels do not say', () => {
    const asked = query({ predicate: { weather: ['clear'] } });
    expect(truthOf(asked, { ...photo, weather: undefined })).toBe('undecided');
  });

  it('to a caption only its own photo; others of its scene are left open', () => {
    const caption = query({ file: 'a.jpg' });
    const others = [
      { ...photo, file: 'same scene.jpg' },
      { ...photo, file: 'b.jpg', group: 'other' },
    ];
    const scene = sceneOf(caption, [photo, ...others]);
    expect([photo, ...others].map((label) => truthOf(caption, label, scene))).toEqual([
      'yes',
      'undecided',
      'no',
    ]);
  });
});

import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Journal, PIPELINE_VERSION } from './journal';

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'peak-journal-'));
  file = join(dir, 'album/journal.ndjson');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const photo = (n: number) => ({ path: `a/${n}.jpg`, bytes: 100 + n, mtimeMs: 1700000000000.5 + n });
const done = (n: number) => ({ ...photo(n), hash: `hash-${n}` });
const broken = {
  path: 'bad.jpg',
  code: 'damaged',
  message: 'It is damaged.',
  permanent: true,
} as const;
const badFile = { path: 'bad.jpg', bytes: 5, mtimeMs: 7 };

it('knows a file again that has not changed, and only with the same content', async () => {
  const journal = await Journal.read(file);
  await journal.markDone([done(1), done(2)]);
  await journal.close();
  const again = await Journal.read(file);
  expect(again.knows(photo(1), 'hash-1')).toBe(true);
  expect(again.knows(photo(1), 'hash-2')).toBe(false);
  expect(again.knows({ ...photo(1), mtimeMs: 1 }, 'hash-1')).toBe(false);
  expect(again.knows({ ...photo(1), bytes: 1 }, 'hash-1')).toBe(false);
  expect(again.knows(photo(3), 'hash-3')).toBe(false);
});

it('holds a permanent failure against a file until it changes, the decoder learns, or it succeeds', async () => {
  const journal = await Journal.read(file);
  await journal.markQuarantined(broken, badFile);
  await journal.markQuarantined(
    { ...broken, path: 'slow.jpg', code: 'timeout', permanent: false },
    { ...badFile, path: 'slow.jpg' }
  );
  await journal.close();
  const again = await Journal.read(file);
  expect(again.settledQuarantine(badFile)).toMatchObject(broken);
  expect(again.settledQuarantine({ ...badFile, bytes: 6 })).toBeUndefined();
  expect(again.settledQuarantine({ ...badFile, path: 'slow.jpg' })).toBeUndefined();
  expect([...again.quarantine.keys()]).toEqual(['bad.jpg', 'slow.jpg']);

  await again.markDone([{ ...badFile, hash: 'now good' }]);
  await again.forget(['slow.jpg']);
  await again.close();
  expect((await Journal.read(file)).quarantine.size).toBe(0);
});

it('gives files another chance that an older decoder refused', async () => {
  const journal = await Journal.read(file);
  await journal.markQuarantined(broken, badFile);
  await journal.close();
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(`"pipeline":${PIPELINE_VERSION}`, '"pipeline":0'));
  expect((await Journal.read(file)).settledQuarantine(badFile)).toBeUndefined();
});

it('does not grow by the same failure every night', async () => {
  const journal = await Journal.read(file);
  for (let night = 0; night < 3; night++) await journal.markQuarantined(broken, badFile);
  await journal.close();
  expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(1);
});

it('is finished only when nothing was written since', async () => {
  const journal = await Journal.read(file);
  await journal.markWriting();
  await journal.markFinished('uuid');
  await journal.close();
  expect((await Journal.read(file)).finishedIndex).toBe('uuid');
  const next = await Journal.read(file);
  await next.markWriting();
  await next.close();
  expect((await Journal.read(file)).finishedIndex).toBeUndefined();
});

it('survives being cut off at any byte, and goes on from there', async () => {
  const journal = await Journal.read(file);
  await journal.markWriting();
  for (let n = 0; n < 5; n++) await journal.markDone([done(n)]);
  await journal.markQuarantined(broken, badFile);
  await journal.close();
  const whole = await readFile(file);
  for (let cut = 0; cut <= whole.length; cut += 7) {
    await writeFile(file, whole.subarray(0, cut));
    const torn = await Journal.read(file);
    const before = [0, 1, 2, 3, 4].filter((n) => torn.knows(photo(n), `hash-${n}`));
    // What is known is a beginning of what was done: nothing in the middle is lost, nothing is made up.
    expect(before).toEqual(before.map((_, i) => i));
    await torn.markDone([done(9)]);
    await torn.close();
    const mended = await Journal.read(file);
    expect(mended.knows(photo(9), 'hash-9')).toBe(true);
    before.forEach((n) => expect(mended.knows(photo(n), `hash-${n}`)).toBe(true));
  }
});

it('reads whatever lines there are, and makes nothing up', async () => {
  const odd = fc.oneof(fc.jsonValue(), fc.string());
  const names = fc.constantFrom('done', 'quarantined', 'forgotten', 'finished', 'writing', 'hash');
  const line = fc.oneof(
    fc.dictionary(names, odd).map((value) => JSON.stringify(value)),
    odd.map((value) => JSON.stringify(value)),
    fc.string()
  );
  const first = await Journal.read(file);
  await first.markDone([done(1)]);
  await first.close();
  const head = await readFile(file, 'utf8');
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
      await writeFile(file, `${head}${lines.join('\n')}\n`);
      const journal = await Journal.read(file);
      expect(journal.knows(photo(1), 'hash-1')).toBe(true);
      expect(journal.knows(photo(2), 'hash-2')).toBe(false);
      for (const record of journal.quarantine.values()) {
        // What lists and tables print.
        const { path, code, message, permanent } = record;
        expect([path, code, message].every((text) => typeof text === 'string')).toBe(true);
        expect(typeof permanent).toBe('boolean');
      }
    }),
    { numRuns: 200 }
  );
});

it('opens its file once, however many lines come at once, and closes it', async () => {
  const openFiles = async () => {
    const open = (await readdir('/proc/self/fd')).map((fd) =>
      readlink(`/proc/self/fd/${fd}`).catch(() => '')
    );
    return (await Promise.all(open)).filter((path) => path === file).length;
  };
  const journal = await Journal.read(file);
  await Promise.all([1, 2, 3, 4].map((n) => journal.markDone([done(n)])));
  expect(await openFiles()).toBe(1);
  await journal.close();
  expect(await openFiles()).toBe(0);
  const again = await Journal.read(file);
  expect([1, 2, 3, 4].every((n) => again.knows(photo(n), `hash-${n}`))).toBe(true);
});

it('says in words that the disk is full, and nothing is believed that it does not hold', async () => {
  const journal = await Journal.read(file);
  await mkdir(join(dir, 'album'));
  // Linux's own full disk.
  await symlink('/dev/full', file);
  await expect(journal.markDone([done(1)])).rejects.toThrow(
    /state cannot be written to .*: its disk is full. Free space there.*goes on from there/
  );
  await journal.close();
});

it('reads past a line that a bad disk has spoilt', async () => {
  const journal = await Journal.read(file);
  await journal.markDone([done(1)]);
  await journal.close();
  await appendFile(file, '\0\0\0garbage\nnull\n');
  const next = await Journal.read(file);
  await next.markDone([done(2)]);
  await next.close();
  const again = await Journal.read(file);
  expect([1, 2].map((n) => again.knows(photo(n), `hash-${n}`))).toEqual([true, true]);
});

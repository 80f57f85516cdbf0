import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InWork } from './in_work';

let folder: string;
let marks: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peak-search-in-work-'));
  marks = join(folder, 'state', 'in-work.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (path: string, mtimeMs = 5) => ({ path, bytes: 100, mtimeMs });

const suspects = (run: InWork) => ['a', 'b', 'c', 'd'].filter((path) => run.isSuspect(file(path)));

test('a death with several files in work makes them suspects; with one, it counts', async () => {
  const first = await InWork.read(marks);
  await Promise.all(['a', 'b', 'c'].map((path) => first.begin(file(path))));
  await first.end(file('b'));
  // The run ends here. The next one does "c", and dies with "a" alone in work.
  const second = await InWork.read(marks);
  expect(suspects(second)).toEqual(['a', 'c']);
  expect([second.deathsOf(file('a')), second.deathsOf(file('c'))]).toEqual([0, 0]);
  await second.begin(file('c'));
  await second.end(file('c'));
  await second.begin(file('a'));
  // The third dies with another one in work, while "a" waits for its turn.
  const third = await InWork.read(marks);
  expect(suspects(third)).toEqual(['a']);
  expect(third.deathsOf(file('a'))).toBe(1);
  await third.begin(file('d'));
  const fourth = await InWork.read(marks);
  expect(['a', 'd'].map((path) => fourth.deathsOf(file(path)))).toEqual([1, 1]);
  await fourth.begin(file('a'));
  expect((await InWork.read(marks)).deathsOf(file('a'))).toBe(2);
});

test('a file that was replaced since is another one', async () => {
  await (await InWork.read(marks)).begin(file('a'));
  const next = await InWork.read(marks);
  expect(next.deathsOf(file('a', 6))).toBe(0);
  await next.begin(file('a', 6));
  expect((await InWork.read(marks)).deathsOf(file('a', 6))).toBe(1);
});

test('marks that cannot be read are none', async () => {
  await (await InWork.read(marks)).begin(file('a'));
  writeFileSync(marks, '[{"path":');
  expect(suspects(await InWork.read(marks))).toEqual([]);
});

test('many files at once are all marked when their beginning is awaited', async () => {
  const run = await InWork.read(marks);
  const paths = Array.from({ length: 50 }, (_, i) => `${i}`);
  await Promise.all(
    paths.map(async (path) => {
      await run.begin(file(path));
      expect((await InWork.read(marks)).isSuspect(file(path))).toBe(true);
    })
  );
});

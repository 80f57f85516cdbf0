import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { buildOnce, isComplete } from './cache_folder';

describe('buildOnce', () => {
  let root: string;
  let folder: string;
  let lines: string[];
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'peak-search-cache-'));
    folder = path.join(root, 'cache', 'thing');
    lines = [];
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const options = (signal?: AbortSignal) => ({
    what: 'a thing',
    log: (line: string) => void lines.push(line),
    signal,
  });
  const write = (text: string) => (temporary: string) =>
    writeFile(path.join(temporary, 'content'), text);
  const content = () => readFile(path.join(folder, 'content'), 'utf8');
  const leftovers = async () =>
    (await readdir(path.dirname(folder))).filter((name) => name !== 'thing');

  it('builds once, and the second caller at the same time waits for the first', async () => {
    let builds = 0;
    const build = async (temporary: string) => {
      builds++;
      while (lines.length === 0) await turn();
      expect(isComplete(folder)).toBe(false);
      await write(`build ${builds}`)(temporary);
    };
    await Promise.all([buildOnce(folder, build, options()), buildOnce(folder, build, options())]);
    expect(builds).toBe(1);
    expect(await content()).toBe('build 1');
    expect(lines).toEqual(['Another process is fetching a thing; waiting for it.']);
    await buildOnce(folder, build, options());
    expect(builds).toBe(1);
    expect(await leftovers()).toEqual([]);
  });

  it('leaves nothing behind when building fails, so that the next start tries again', async () => {
    const fail = async (temporary: string) => {
      await write('half')(temporary);
      throw new Error('no network');
    };
    await expect(buildOnce(folder, fail, options())).rejects.toThrow('no network');
    expect(existsSync(folder)).toBe(false);
    expect(await leftovers()).toEqual([]);
    await buildOnce(folder, write('whole'), options());
    expect(await content()).toBe('whole');
  });

  it('takes over from a process that was killed while building', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await mkdir(path.dirname(folder), { recursive: true });
    await writeFile(`${folder}.lock`, String(pid));
    await buildOnce(folder, write('whole'), options());
    expect(await content()).toBe('whole');
    expect(await leftovers()).toEqual([]);
  });

  it('replaces a folder that lost its marker', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'rubbish'), '');
    await buildOnce(folder, write('whole'), options());
    expect((await readdir(folder)).sort()).toEqual(['complete.txt', 'content']);
  });

  it('stops waiting when aborted, and leaves the lock to its owner', async () => {
    await mkdir(path.dirname(folder), { recursive: true });
    await writeFile(`${folder}.lock`, String(process.pid));
    const stop = new AbortController();
    const waiting = buildOnce(folder, write('mine'), {
      ...options(stop.signal),
      // It says so once, then waits.
      log: () => setImmediate(() => stop.abort()),
    });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(await leftovers()).toEqual(['thing.lock']);
  });
});

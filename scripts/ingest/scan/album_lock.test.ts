import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlbumLockedError, lockAlbum, TIMES } from './album_lock';

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'peak-lock-'));
  file = join(dir, 'lock.json');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** What another host does while its lock is watched. */
const during = (pause: () => Promise<void>) => ({ ...TIMES, pause });
const dead = during(async () => {});

const change = async (fields: object) =>
  writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...fields }));

it('lets one in at a time and says who', async () => {
  const lock = await lockAlbum(dir, 'khumbu');
  await expect(lockAlbum(dir, 'khumbu')).rejects.toThrow(
    new RegExp(`album "khumbu" is being worked on by process ${process.pid} on`)
  );
  await lock.release();
  await (await lockAlbum(dir, 'khumbu')).release();
  expect(await readdir(dir)).toEqual([]);
});

it('takes over from a process that is gone', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await lockAlbum(dir, 'khumbu');
  await change({ pid: child.pid });
  await (await lockAlbum(dir, 'khumbu')).release();
});

it('is not fooled by a process that got the number of a dead one', async () => {
  await lockAlbum(dir, 'khumbu');
  await change({ processStart: '1' });
  await (await lockAlbum(dir, 'khumbu')).release();
});

it('believes another host while its heart beats', async () => {
  await lockAlbum(dir, 'khumbu');
  await change({ host: 'elsewhere' });
  // A fresh sign is believed without watching.
  await expect(lockAlbum(dir, 'khumbu', dead)).rejects.toThrow(AlbumLockedError);
  const longAgo = new Date(Date.now() - 3600_000);
  await utimes(file, longAgo, longAgo);
  await (await lockAlbum(dir, 'khumbu', dead)).release();
});

it.each([
  ['an hour slow', -3600_000],
  ['a day fast', 24 * 3600_000],
])('is not misled by the clock of another host, %s', async (_, wrong) => {
  await lockAlbum(dir, 'khumbu');
  await change({ host: 'elsewhere' });
  let now = Date.now() + wrong;
  const stamp = () => utimes(file, new Date(now), new Date(now));
  await stamp();
  // It lives: its heart goes on beating, by its own clock.
  const alive = during(() => {
    now += TIMES.heartbeatMs;
    return stamp();
  });
  await expect(lockAlbum(dir, 'khumbu', alive)).rejects.toThrow(AlbumLockedError);
  // It is dead: its last sign is all there is, however it is dated.
  await (await lockAlbum(dir, 'khumbu', dead)).release();
});

it('gives a dead lock to exactly one of many', async () => {
  await lockAlbum(dir, 'khumbu');
  await change({ processStart: '1' });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 12 }, () => lockAlbum(dir, 'khumbu'))
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('does not take away the lock of somebody who came after', async () => {
  const first = await lockAlbum(dir, 'khumbu');
  await change({ token: 'another' });
  await first.release();
  expect(JSON.parse(await readFile(file, 'utf8')).token).toBe('another');
});

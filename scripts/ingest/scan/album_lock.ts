import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Another process works on the album. */
export class AlbumLockedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AlbumLockedError';
  }
}

interface LockContent {
  pid: number;
  /** Tells this process from a later one with the same number. */
  processStart: string;
  host: string;
  since: string;
  token: string;
}

export interface AlbumLock {
  release(): Promise<void>;
}

/** For hosts that share the state folder and cannot look at a holder's process. */
export interface LockTimes {
  /** How often a holder shows that it lives. */
  heartbeatMs: number;
  /** How old its last sign may be. */
  deadAfterMs: number;
  /** Lets that much time pass; tests let the holder's heart beat or stand still instead. */
  pause(ms: number): Promise<void>;
}

/** Twenty missed heartbeats: also a host that was suspended for a while keeps its lock. */
export const TIMES: LockTimes = {
  heartbeatMs: 15_000,
  deadAfterMs: 300_000,
  pause: (ms) => sleep(ms),
};

/**
 * Takes the album for this process.
 *
 * A lock whose process is gone (killed, or the machine restarted) is taken over. Of two that want to take over at the
 * same time one wins: the lock is moved away by its name first, and put back if it was not the dead one any more.
 *
 * @param dir the album's state folder
 * @throws AlbumLockedError naming who holds it
 */
export async function lockAlbum(dir: string, album: string, times = TIMES): Promise<AlbumLock> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'lock.json');
  const mine: LockContent = {
    pid: process.pid,
    processStart: await processStart(process.pid),
    host: hostname(),
    since: new Date().toISOString(),
    token: randomUUID(),
  };
  // Three rounds: taken, dead and moved away, taken by somebody quicker.
  for (let round = 0; round < 3; round++) {
    if (await create(file, mine)) return holding(file, mine, times);
    const holder = await read(file);
    if (holder && !(await isDead(file, holder, times))) throw locked(album, holder);
    await moveAway(file, holder);
  }
  throw locked(album, await read(file));
}

function holding(file: string, mine: LockContent, { heartbeatMs }: LockTimes): AlbumLock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, heartbeatMs);
  heartbeat.unref();
  return {
    async release() {
      clearInterval(heartbeat);
      if ((await read(file))?.token === mine.token) await rm(file, { force: true });
    },
  };
}

/** Appears with its content or not at all: written beside, then linked. */
async function create(file: string, content: LockContent): Promise<boolean> {
  const draft = `${file}.${content.token}`;
  await writeFile(draft, JSON.stringify(content));
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function read(file: string): Promise<LockContent | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LockContent;
  } catch {
    return undefined;
  }
}

/** Another host stamps its signs of life by its own clock, and clocks go wrong: a strange stamp is watched for a while. */
async function isSilent(
  file: string,
  { heartbeatMs, deadAfterMs, pause }: LockTimes
): Promise<boolean> {
  const beat = async () => (await stat(file).catch(() => undefined))?.mtimeMs;
  const last = await beat();
  if (last === undefined) return true;
  if (Math.abs(Date.now() - last) <= deadAfterMs) return false;
  await pause(2.5 * heartbeatMs);
  return (await beat()) === last;
}

async function isDead(file: string, holder: LockContent, times: LockTimes): Promise<boolean> {
  if (holder.host !== hostname()) return isSilent(file, times);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
  }
  return (await processStart(holder.pid)) !== holder.processStart;
}

async function moveAway(file: string, dead: LockContent | undefined): Promise<void> {
  const aside = `${file}.dead-${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return; // somebody else moved it
  }
  const moved = await read(aside);
  // A living one came in between: put it back, unless there is a third by now.
  if (moved && moved.token !== dead?.token) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

/**
 * When a process began, in a form that is only good for comparing. Linux tells it in clock ticks since the boot
 * (proc(5), field 22); elsewhere the number of the process alone has to do.
 */
async function processStart(pid: number): Promise<string> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command's name in brackets, which may hold spaces and brackets.
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return 'unknown';
  }
}

function locked(album: string, holder: LockContent | undefined): AlbumLockedError {
  const who = holder
    ? `process ${holder.pid} on ${holder.host} (since ${holder.since})`
    : 'another process';
  return new AlbumLockedError(
    `The album "${album}" is being worked on by ${who}. Wait until it has ended, or end it, then try again.`
  );
}

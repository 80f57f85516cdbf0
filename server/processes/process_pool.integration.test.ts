import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryLogger, until } from '../embedding/testing/tiny_model';
import { ChildDiedError, TaskFailedError, TaskTooLongError } from './child';
import { childFile } from './child_file';
import { ProcessPool, startDelayMs, type ProcessPoolOptions } from './process_pool';
import { lives } from './testing/lives';
import type { TestReply, TestTask } from './testing/test_child';

type Pool = ProcessPool<undefined, TestTask, TestReply>;

let folder: string;
const open: Pool[] = [];
let marks = 0;

function start(options: Partial<ProcessPoolOptions<undefined, TestTask, TestReply>> = {}): Pool {
  const pool: Pool = new ProcessPool({
    name: 'test',
    file: childFile(join(__dirname, 'testing'), 'test_child'),
    given: undefined,
    size: 1,
    maxQueue: 10,
    idleMs: 0,
    work: 'expendable',
    busy: () => new Error('busy'),
    closed: () => new Error('closed'),
    logger: memoryLogger(),
    ...options,
  });
  open.push(pool);
  return pool;
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error
  );

async function echo(pool: Pool, bytes?: Uint8Array): Promise<TestReply> {
  const [reply] = await pool.run([{ kind: 'echo', bytes }], { priority: 'upload' });
  return reply;
}

/** A task that never returns, and is under way when this resolves. */
async function hang(pool: Pool, signal?: AbortSignal) {
  const mark = join(folder, `mark-${marks++}`);
  const ended = failure(pool.run([{ kind: 'hang', mark }], { priority: 'upload', signal }));
  await until(() => existsSync(mark));
  return { ended };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peak-search-pool-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()));
  rmSync(folder, { recursive: true, force: true });
});

test('an abandoned task is rejected at once, and its place is free when its process is gone', async () => {
  const pool = start();
  const caller = new AbortController();
  const { ended } = await hang(pool, caller.signal);
  const [pid] = pool.pids;
  const next = echo(pool);
  caller.abort(new Error('left'));
  expect(await ended).toEqual(new Error('left'));
  const { pid: other } = await next;
  expect(other).not.toBe(pid);
  expect(lives(pid)).toBe(false);
});

test('a task that takes too long ends with its process, and disturbs no other', async () => {
  const pool = start({ size: 2 });
  const { ended } = await hang(pool);
  const [hung] = pool.pids;
  const mark = join(folder, 'late');
  const late = failure(pool.run([{ kind: 'hang', mark }], { priority: 'upload', limitMs: 1500 }));
  expect(await late).toBeInstanceOf(TaskTooLongError);
  // The one that is hung as well has no limit, and is still at it.
  expect(pool.pids).toEqual([hung]);
  expect((await echo(pool)).pid).not.toBe(hung);
  await pool.close();
  expect(await ended).toEqual(new Error('closed'));
});

test('work that is kept runs to its end though nobody waits, and its process takes the next', async () => {
  const pool = start({ work: 'kept' });
  const { pid } = await echo(pool);
  const caller = new AbortController();
  const bytes = new Uint8Array(20e6);
  const left = failure(
    pool.run([{ kind: 'echo', bytes }], { priority: 'upload', signal: caller.signal })
  );
  caller.abort(new Error('left'));
  expect(await left).toEqual(new Error('left'));
  expect(pool.running).toBe(1);
  expect((await echo(pool)).pid).toBe(pid);
});

test.each(['SIGKILL', 'SIGSEGV', 'SIGABRT', 'exit', 'heap'] as const)(
  'a process that dies of its task (%s) fails that task only',
  async (by) => {
    const pool = start({ size: 2, heapMb: 64 });
    const [error, other] = await Promise.all([
      failure(pool.run([{ kind: 'die', by }], { priority: 'upload' })),
      echo(pool),
    ]);
    expect(error).toBeInstanceOf(ChildDiedError);
    expect(error).toMatchObject({
      began: true,
      how:
        { exit: 'exit code 7', heap: 'its JavaScript memory was exhausted' }[by as 'exit'] ??
        `signal ${by}`,
    });
    expect(other.pid).toBeGreaterThan(0);
    expect((await echo(pool)).pid).toBeGreaterThan(0);
    expect(pool.restarts).toBe(0);
  }
);

test('a process that holds more memory than it may ends itself, even while its thread is taken', async () => {
  const pool = start({ size: 2, residentMb: 400 });
  const [error] = await Promise.all([
    failure(pool.run([{ kind: 'fill' }], { priority: 'upload' })),
    echo(pool),
  ]);
  expect(error).toMatchObject({
    how: 'it took more than 400 MB of memory',
    by: 'memory limit',
    began: true,
  });
  expect((await echo(pool)).pid).toBeGreaterThan(0);
});

test('kept work whose process dies of it is tried once more, and no oftener', async () => {
  const logger = memoryLogger();
  const pool = start({ work: 'kept', logger });
  const error = await failure(pool.run([{ kind: 'die', by: 'SIGSEGV' }], { priority: 'typed' }));
  expect(error).toMatchObject({ how: 'signal SIGSEGV', began: true });
  expect(pool.restarts).toBe(1);
  expect(logger.lines).toEqual([
    'warn: A test process ended unexpectedly (signal SIGSEGV); starting another.',
    'warn: A test process ended unexpectedly (signal SIGSEGV).',
  ]);
});

test('an exception is told by its message, and costs no process', async () => {
  const pool = start();
  const { pid } = await echo(pool);
  const error = await failure(pool.run([{ kind: 'throw' }], { priority: 'typed' }));
  expect(error).toBeInstanceOf(TaskFailedError);
  expect((error as Error).message).toBe('a defect');
  expect((await echo(pool)).pid).toBe(pid);
});

test('a process that starts is not lost with the task it was started for', async () => {
  const pool = start();
  const caller = new AbortController();
  const first = failure(
    pool.run([{ kind: 'echo' }], { priority: 'upload', signal: caller.signal })
  );
  const [pid] = pool.pids;
  caller.abort(new Error('left'));
  expect(await first).toEqual(new Error('left'));
  expect((await echo(pool)).pid).toBe(pid);
});

test('code that cannot be loaded fails the task after a second try, with what Node said in the log', async () => {
  const logger = memoryLogger();
  const pool = start({ file: { filename: join(folder, 'nothing.js'), execArgv: [] }, logger });
  const error = await failure(echo(pool));
  expect(error).toMatchObject({ how: 'exit code 1', began: false });
  expect(pool.processes).toBe(0);
  expect(logger.lines).toHaveLength(2);
  expect(logger.lines[1]).toContain('Cannot find module');
});

test('starting again and again is put off ever longer', () => {
  expect([0, 1, 2, 3, 4, 20].map(startDelayMs)).toEqual([0, 0, 250, 500, 1000, 5000]);
});

test('closing ends what hangs, refuses what waits, and leaves nothing behind', async () => {
  const pool = start({ size: 2 });
  const hung = await Promise.all([hang(pool), hang(pool)]);
  const waiting = failure(echo(pool));
  const { pids } = pool;
  expect(pids).toHaveLength(2);
  await pool.close();
  expect(pids.filter(lives)).toEqual([]);
  for (const end of [...hung.map(({ ended }) => ended), waiting, failure(echo(pool))]) {
    expect(await end).toEqual(new Error('closed'));
  }
});

test('an idle process ends after its time', async () => {
  const pool = start({ idleMs: 50 });
  const { pid } = await echo(pool);
  await until(() => pool.processes === 0);
  expect(lives(pid)).toBe(false);
  expect((await echo(pool)).pid).not.toBe(pid);
});

test('a child sees neither secrets nor options of its host, and its bytes arrive as they are', async () => {
  const env = { ...process.env };
  process.env.ELASTICSEARCH_PASSWORD = 'canary';
  process.env.NODE_OPTIONS = '--max-old-space-size=300 --inspect=0';
  process.env.CUDA_VISIBLE_DEVICES = '0';
  const large = Uint8Array.from({ length: 1000 }, (_, i) => i);
  try {
    const { execArgv, environment, bytes } = await echo(start(), large.subarray(100, 103));
    expect(execArgv.join(' ')).not.toMatch(/inspect|max-old-space-size/);
    expect(environment).not.toContain('ELASTICSEARCH_PASSWORD');
    expect(environment).not.toContain('NODE_OPTIONS');
    expect(environment).toEqual(expect.arrayContaining(['CUDA_VISIBLE_DEVICES', 'PATH']));
    expect([...bytes!]).toEqual([100, 101, 102]);
  } finally {
    process.env = env;
  }
});

import { EmbedderBusyError, EmbedderClosedError } from '../embedding/errors';
import { TaskQueue } from './task_queue';

/** A task that is finished by hand, and notes when it was started. */
function manual(started: string[], name: string) {
  let finish: (value: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const done = new Promise<string>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  const task = () => {
    started.push(name);
    return done;
  };
  return { task, finish: () => finish(name), fail: (error: Error) => fail(error) };
}

/** Errors of one that uses it. */
const ERRORS = {
  busy: (waiting: number, retryAfterS: number) => new EmbedderBusyError(waiting, retryAfterS),
  closed: () => new EmbedderClosedError(),
};

/** A queue whose tasks are functions, each a batch of its own. */
const queueOf = (options: { concurrency: number; maxQueue: number }) =>
  new TaskQueue<() => Promise<string>, string>({
    ...ERRORS,
    ...options,
    work: async ([task]) => [await task()],
  });

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('typed before upload before background, first come first served within each', async () => {
  const queue = queueOf({ concurrency: 1, maxQueue: 100 });
  const started: string[] = [];
  const blocker = manual(started, 'blocker');
  const runs = [queue.run([blocker.task], 'background')];
  for (const [name, priority] of [
    ['b1', 'background'],
    ['u1', 'upload'],
    ['t1', 'typed'],
    ['b2', 'background'],
    ['t2', 'typed'],
    ['u2', 'upload'],
  ] as const) {
    runs.push(queue.run([async () => `${started.push(name)}`], priority));
  }
  expect(queue.queued).toBe(6);
  blocker.finish();
  await Promise.all(runs);
  expect(started).toEqual(['blocker', 't1', 't2', 'u1', 'u2', 'b1', 'b2']);
});

test('runs as many at a time as there are places, and answers in order', async () => {
  const queue = queueOf({ concurrency: 2, maxQueue: 100 });
  const started: string[] = [];
  const tasks = ['a', 'b', 'c'].map((name) => manual(started, name));
  const run = queue.run(
    tasks.map(({ task }) => task),
    'typed'
  );
  expect(started).toEqual(['a', 'b']);
  tasks[1].finish();
  await turn();
  expect(started).toEqual(['a', 'b', 'c']);
  tasks[2].finish();
  tasks[0].finish();
  await expect(run).resolves.toEqual(['a', 'b', 'c']);
});

test('refuses when full, says when to come back, and lets a higher priority in', async () => {
  const queue = queueOf({ concurrency: 1, maxQueue: 2 });
  const started: string[] = [];
  const blocker = manual(started, 'blocker');
  const first = queue.run([blocker.task], 'background');
  const more = queue.run([async () => 'x', async () => 'y'], 'background');
  const refused = await queue.run([async () => 'z'], 'background').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(EmbedderBusyError);
  expect((refused as EmbedderBusyError).waiting).toBe(2);
  expect((refused as EmbedderBusyError).retryAfterS).toBeGreaterThanOrEqual(1);
  const typed = queue.run([async () => 'typed'], 'typed');
  blocker.finish();
  await expect(typed).resolves.toEqual(['typed']);
  await expect(Promise.all([first, more])).resolves.toEqual([['blocker'], ['x', 'y']]);
});

test('the time to come back follows from what was measured', async () => {
  jest.useFakeTimers();
  const queue = queueOf({ concurrency: 1, maxQueue: 30 });
  const measured = queue.run([() => new Promise((resolve) => setTimeout(resolve, 120))], 'typed');
  await jest.advanceTimersByTimeAsync(120);
  await measured;
  jest.useRealTimers();
  const blocker = manual([], 'blocker');
  const all = queue.run([blocker.task, ...new Array(30).fill(async () => 'x')], 'typed');
  const refused = await queue.run([async () => 'z'], 'typed').catch((error: unknown) => error);
  // 30 × 0.12 s = 3.6 s
  expect((refused as EmbedderBusyError).retryAfterS).toBe(4);
  blocker.finish();
  await all;
});

test('an aborted request leaves the queue at once, with the reason of its signal', async () => {
  const queue = queueOf({ concurrency: 1, maxQueue: 100 });
  const started: string[] = [];
  const blocker = manual(started, 'blocker');
  const first = queue.run([blocker.task], 'typed');
  const caller = new AbortController();
  const waiting = queue.run(
    [manual(started, 'a').task, manual(started, 'b').task],
    'typed',
    caller.signal
  );
  expect(queue.queued).toBe(2);
  caller.abort(new Error('tab closed'));
  await expect(waiting).rejects.toThrow('tab closed');
  expect(queue.queued).toBe(0);
  blocker.finish();
  await first;
  expect(started).toEqual(['blocker']);
});

test('an aborted task that runs keeps its place until it ends; its result is dropped', async () => {
  const queue = queueOf({ concurrency: 1, maxQueue: 100 });
  const started: string[] = [];
  const running = manual(started, 'running');
  const caller = new AbortController();
  const request = queue.run([running.task], 'typed', caller.signal);
  const next = queue.run([async () => 'next'], 'typed');
  caller.abort();
  await expect(request).rejects.toThrow('aborted');
  expect([queue.running, queue.queued]).toEqual([1, 1]);
  running.finish();
  await expect(next).resolves.toEqual(['next']);
});

test('a signal aborted before the call starts nothing', async () => {
  const queue = queueOf({ concurrency: 1, maxQueue: 1 });
  const started: string[] = [];
  const request = queue.run([manual(started, 'a').task], 'typed', AbortSignal.abort());
  await expect(request).rejects.toThrow('aborted');
  expect(started).toEqual([]);
});

test('when one task fails, the rest of its request does not run', async () => {
  const queue = queueOf({ concurrency: 1, maxQueue: 100 });
  const started: string[] = [];
  const bad = manual(started, 'bad');
  const request = queue.run([bad.task, manual(started, 'rest').task], 'typed');
  bad.fail(new Error('broken'));
  await expect(request).rejects.toThrow('broken');
  await turn();
  // "rest" may have begun in the very turn in which "bad" failed, but nothing waits any more.
  expect(queue.queued).toBe(0);
});

test('closing refuses what waits and what comes, and waits for what runs', async () => {
  const queue = queueOf({ concurrency: 1, maxQueue: 100 });
  const running = manual([], 'running');
  const first = queue.run([running.task], 'typed');
  const waiting = queue.run([async () => 'never'], 'typed');
  let closed = false;
  const closing = queue.close().then(() => (closed = true));
  await expect(waiting).rejects.toBeInstanceOf(EmbedderClosedError);
  await expect(queue.run([async () => 'late'], 'typed')).rejects.toBeInstanceOf(
    EmbedderClosedError
  );
  expect(closed).toBe(false);
  running.finish();
  await closing;
  await expect(first).resolves.toEqual(['running']);
});

test('what waits while a batch runs is the next batch, of one priority, each with its own result', async () => {
  const batches: string[][] = [];
  let finish: () => void = () => undefined;
  const queue = new TaskQueue<string, string>({
    ...ERRORS,
    concurrency: 1,
    maxQueue: 100,
    batchSize: () => 3,
    work: async (batch) => {
      batches.push(batch);
      await new Promise<void>((resolve) => (finish = resolve));
      return batch.map((name) => name.toUpperCase());
    },
  });
  const runs = [queue.run(['a'], 'background')];
  for (const name of ['b', 'c', 'd', 'e']) runs.push(queue.run([name], 'background'));
  runs.push(queue.run(['t'], 'typed'));
  for (let i = 0; i < 4; i++) {
    finish();
    await turn();
  }
  expect(batches).toEqual([['a'], ['t'], ['b', 'c', 'd'], ['e']]);
  expect((await Promise.all(runs)).flat()).toEqual(['A', 'B', 'C', 'D', 'E', 'T']);
});

test('a batch that fails is told to all who had a share in it, and a request is one batch where it can', async () => {
  const queue = new TaskQueue<number, number>({
    ...ERRORS,
    concurrency: 1,
    maxQueue: 100,
    batchSize: () => 16,
    work: async (batch) => {
      if (batch.includes(13)) throw new Error('unlucky');
      return batch.map(() => batch.length);
    },
  });
  await expect(queue.run([1, 2, 3], 'upload')).resolves.toEqual([3, 3, 3]);
  const first = queue.run([0], 'upload');
  const others = [queue.run([12], 'upload'), queue.run([13], 'upload')].map((run) =>
    run.catch((error: Error) => error.message)
  );
  await first;
  expect(await Promise.all(others)).toEqual(['unlucky', 'unlucky']);
});

test('what runs is told when the last who waited for it has gone, and only then', async () => {
  let told: AbortSignal | undefined;
  let finish: () => void = () => undefined;
  const queue = new TaskQueue<string, string>({
    ...ERRORS,
    concurrency: 1,
    maxQueue: 100,
    batchSize: () => 3,
    work: async (batch, abandoned) => {
      told = abandoned;
      await new Promise<void>((resolve) => (finish = resolve));
      return batch;
    },
  });
  const first = queue.run(['first'], 'upload');
  const callers = [new AbortController(), new AbortController()];
  const pair = callers.map(({ signal }, i) => queue.run([`${i}`], 'upload', signal));
  const outcomes = Promise.allSettled(pair);
  finish();
  await first;
  await turn();
  expect([queue.running, queue.queued]).toEqual([1, 0]);
  callers[0].abort();
  expect(told!.aborted).toBe(false);
  callers[1].abort();
  expect(told!.aborted).toBe(true);
  // Its place is free when it has ended, not when it was told.
  expect(queue.running).toBe(1);
  finish();
  await outcomes;
  await turn();
  expect(queue.running).toBe(0);
});

import { EmbedderFailedError } from '../errors';
import { readModelFolder, type ModelFolder } from '../model/model_folder';
import { TINY_MODEL, memoryLogger, until } from '../testing/tiny_model';
import { TowerPool, type TowerPoolOptions } from './tower_pool';

let model: ModelFolder;
let pool: TowerPool | undefined;
beforeAll(async () => {
  model = await readModelFolder(TINY_MODEL);
});
afterEach(() => pool?.close());

function start(options: Partial<TowerPoolOptions> = {}) {
  const logger = memoryLogger();
  pool = new TowerPool({
    model,
    tower: 'text',
    providers: ['cpu'],
    threads: 1,
    workers: 1,
    maxQueue: 10,
    idleUnloadMs: 0,
    logger,
    ...options,
  });
  return { pool, logger };
}

const TEXT = { kind: 'texts', texts: ['snow'] } as const;
const task = () => ({ kind: 'texts' as const, texts: [...TEXT.texts] });

/** How the system, native code and V8 end a process. */
const DEATHS = ['SIGKILL', 'SIGSEGV', 'SIGABRT'] as const;

test.each(DEATHS)(
  'a process that dies while it starts (%s) is replaced, and the request is answered',
  async (signal) => {
    const { pool, logger } = start();
    const run = pool.run([task()], 'typed');
    await until(() => pool.status().pids.length === 1);
    process.kill(pool.status().pids[0], signal);
    const [reply] = await run;
    expect(reply.vectors).toHaveLength(model.dims);
    expect(pool.status()).toMatchObject({ state: 'ready', restarts: 1, workers: 1 });
    expect(logger.lines.join('\n')).toContain('ended unexpectedly');
  }
);

test.each(DEATHS)(
  'a process that dies in the middle of its work (%s) is replaced, and the request is answered',
  async (signal) => {
    const { pool } = start({ tower: 'vision' });
    const image = () => new Uint8Array(model.imageSize ** 2 * 3).fill(99);
    await pool.run([{ kind: 'images', pixels: [image()] }], 'typed');
    const run = pool.run([{ kind: 'images', pixels: Array.from({ length: 120 }, image) }], 'typed');
    process.kill(pool.status().pids[0], signal);
    const [reply] = await run;
    expect(reply.vectors).toHaveLength(120 * model.dims);
    expect(pool.status().restarts).toBe(1);
  }
);

test('a process that is killed while idle costs nobody anything', async () => {
  const { pool } = start();
  await pool.run([task()], 'typed');
  process.kill(pool.status().pids[0], 'SIGKILL');
  await until(() => pool.status().state === 'unloaded');
  await expect(pool.run([task()], 'typed')).resolves.toHaveLength(1);
});

test('a process that is killed while idle, and asked before that is known, is replaced', async () => {
  const { pool } = start();
  await pool.run([task()], 'typed');
  process.kill(pool.status().pids[0], 'SIGKILL');
  await expect(pool.run([task()], 'typed')).resolves.toHaveLength(1);
  expect(pool.status().restarts).toBe(1);
});

test('a task that kills its process twice is given up, and others go on', async () => {
  const { pool } = start();
  const run = pool.run([task()], 'typed');
  run.catch(() => undefined);
  const dead = new Set<number>();
  for (let kills = 0; kills < 2; kills++) {
    await until(() => pool.status().pids.some((pid) => !dead.has(pid)));
    const pid = pool.status().pids.find((each) => !dead.has(each))!;
    dead.add(pid);
    process.kill(pid, 'SIGKILL');
  }
  await expect(run).rejects.toBeInstanceOf(EmbedderFailedError);
  await expect(pool.run([task()], 'typed')).resolves.toHaveLength(1);
});

test('falls back to the CPU, with the reason logged and kept', async () => {
  const { pool, logger } = start({ providers: ['cuda', 'no-such-provider', 'cpu'] });
  await pool.run([task()], 'typed');
  const status = pool.status();
  expect(status.provider).toBe('cpu');
  expect(status.fallbackReason).toMatch(/cuda: .+; no-such-provider: .+/);
  expect(logger.lines.filter((line) => line.startsWith('warn: Fell back to cpu'))).toHaveLength(1);
});

test('an idle process gives its memory back, and comes again when asked', async () => {
  const { pool } = start({ idleUnloadMs: 100 });
  await pool.run([task()], 'typed');
  expect(pool.status()).toMatchObject({ state: 'ready', workers: 1 });
  await until(() => pool.status().pids.length === 0);
  await until(() => pool.status().state === 'unloaded');
  await pool.run([task()], 'typed');
  expect(pool.status()).toMatchObject({ state: 'ready', restarts: 0 });
});

test('a model that cannot be loaded is a failure with a sentence, and can be mended', async () => {
  const { pool } = start({ model: { ...model, textModelPath: '/nowhere/text_model.onnx' } });
  const failure = await pool.run([task()], 'typed').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(EmbedderFailedError);
  expect((failure as Error).message).toMatch(/\/nowhere\/text_model\.onnx could not be loaded/);
  expect(pool.status()).toMatchObject({ state: 'failed' });
  expect(pool.status().error).toContain('/nowhere');
});

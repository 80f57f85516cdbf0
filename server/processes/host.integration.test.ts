import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import sharp from 'sharp';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { TINY_MODEL, until } from '../embedding/testing/tiny_model';
import type { HostMessage, HostOrder } from './testing/host_process';
import { lives } from './testing/lives';

/** A process that hosts the server side, as Kibana does: it does all that needs native code, and stays busy. */
let host: ChildProcess;
let folder: string;

async function message<Kind extends HostMessage['kind']>(kind: Kind) {
  for (;;) {
    const [heard] = (await once(host, 'message')) as [HostMessage];
    if (heard.kind === kind) return heard as Extract<HostMessage, { kind: Kind }>;
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peak-search-host-'));
  const photo = join(folder, 'photo.tif');
  await sharp({ create: { width: 64, height: 48, channels: 3, background: '#345' } })
    .tiff()
    .toFile(photo);
  const order: HostOrder = { model: TINY_MODEL, photo };
  host = fork(join(__dirname, 'testing/host_process.ts'), [JSON.stringify(order)], {
    execArgv: ['--require', require.resolve('tsx/cjs')],
  });
});
afterEach(() => {
  host.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('decodes and embeds without loading native code, and stops in the middle of work with exit code 0', async () => {
  const { native } = await message('did it all');
  expect(native).toEqual([]);
  const { children } = await message('busy');
  // A vision and a text model at least, and two decoders that hang.
  expect(children.length).toBeGreaterThanOrEqual(4);
  expect(children.filter(lives)).toEqual(children);
  const exit = once(host, 'exit');
  host.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(children.filter(lives)).toEqual([]);
});

test('leaves no process behind when it is killed, not even one that hangs', async () => {
  const { children } = await message('busy');
  host.kill('SIGKILL');
  await until(() => children.every((pid) => !lives(pid)));
});

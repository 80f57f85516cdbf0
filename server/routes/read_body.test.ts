import { PassThrough, Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { readBounded, UploadGate } from './read_body';

describe('reading a body', () => {
  it('gives all bytes up to the limit', async () => {
    const body = Readable.from([Buffer.from('abc'), Buffer.from('de')]);
    expect((await readBounded(body, 5)).toString()).toBe('abcde');
    expect((await readBounded(Readable.from([]), 5)).length).toBe(0);
  });

  it('stops keeping bytes at the limit, whatever was announced, and lets the rest go by', async () => {
    let made = 0;
    const endless = Readable.from(
      (function* () {
        for (; made < 1000; made += 1) yield Buffer.alloc(1024);
      })()
    );
    await expect(readBounded(endless, 10 * 1024)).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('peakSearch.upload.maxBytes') as string,
    });
    expect(endless.readableFlowing).toBe(true);
  });

  it('ends when the caller goes away', async () => {
    const body = new PassThrough();
    const read = readBounded(body, 100);
    body.write('abc');
    body.destroy();
    await expect(read).rejects.toThrow(/ended before its last byte/);
  });
});

describe('the gate for uploads', () => {
  it('lets in as many as there are places, and again when one is free', async () => {
    const gate = new UploadGate(2);
    const done: Array<() => void> = [];
    const stay = () => gate.pass(() => new Promise<void>((resolve) => done.push(resolve)));
    const first = stay();
    const second = stay();
    await expect(stay()).rejects.toMatchObject({ code: 'busy', retryAfterS: 3 });
    done[0]!();
    await first;
    const third = stay();
    await turn();
    done.slice(1).forEach((leave) => leave());
    await Promise.all([second, third]);
    await expect(gate.pass(() => Promise.reject(new Error('fails')))).rejects.toThrow('fails');
    await expect(gate.pass(() => Promise.resolve(1))).resolves.toBe(1);
  });
});

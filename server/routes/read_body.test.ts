import { PassThrough, Readable } from 'node:stream';
import { readBounded } from './read_body';

const limits = (maxBytes: number) => ({ maxBytes, deadlineMs: 60_000 });

describe('reading a body', () => {
  it('gives all bytes up to the limit', async () => {
    const body = Readable.from([Buffer.from('abc'), Buffer.from('de')]);
    expect((await readBounded(body, limits(5))).toString()).toBe('abcde');
    expect((await readBounded(Readable.from([]), limits(5))).length).toBe(0);
  });

  it('stops keeping bytes at the limit, whatever was announced, and lets the rest go by', async () => {
    let made = 0;
    const endless = Readable.from(
      (function* () {
        for (; made < 1000; made += 1) yield Buffer.alloc(1024);
      })()
    );
    await expect(readBounded(endless, limits(10 * 1024))).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('peakSearch.upload.maxBytes') as string,
    });
    expect(endless.readableFlowing).toBe(true);
  });

  it('ends when the caller goes away', async () => {
    const body = new PassThrough();
    const read = readBounded(body, limits(100));
    body.write('abc');
    body.destroy();
    await expect(read).rejects.toThrow(/ended before its last byte/);
  });

  describe('that trickles', () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
    afterEach(() => jest.useRealTimers());

    it('is given up when it is too slow for long, and not before', async () => {
      const body = new PassThrough();
      const read = readBounded(body, limits(1_000_000));
      let ended = false;
      read.catch(() => (ended = true));
      for (let second = 0; second < 10; second++) {
        body.write('x');
        await jest.advanceTimersByTimeAsync(1000);
        expect(ended).toBe(false);
      }
      await jest.advanceTimersByTimeAsync(1000);
      await expect(read).rejects.toMatchObject({ code: 'timeout' });
    });

    it('is given up at the deadline, however fast it is', async () => {
      const body = new PassThrough();
      const read = readBounded(body, { maxBytes: 1e9, deadlineMs: 30_000 });
      read.catch(() => undefined);
      for (let second = 0; second < 30; second++) {
        body.write(Buffer.alloc(8192));
        await jest.advanceTimersByTimeAsync(1000);
      }
      await expect(read).rejects.toMatchObject({ code: 'timeout' });
    });

    it('of a slow phone is read', async () => {
      const body = new PassThrough();
      const read = readBounded(body, limits(1_000_000));
      for (let second = 0; second < 20; second++) {
        body.write(Buffer.alloc(8192));
        await jest.advanceTimersByTimeAsync(1000);
      }
      body.end();
      expect((await read).length).toBe(20 * 8192);
    });
  });

  it('ends with what the budget says of a piece', async () => {
    const take = () => {
      throw new Error('no room');
    };
    const body = Readable.from([Buffer.from('abc')]);
    await expect(readBounded(body, { ...limits(5), take })).rejects.toThrow('no room');
  });
});

import { QueueFull, Slots } from './slots';

it('gives slots in the order of asking, and no more than there are', async () => {
  const slots = new Slots(1, 2);
  const order: string[] = [];
  await slots.acquire();
  const second = slots.acquire().then(() => order.push('second'));
  const third = slots.acquire().then(() => order.push('third'));
  await expect(slots.acquire()).rejects.toBeInstanceOf(QueueFull);
  expect([slots.taken, slots.waiting]).toEqual([1, 2]);
  slots.release();
  await second;
  expect(order).toEqual(['second']);
  slots.release();
  await third;
  slots.release();
  expect([slots.taken, slots.waiting]).toEqual([0, 0]);
});

it('lets one that gave up leave the queue, and nobody else', async () => {
  const slots = new Slots(1, 5);
  await slots.acquire();
  const leaving = new AbortController();
  const gone = slots.acquire(leaving.signal);
  const stays = slots.acquire();
  leaving.abort(new Error('changed my mind'));
  await expect(gone).rejects.toThrow('changed my mind');
  expect(slots.waiting).toBe(1);
  slots.release();
  await stays;
  expect(slots.taken).toBe(1);
  await expect(slots.acquire(leaving.signal)).rejects.toThrow('changed my mind');
});

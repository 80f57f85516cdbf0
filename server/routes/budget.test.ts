import { Budget } from './budget';

const limits = { slots: 4, slotsPerUser: 2, bytes: 100, bytesPerUser: 60, waiting: 2 };
const busy = expect.objectContaining({ code: 'busy', retryAfterS: 3 });

describe('a budget', () => {
  it('leaves room for others, however much one user asks for', () => {
    const budget = new Budget(limits);
    const shares = [budget.enter('a'), budget.enter('a')];
    expect(() => budget.enter('a')).toThrow(busy);
    shares[0]!.take(50);
    expect(() => shares[1]!.take(11)).toThrow(busy);
    const other = budget.enter('b');
    other.take(50);
    expect(() => other.take(1)).toThrow(busy);
    shares.forEach((share) => share.release());
    other.take(10);
    expect(() => budget.enter('a')).not.toThrow();
  });

  it('gives back once, all that was taken', () => {
    const budget = new Budget({ ...limits, slots: 1 });
    for (let i = 0; i < 3; i++) {
      const share = budget.enter('a');
      share.take(60);
      share.release();
      share.release();
    }
    expect(() => [budget.enter('a'), budget.enter('b')]).toThrow(busy);
  });

  it('lets those who wait in when there is room, and nobody behind a user who holds all of theirs', async () => {
    const budget = new Budget(limits);
    const first = await budget.wait('a', 60);
    const entered: string[] = [];
    const again = budget.wait('a', 60).then((share) => (entered.push('a'), share));
    const other = await budget.wait('b', 40);
    const more = budget.wait('b', 40).then((share) => (entered.push('b'), share));
    await expect(budget.wait('b', 40)).rejects.toEqual(busy);
    other.release();
    await more;
    expect(entered).toEqual(['b']);
    first.release();
    await again;
    expect(entered).toEqual(['b', 'a']);
  });

  it('forgets whoever goes away while waiting', async () => {
    const budget = new Budget({ ...limits, waiting: 1 });
    const first = await budget.wait('a', 60);
    const caller = new AbortController();
    const gone = budget.wait('a', 60, caller.signal);
    caller.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    const next = budget.wait('a', 60);
    first.release();
    await expect(next).resolves.toBeDefined();
  });
});

import { difference, readSteps } from './tutorial';

const TEXT = [
  'Words.',
  '```console',
  '$ peak-search search "a b" c --size 3',
  'one 0.93  12 ms.',
  '$ peak-search status',
  '```',
].join('\n');

describe('the tutorial', () => {
  it('is read as commands with the answers below them', () => {
    expect(readSteps(TEXT)).toEqual([
      { args: ['search', 'a b', 'c', '--size', '3'], answer: ['one 0.93  12 ms.'], from: 3, to: 4 },
      { args: ['status'], answer: [], from: 5, to: 5 },
    ]);
  });

  it('may differ in times and last digits, and in nothing else', () => {
    expect(difference(['one 0.93  12 ms.'], ['one 0.94 3000 ms.'])).toBeUndefined();
    expect(difference(['took 1 min 16 s.'], ['took 45 s.'])).toBeUndefined();
    expect(difference(['peaks-624ee7c1-mwte03yn'], ['peaks-624ee7c1-nxxe03zz'])).toBeUndefined();
    expect(difference(['photos-0db1b908-v2'], ['photos-0db1b908-v4'])).toBeUndefined();
    expect(difference(['photos-0db1b908-v2'], ['photos-11111111-v2'])).toContain('tutorial says');
    expect(difference(['a 57 %'], ['a 58 %'])).toBeUndefined();
    expect(difference(['a 57 %'], ['a 70 %'])).toContain('the tutorial says');
    expect(difference(['one 0.93'], ['two 0.93'])).toContain('the tutorial says');
    expect(difference(['one'], ['one', 'two'])).toContain('1 lines in the tutorial');
  });
});

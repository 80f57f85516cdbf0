import fc from 'fast-check';
import { editDistance, foldName, matchNames, MAX_FOLDED, NameIndex } from './names';

const PEAKS = [
  { id: 'mount-everest', names: ['Mount Everest', 'Everest', 'सगरमाथा', 'ཇོ་མོ་གླང་མ', '珠穆朗玛峰'] },
  { id: 'lhotse', names: ['Lhotse', '洛子峰'] },
  { id: 'lhotse-shar', names: ['Lhotse Shar'] },
  { id: 'ama-dablam', names: ['Ama Dablam', 'आमा दब्लम'] },
  { id: 'moench', names: ['Mönch'] },
  { id: 'numbur', names: ['Numbur'] },
  { id: 'grossglockner', names: ['Großglockner'] },
  { id: 'nameless', names: ['—'] },
];

const found = (text: string): string[] => matchNames(text, PEAKS).map(({ id }) => id);

test.each([
  ['Großglockner', 'grossglockner'],
  ['  MÖNCH!', 'monch'],
  ['mo\u0308nch', 'monch'],
  ['Aiguille d’Argentière', 'aiguille d argentiere'],
  ['Όλυμπος', 'ολυμπος'],
  // Vowel signs are marks too, and stay.
  ['आमा दब्लम', 'आमा दब्लम'],
  ['ཇོ་མོ', 'ཇོ མོ'],
])('%s folds to %s', (name, folded) => expect(foldName(name)).toBe(folded));

test.each([
  ['Mönch', 'mo\u0308nch'],
  ['Khumbi Yul-Lha', 'Khumbi  Yul Lha'],
  ['Όλυμπος', 'Ολυμπος'],
])('%s and %s are one name', (one, other) => expect(foldName(one)).toBe(foldName(other)));

test.each([
  // Same consonants, other vowels.
  ['चोमो', 'चामा'],
  ['ལྷོ་རྩེ', 'ལྷ་རྩ'],
  ['Nuptse', 'Nuptse II'],
])('%s and %s are two', (one, other) => expect(foldName(one)).not.toBe(foldName(other)));

test.each([
  ['sunset over Ama Dablam with prayer flags', ['ama-dablam']],
  ['AMADABLAM', ['ama-dablam']],
  ['ama-dablam', ['ama-dablam']],
  ['Ama Dablán', ['ama-dablam']],
  ['आमा दब्लम हिमाल', ['ama-dablam']],
  ['सगरमाथा', ['mount-everest']],
  ['珠穆朗玛峰日出', ['mount-everest']],
  ['ཇོ་མོ་གླང་མ་', ['mount-everest']],
  ['Evrest base camp', ['mount-everest']],
  ['Lhotse Shar from Chukhung', ['lhotse-shar']],
  ['Lhotse and Everest', ['lhotse', 'mount-everest']],
  ['the Grossglockner in winter', ['grossglockner']],
  ['monch', ['moench']],
  // One letter from a name, but words of their own.
  ['last month', []],
  ['a number on a door', []],
  ['ever est', ['mount-everest']],
  ['ever ist', []],
  ['a photo of a mountain', []],
  ['', []],
  ['…', []],
])('"%s" names %j', (text, ids) => expect(found(text)).toEqual(ids));

test('says whether a name is spelt right and is all there is', () => {
  expect(matchNames('everest', PEAKS)).toEqual([
    { id: 'mount-everest', name: 'Everest', exact: true, whole: true },
  ]);
  expect(matchNames('Evrest at night', PEAKS)).toEqual([
    { id: 'mount-everest', name: 'Everest', exact: false, whole: false },
  ]);
});

test('any text is folded the same twice, and every name is found in itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(foldName(foldName(text))).toBe(foldName(text));
      matchNames(text, PEAKS);
    })
  );
  for (const { id, names } of PEAKS.slice(0, -1)) {
    for (const name of names) {
      expect(matchNames(`x ${name.toUpperCase()} x`, PEAKS).map((match) => match.id)).toContain(id);
    }
  }
});

test.each([
  ['everest', 'evrest', 1],
  ['everest', 'evereste', 1],
  ['everest', 'evreest', 1],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
])('%s and %s are %i apart', (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

describe('a text of any length', () => {
  /** What makes folding grow, marks that normalization sorts, words near many names, scripts without spaces. */
  const nasty = fc.constantFrom(
    '\uFDFA',
    'a\u0315\u0300\u05AE\u0300',
    'mmmmmmmm ',
    'Everets ',
    'Ama Dablan ',
    '珠穆朗玛',
    'ཇོ་མོ་',
    'x '
  );
  const long = fc
    .tuple(fc.array(nasty, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 1_000_000 }))
    .map(([parts, length]) => parts.join('').repeat(Math.ceil(length / parts.join('').length)));
  /** Two hundred names that "mmmmmmmm" is nearly one of. */
  const crowd = Array.from({ length: 200 }, (_, i) => ({
    id: `m-${i}`,
    names: [`mmmmmm${String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26))}`],
  }));

  test('costs no more than its first thousand letters', () => {
    fc.assert(
      fc.property(long, (text) => {
        expect(foldName(text).length).toBeLessThanOrEqual(MAX_FOLDED);
        const beginning = text.slice(0, MAX_FOLDED);
        expect(matchNames(text, PEAKS)).toEqual(matchNames(beginning, PEAKS));
      }),
      { numRuns: 30 }
    );
  });

  test('is held against names as often as it has words, up to a bound', () => {
    const comparisons = (words: number) => {
      const index = new NameIndex([...PEAKS, ...crowd]);
      index.find(Array.from({ length: words }, () => 'mmmmmmmm'));
      return index.comparisons;
    };
    const each = comparisons(1);
    expect(each).toBeGreaterThan(0);
    for (const words of [2, 8, 32, 64]) expect(comparisons(words)).toBe(words * each);
  });
});

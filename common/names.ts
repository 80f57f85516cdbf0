/**
 * Names of peaks in any script: folded so that spellings compare, and found inside free text.
 *
 * Done here and not by an analyzer: accent folding is a module that a plain Elasticsearch node does not have, and the
 * question is the reverse of a search ("which of these names stand in this text?").
 */

/** Letters that Unicode's decomposition leaves whole, as people write them without their keys. */
const PLAIN_LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
};

/** A nasal letter that closes a syllable before another consonant: also written as a dot ("नन्दा", "नंदा"). */
const DEVANAGARI_NASAL = /[ङञणनम]\u094d(?=[\u0915-\u0939\u0958-\u095f])/gu;

/**
 * Lower case, without accents, punctuation as single spaces: "Aiguille Dürr’s  Nose" → "aiguille durr s nose".
 *
 * Marks are dropped after Latin, Greek and Cyrillic letters only: in Devanagari, Tibetan or Thai they are vowels, and
 * without them other words would be left.
 */
export function foldName(name: string): string {
  return (
    name
      .normalize('NFKD')
      // Soft hyphens, joiners and direction marks come along when text is copied, and nobody sees them.
      .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
      .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '$1')
      .normalize('NFC')
      .replace(DEVANAGARI_NASAL, '\u0902')
      .replace(/\u0901/g, '\u0902')
      .toLowerCase()
      .replace(/[ßæœøđðłıþ]/g, (letter) => PLAIN_LETTERS[letter])
      .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
      .trim()
  );
}

export interface NamedPeak {
  id: string;
  names: readonly string[];
}

/** A name of a peak that stands in a text. */
export interface NameMatch {
  id: string;
  /** As the catalog writes it. */
  name: string;
  /** True when spelt as the catalog has it (case, accents and spaces apart). */
  exact: boolean;
  /** True when the text is this name and nothing else. */
  whole: boolean;
}

interface Found extends NameMatch {
  start: number;
  end: number;
}

/** Scripts that write without spaces: there a name is looked for anywhere in the text. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Tibetan}]/u;

/**
 * Which peaks a text names; the order is that of the text, then of the peaks given.
 *
 * Words may be run together or apart ("Amadablam", "Ama Dablam") and long names may hold a typing error or two. Of two
 * names at the same place the longer wins ("Lhotse Shar" is not Lhotse), and exact ones win over near ones.
 */
export function matchNames(text: string, peaks: Iterable<NamedPeak>): NameMatch[] {
  const folded = foldName(text);
  if (folded === '') {
    return [];
  }
  const sought = new Words(folded.split(' '));
  const found: Found[] = [];
  for (const peak of peaks) {
    foldedWords(peak).forEach((nameWords, i) => {
      found.push(...findName(peak.id, peak.names[i], nameWords, sought));
    });
  }
  const best = found.filter((match) => !found.some((other) => outdoes(other, match)));
  const seen = new Set<string>();
  return best
    .sort((a, b) => a.start - b.start)
    .filter(({ id }) => !seen.has(id) && seen.add(id))
    .map(({ id, name, exact, whole }) => ({ id, name, exact, whole }));
}

/** Folding the 450 names of a catalog takes longer (1 to 5 ms) than all else; a list that is kept is folded once. */
const foldedNames = new WeakMap<readonly string[], string[][]>();

/** The words of each name, folded. */
function foldedWords({ names }: NamedPeak): string[][] {
  let words = foldedNames.get(names);
  if (!words) {
    words = names.map((name) => foldName(name).split(' '));
    foldedNames.set(names, words);
  }
  return words;
}

/** The words of a text, and what they are run together: asked for by every name, and put together once. */
class Words {
  private readonly bySize = new Map<number, string[]>();

  constructor(readonly words: readonly string[]) {}

  /** Every so many words that follow each other, without spaces, by the first one's place. */
  joined(size: number): readonly string[] {
    let joined = this.bySize.get(size);
    if (!joined) {
      const count = Math.max(0, this.words.length - size + 1);
      joined = Array.from({ length: count }, (_, i) => this.words.slice(i, i + size).join(''));
      this.bySize.set(size, joined);
    }
    return joined;
  }
}

function findName(id: string, name: string, nameWords: readonly string[], sought: Words): Found[] {
  const { words } = sought;
  const target = nameWords.join('');
  if (target === '') {
    return [];
  }
  if (UNSPACED.test(target)) {
    return findUnspaced(id, name, target, words.join(''));
  }
  const found: Found[] = [];
  // One word fewer or more: "Amadablam" and "Ama Dab Lam" are both Ama Dablam.
  for (let size = Math.max(1, nameWords.length - 1); size <= nameWords.length + 1; size++) {
    sought.joined(size).forEach((joined, i) => {
      const exact = joined === target;
      // Both at once, other spaces and other letters, finds more chance than names ("changes e" for Changtse).
      if (exact || (size === nameWords.length && isNear(joined, target))) {
        const start = offsetOf(words, i);
        const end = offsetOf(words, i + size);
        found.push({ id, name, exact, whole: size === words.length, start, end });
      }
    });
  }
  return found;
}

function findUnspaced(id: string, name: string, target: string, text: string): Found[] {
  const start = text.indexOf(target);
  // A single character is a word of its own far too often.
  if (start < 0 || [...target].length < 2) {
    return [];
  }
  const end = start + target.length;
  return [{ id, name, exact: true, whole: target.length === text.length, start, end }];
}

/** Characters before a word, spaces not counted: the same measure for both ways of looking. */
function offsetOf(words: readonly string[], index: number): number {
  return words.slice(0, index).reduce((sum, word) => sum + word.length, 0);
}

function outdoes(other: Found, match: Found): boolean {
  const overlap = other.start < match.end && match.start < other.end;
  if (!overlap || other === match) {
    return false;
  }
  if (other.exact !== match.exact) {
    return other.exact;
  }
  return other.end - other.start > match.end - match.start;
}

/**
 * One error in 7 to 9 letters, two from 10 on, never in the first letter. Shorter names allow none: "number" is one
 * letter from Numbur, "month" from Mönch.
 */
function isNear(word: string, name: string): boolean {
  const allowed = name.length >= 10 ? 2 : name.length >= 7 ? 1 : 0;
  return (
    allowed > 0 &&
    word[0] === name[0] &&
    Math.abs(word.length - name.length) <= allowed &&
    editDistance(word, name) <= allowed
  );
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours count one each. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
      }
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}

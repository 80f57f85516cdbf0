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
 * No name is longer (the longest of a mountain has 85 letters), and a model reads 64 tokens of a text. Text comes from
 * outside and is folded on the host's event loop, so what is done with it has to be bounded: U+FDFA folds to 18 letters,
 * and Unicode's normalization takes the square of a run of marks.
 */
export const MAX_FOLDED = 1000;

/**
 * Lower case, without accents, punctuation as single spaces: "Aiguille Dürr’s  Nose" → "aiguille durr s nose".
 *
 * Marks are dropped after Latin, Greek and Cyrillic letters only: in Devanagari, Tibetan or Thai they are vowels, and
 * without them other words would be left. Of longer texts the first MAX_FOLDED letters.
 */
export function foldName(name: string): string {
  return (
    name
      .slice(0, MAX_FOLDED)
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
      .slice(0, MAX_FOLDED)
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
  /** Its place among all names. */
  order: number;
  /** In letters of the text, spaces not counted. */
  start: number;
  end: number;
}

/** Scripts that write without spaces: there a name is looked for anywhere in the text. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Tibetan}]/u;

/** A word is a token at least, and a model reads 64 of them: what stands behind means nothing in a search. */
const MAX_WORDS = 64;

/**
 * Which peaks a text names; the order is that of the text, then of the peaks given.
 *
 * Words may be run together or apart ("Amadablam", "Ama Dablam") and long names may hold a typing error or two. Of two
 * names at the same place the longer wins ("Lhotse Shar" is not Lhotse), and exact ones win over near ones. Names are
 * looked for in the first 64 words.
 */
export function matchNames(text: string, peaks: Iterable<NamedPeak>): NameMatch[] {
  const folded = foldName(text);
  if (folded === '') {
    return [];
  }
  const found = new NameIndex(peaks).find(folded.split(' ').slice(0, MAX_WORDS));
  const best = found.filter((match) => !found.some((other) => outdoes(other, match)));
  const seen = new Set<string>();
  return best
    .sort((a, b) => a.start - b.start || a.order - b.order)
    .filter(({ id }) => !seen.has(id) && seen.add(id))
    .map(({ id, name, exact, whole }) => ({ id, name, exact, whole }));
}

/** A name of a peak, ready to be looked for. */
interface Sought {
  id: string;
  name: string;
  /** Folded, without spaces. */
  target: string;
  /** How many words it has. */
  size: number;
  /** Its place among all names. */
  order: number;
}

/** Names by what a text is compared with: what a text costs depends on its length, hardly on the number of names. */
export class NameIndex {
  private readonly byTarget = new Map<string, Sought[]>();
  /** Of names long enough for typing errors, by number of words and first letter, which must both be right. */
  private readonly forgiving = new Map<string, Sought[]>();
  private readonly unspaced: Sought[] = [];
  private longest = 0;
  /** How often a text was held against a name, letter by letter. */
  comparisons = 0;

  constructor(peaks: Iterable<NamedPeak>) {
    let order = 0;
    for (const { id, names } of peaks) {
      for (const name of names) this.add(id, name, order++);
    }
  }

  /** @param words folded */
  find(words: readonly string[]): Found[] {
    const found = this.findUnspaced(words.join(''));
    let start = 0;
    for (let first = 0; first < words.length; first++) {
      let joined = '';
      for (let size = 1; first + size <= words.length; size++) {
        joined += words[first + size - 1];
        // Of letters too many no name is near, however many more words come.
        if (joined.length > this.longest + MAX_ERRORS) break;
        const at = { start, end: start + joined.length, whole: size === words.length };
        for (const { id, name, order, exact } of this.namesLike(joined, size)) {
          found.push({ id, name, order, exact, ...at });
        }
      }
      start += words[first].length;
    }
    return found;
  }

  private add(id: string, name: string, order: number): void {
    const words = foldedWords(name);
    const sought = { id, name, target: words.join(''), size: words.length, order };
    if (sought.target === '') return;
    if (UNSPACED.test(sought.target)) {
      // A single character is a word of its own far too often.
      if ([...sought.target].length >= 2) this.unspaced.push(sought);
      return;
    }
    this.longest = Math.max(this.longest, sought.target.length);
    listed(this.byTarget, sought.target).push(sought);
    if (allowedErrors(sought.target) > 0) {
      listed(this.forgiving, `${sought.size}${sought.target[0]}`).push(sought);
    }
  }

  private namesLike(joined: string, size: number): Array<Sought & { exact: boolean }> {
    // One word fewer or more: "Amadablam" and "Ama Dab Lam" are both Ama Dablam.
    const exact = (this.byTarget.get(joined) ?? []).filter(
      (sought) => Math.abs(sought.size - size) <= 1
    );
    // Both at once, other spaces and other letters, finds more chance than names ("changes e" for Changtse).
    const near = (this.forgiving.get(`${size}${joined[0]}`) ?? []).filter(
      ({ target }) => target !== joined && this.isNear(joined, target)
    );
    return [
      ...exact.map((sought) => ({ ...sought, exact: true })),
      ...near.map((sought) => ({ ...sought, exact: false })),
    ];
  }

  /**
   * One error in 7 to 9 letters, two from 10 on, never in the first letter. Shorter names allow none: "number" is one
   * letter from Numbur, "month" from Mönch.
   */
  private isNear(word: string, name: string): boolean {
    const allowed = allowedErrors(name);
    if (Math.abs(word.length - name.length) > allowed) return false;
    this.comparisons++;
    return editDistance(word, name, allowed) <= allowed;
  }

  private findUnspaced(text: string): Found[] {
    return this.unspaced.flatMap(({ id, name, target, order }) => {
      const start = text.indexOf(target);
      if (start < 0) return [];
      const end = start + target.length;
      return [{ id, name, order, exact: true, whole: end - start === text.length, start, end }];
    });
  }
}

const MAX_ERRORS = 2;

function allowedErrors(name: string): number {
  return name.length >= 10 ? MAX_ERRORS : name.length >= 7 ? 1 : 0;
}

function listed(map: Map<string, Sought[]>, key: string): Sought[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

/** Folding the 450 names of a catalog takes longer (1 to 5 ms) than all else, so each spelling is folded once. */
const folded = new Map<string, string[]>();
/** Of some thousand catalogs; then it begins anew. */
const MAX_KEPT = 50_000;

function foldedWords(name: string): string[] {
  let words = folded.get(name);
  if (!words) {
    words = foldName(name).split(' ');
    if (folded.size >= MAX_KEPT) folded.clear();
    folded.set(name, words);
  }
  return words;
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
 * Optimal string alignment: insertions, deletions, substitutions and swaps of neighbors count one each.
 *
 * @param limit larger distances need not be exact: some number above it is answered
 */
export function editDistance(a: string, b: string, limit = Infinity): number {
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
    // A swap reaches back two rows; when both are above the limit, so is all that follows.
    if (Math.min(...row) > limit && Math.min(...last) > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}

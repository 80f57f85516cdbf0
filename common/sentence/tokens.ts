import { foldName } from '../names';

/** A word, a number or a sign of a sentence, with its place there. */
export interface Token {
  /** Folded (lower case, no accents); digits of every script as 0 to 9. */
  text: string;
  /** UTF-16 offsets in the sentence; `end` is exclusive. */
  start: number;
  end: number;
  kind: 'word' | 'number' | 'dash' | 'date' | 'clock' | 'file';
  /** Value of a number, grouping signs apart. */
  value?: number;
  /** True when a comma, a period or the like stands before it: a phrase does not reach across. */
  afterBreak: boolean;
  /** True when nothing stands between it and the token before ("5000m", "नाम्चेमा"). */
  joined: boolean;
}

/** The API takes no longer sentence; what lies beyond stays words. */
export const MAX_SENTENCE_LENGTH = 500;

const PHOTO_FILE = 'jpe?g|heic|heif|png|webp|avif|tiff?|dng|cr[23]|nef|arw|raf|rw2|orf';

/**
 * What a sentence is cut into, tried in this order at each place. Each part is bounded or a plain character class, so
 * that cutting is linear in the length of the text.
 */
const TOKEN = new RegExp(
  [
    `(?<file>(?:[\\p{L}\\p{N}_()-]{1,80}/){0,6}[\\p{L}\\p{N}_()-]{1,80}\\.(?:${PHOTO_FILE})(?![\\p{L}\\p{N}])|(?:IMG|DSC|DSCN|DSCF|DJI|PXL|MVI|GOPR|_MG|VID)_?\\d{3,}[\\p{L}\\p{N}_-]{0,40})`,
    '(?<date>(?:19|20)\\d\\d[-./]\\d{1,2}(?:[-./]\\d{1,2})?(?!\\d)|\\d{1,2}[./]\\d{1,2}[./](?:19|20)\\d\\d(?!\\d)|(?<![\\d./])(?:0?[1-9]|1[0-2])/(?!2000)(?:19|20)\\d\\d(?![\\d/]))',
    '(?<clock>\\d{1,2}:\\d\\d(?!\\d)|\\d{1,2}h(?:\\d\\d)?(?![\\p{L}\\p{N}]))',
    "(?<number>(?<![\\p{L}\\p{N}])\\d{1,3}(?:[,.'’\\u00a0\\u202f ]\\d{3})+(?!\\d)|\\d{1,9}(?:[.,]\\d{1,2}(?!\\d))?)",
    '(?<han>\\p{Script=Han})',
    // Nepali and Hindi write what follows a unit without a space ("मिटरमाथि").
    '(?<unit>मिटर|मीटर)',
    '(?<word>[\\p{L}\\p{M}\\p{Cf}]+)',
    '(?<dash>[-–—−])',
    '(?<sign>[<>≥≤]=?|\\+)',
  ].join('|'),
  'giu'
);

/** Signs as the words that people read them by: "> 5000 m", "5000 m+", "Everest + Lhotse". */
const SIGNS: Record<string, string> = {
  '>': 'above',
  '≥': 'above',
  '<': 'below',
  '≤': 'below',
  '+': 'plus',
};

/** Digits of Devanagari, Arabic, Bengali and full-width scripts, each as long as its ASCII digit. */
function asciiDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹०-९০-৯０-９]/g, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = [0x660, 0x6f0, 0x966, 0x9e6, 0xff10].find((z) => code >= z && code <= z + 9)!;
    return String(code - zero);
  });
}

/** Cuts a sentence into tokens; linear in its length. */
export function tokenize(sentence: string): Token[] {
  const text = asciiDigits(sentence.slice(0, MAX_SENTENCE_LENGTH));
  const tokens: Token[] = [];
  let last = 0;
  for (const match of text.matchAll(TOKEN)) {
    const groups = match.groups!;
    const start = match.index;
    const end = start + match[0].length;
    const between = text.slice(last, start);
    // A hyphen inside a word ("mid-May", "south-west") is no sign of its own.
    if (groups.dash && !isRangeDash(text, start)) continue;
    const kind = (['file', 'date', 'clock', 'number', 'dash'] as const).find((k) => groups[k]);
    const folded =
      kind === 'file'
        ? match[0]
        : kind === 'dash'
          ? '-'
          : groups.sign
            ? SIGNS[groups.sign[0]]
            : foldWord(match[0], kind);
    if (folded === '') continue;
    tokens.push({
      text: folded,
      start,
      end,
      kind: kind ?? 'word',
      value: kind === 'number' ? numberOf(match[0]) : undefined,
      afterBreak: /[,;:!?()[\]"“”„«»\n।，。、]|\.(?:\s|$)/u.test(
        breakSigns(between, tokens.at(-1))
      ),
      joined: between === '' && tokens.length > 0,
    });
    last = end;
  }
  return tokens;
}

/** The period of an abbreviation or an ordinal ("Mt. Blanc", "5. November") ends nothing. */
function breakSigns(between: string, before: Token | undefined): string {
  const short = before && (before.kind === 'number' || before.text.length <= 4);
  return short ? between.replace(/^\./, '') : between;
}

function isRangeDash(text: string, at: number): boolean {
  const before = text[at - 1] ?? ' ';
  const after = text[at + 1] ?? ' ';
  // "3.–7. Mai": the period is the ordinal's.
  const number = /\d\.?$/.test(text.slice(Math.max(0, at - 2), at));
  return (/\s/.test(before) && /\s/.test(after)) || (number && /\d/.test(after));
}

function foldWord(word: string, kind: Token['kind'] | undefined): string {
  return kind === undefined ? foldName(word) : word.toLowerCase();
}

function numberOf(text: string): number {
  const grouped = /^\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+$/.test(text);
  return Number(grouped ? text.replace(/\D/g, '') : text.replace(',', '.'));
}

/** The words of a phrase as `tokenize` folds them: the key that word lists are kept under. */
export function phraseWords(phrase: string): string[] {
  return tokenize(phrase).map(({ text }) => text);
}

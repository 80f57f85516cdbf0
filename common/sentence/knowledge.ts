import { tokenize } from './tokens';
import type { Token } from './tokens';
import { ENDINGS } from './words/places';
import { COMPOUND, MOUNT, ORDINARY_NAMES } from './words/peaks';

/** A mountain of the catalog, as far as a sentence asks. */
export interface KnownPeak {
  id: string;
  names: readonly string[];
  region?: string;
  latlon?: { lat: number; lon: number };
}

/** A place of the catalog, as far as a sentence asks. */
export interface KnownPlace {
  id: string;
  names: readonly string[];
  region?: string;
  lat: number;
  lon: number;
  /** True where the name is a common word too: a place only behind "in", "near" and the like. */
  ordinary?: boolean;
}

export interface KnownThings {
  peaks?: readonly KnownPeak[];
  places?: readonly KnownPlace[];
  albums?: readonly string[];
}

/** What one name may stand for. */
interface Entry {
  peak?: KnownPeak;
  place?: KnownPlace;
  words: number;
  /** True where it is a word as well. */
  unsure: boolean;
}

/** A name that stands in a sentence. */
export interface NamedThing extends Entry {
  length: number;
  /** The relation that an ending tells ("नाम्चेमा": in Namche). */
  ending?: 'in' | 'of';
  /** What a compound says beside the name ("nordwand"). */
  keep?: string;
}

/** Names of peaks, places and albums, made ready to be found in sentences. */
export class Knowledge {
  private readonly entries = new Map<string, Entry>();
  private readonly albums = new Map<string, string>();
  private longest = 1;

  constructor({ peaks = [], places = [], albums = [] }: KnownThings) {
    for (const peak of peaks) {
      peak.names.forEach((name) => this.add(name, { peak }));
    }
    for (const place of places) {
      place.names.forEach((name) => this.add(name, { place }));
    }
    albums.forEach((album) => this.albums.set(keyOf(tokenize(album)), album));
    this.longest = Math.max(this.longest, ...albums.map((album) => tokenize(album).length));
  }

  private add(name: string, what: Pick<Entry, 'peak' | 'place'>): void {
    const tokens = tokenize(name);
    if (tokens.length === 0) return;
    const key = keyOf(tokens);
    const before = this.entries.get(key);
    const [{ text }] = tokens;
    const unsure =
      what.place?.ordinary ??
      (tokens.length === 1 &&
        (ORDINARY_NAMES.has(text) || (/^[a-z]{1,3}$/.test(text) && !/^[A-Z]{3}$|\d/.test(name))));
    this.entries.set(key, { unsure, words: tokens.length, ...before, ...what });
    this.longest = Math.max(this.longest, tokens.length);
  }

  /** The longest name that begins at token `i`, its words apart or run together. */
  nameAt(tokens: readonly Token[], i: number): NamedThing | undefined {
    let key = '';
    let found: NamedThing | undefined;
    for (let n = 1; n <= this.longest + 1 && i + n <= tokens.length; n++) {
      const token = tokens[i + n - 1];
      if (n > 1 && token.afterBreak) break;
      const before = key;
      key += word(token.text);
      const entry = this.entries.get(key);
      // "a ma dablam" is a spelling, "do le" chance: words run together must be about as many and long enough.
      if (entry && (n <= entry.words || key.length >= 6)) found = { ...entry, length: n };
      found = withEnding(this.entries, before, token.text, n) ?? found;
    }
    const compound = found ? undefined : this.compoundAt(tokens[i]);
    return found ?? compound;
  }

  private compoundAt({ text, kind }: Token): NamedThing | undefined {
    if (kind !== 'word' || text.length < 8) return undefined;
    for (let cut = text.length - 3; cut >= 4; cut--) {
      const tail = text.slice(cut);
      if (!COMPOUND.test(tail)) continue;
      // A compound's first part may end in a joining s or n.
      for (const head of [text.slice(0, cut), text.slice(0, cut).replace(/s$/, '')]) {
        const entry = this.entries.get(head);
        if (entry?.peak)
          return { peak: entry.peak, words: 1, unsure: false, length: 1, keep: tail };
      }
    }
    return undefined;
  }

  /** The album whose name begins at token `i`. */
  albumAt(tokens: readonly Token[], i: number): { name: string; length: number } | undefined {
    let key = '';
    let found: { name: string; length: number } | undefined;
    for (let n = 1; n <= this.longest && i + n <= tokens.length; n++) {
      key += word(tokens[i + n - 1].text);
      const name = this.albums.get(key);
      if (name !== undefined) found = { name, length: n };
    }
    return found;
  }
}

function withEnding(
  entries: ReadonlyMap<string, Entry>,
  before: string,
  text: string,
  length: number
): NamedThing | undefined {
  for (const [relation, ending] of ENDINGS) {
    if (text.length > ending.length && text.endsWith(ending)) {
      const entry = entries.get(before + word(text.slice(0, -ending.length)));
      if (entry) return { ...entry, length, ending: relation };
    }
  }
  return undefined;
}

/** A word of a name: all languages' "Mount" are one, and spellings of Devanagari are. */
const word = (text: string): string => (MOUNT.has(text) ? 'mt' : devanagariSkeleton(text));

/**
 * Nepali and Hindi write names of elsewhere with long or short vowels, and with joined letters or apart: "मकालु",
 * "मकालू"; "मनास्लु", "मनासलू".
 */
const devanagariSkeleton = (text: string): string =>
  text
    .replace(/[\u094d\u093c]/g, '')
    .replace(/\u0940/g, '\u093f')
    .replace(/\u0942/g, '\u0941');

const keyOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => word(text)).join('');

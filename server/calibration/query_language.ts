import { NULL_LANGUAGES, UNRELATED_TEXTS } from './unrelated_texts';
import type { NullLanguage } from './unrelated_texts';

/** Languages that a text may be in, with how likely each is; empty where none of NULL_LANGUAGES comes into question. */
export type LanguageShares = ReadonlyMap<NullLanguage, number>;

/** Short words that name the language of a phrase sooner than its nouns do. */
const SHORT_WORDS: Partial<Record<NullLanguage, string>> = {
  en: 'the a an of in on at with and by from to under over behind above for is are my our this that near through into between without some no not',
  de: 'der die das ein eine einen einem einer mit und von vom im in auf an am unter über hinter vor für ist sind bei beim zum zur aus nach durch ohne den dem des nicht wir ich sie berg berge gipfel schnee see fluss wald hütte sonne wolken nebel dorf weg',
  fr: "le la les un une des du de et avec dans sur sous au aux en à l' d' qui par pour est sont devant derrière sans près il elle nous vue ne pas montagne sommet neige lac rivière forêt refuge soleil nuages brume sentier",
  es: 'el la los las un una unos unas de del y con en sobre bajo al a por para es son que sin cerca desde entre detrás delante se lo no montaña cumbre nieve lago río bosque refugio sol nubes niebla pueblo sendero',
  hi: 'का की के में पर और से है हैं को ने एक यह वह के साथ नीचे ऊपर पहाड़ बर्फ झील नदी जंगल गाँव रास्ता',
  ne: 'को का की मा र बाट छ छन् लाई ले एक यो त्यो सँग मुनि माथि हरू हिमाल हिउँ ताल खोला जङ्गल गाउँ बाटो',
};

/** How much a short word counts beside one of the unrelated texts: it is seen far more often. */
const SHORT_WORD_COUNT = 4;

/** Most who type Latin letters into a search type English, whatever they speak; single words tell little. */
const ENGLISH_PRIOR = 0.7;

/** Letter groups of one word overlap and are no independent witnesses: each counts half. */
const GROUP_WEIGHT = 0.5;

/** A group that a language was never seen with. */
const UNSEEN = 0.5;

type Script = 'latin' | 'devanagari';
const BY_SCRIPT: Record<Script, readonly NullLanguage[]> = {
  latin: ['en', 'de', 'fr', 'es'],
  devanagari: ['hi', 'ne'],
};

/**
 * Which of NULL_LANGUAGES a query is in. By its script where that decides; among languages of one script by groups of
 * one to four letters (naive Bayes over the unrelated texts and short words). Made for queries of one to five words:
 * packages made for sentences fail on those (tinyld 1.3.4 takes "prayer flags" for Spanish).
 *
 * @returns shares that sum to 1, or an empty map for scripts without unrelated texts (Cyrillic, Hangul, Tibetan, …)
 */
export function languageShares(text: string): LanguageShares {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return new Map([['ja', 1]]);
  if (/\p{Script=Han}/u.test(text)) return new Map([['zh', 1]]);
  if (/\p{Script=Devanagari}/u.test(text)) return sharesOf(text, 'devanagari');
  if (/\p{Script=Latin}/u.test(text)) return sharesOf(text, 'latin');
  // Digits and signs are of no language.
  return /\p{Letter}/u.test(text) ? new Map() : sharesOf(text, 'latin');
}

function sharesOf(text: string, script: Script): LanguageShares {
  const languages = BY_SCRIPT[script];
  const groups = letterGroups(text);
  const tables = groupTables();
  const logs = languages.map((language) => {
    const { counts, total } = tables.get(language)!;
    const seen = groups.map((group) =>
      Math.log(((counts.get(group) ?? 0) + UNSEEN) / (total + UNSEEN * tables.size * 1000))
    );
    return Math.log(prior(language, languages)) + GROUP_WEIGHT * seen.reduce((a, b) => a + b, 0);
  });
  const top = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - top));
  const total = weights.reduce((a, b) => a + b, 0);
  return new Map(languages.map((language, i) => [language, weights[i] / total]));
}

function prior(language: NullLanguage, languages: readonly NullLanguage[]): number {
  if (!languages.includes('en')) return 1 / languages.length;
  return language === 'en' ? ENGLISH_PRIOR : (1 - ENGLISH_PRIOR) / (languages.length - 1);
}

function letterGroups(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{Letter}\p{Mark}]+['’]?/gu) ?? [];
  return words.flatMap((word) => {
    const letters = [...`^${word}$`];
    return [1, 2, 3, 4].flatMap((size) =>
      letters
        .slice(0, Math.max(0, letters.length - size + 1))
        .map((_, i) => letters.slice(i, i + size).join(''))
    );
  });
}

interface GroupTable {
  counts: Map<string, number>;
  total: number;
}

let known: Map<NullLanguage, GroupTable> | undefined;

function groupTables(): Map<NullLanguage, GroupTable> {
  known ??= new Map(
    NULL_LANGUAGES.map((language) => {
      const counts = new Map<string, number>();
      const count = (text: string, times: number) =>
        letterGroups(text).forEach((group) => counts.set(group, (counts.get(group) ?? 0) + times));
      for (const unrelated of UNRELATED_TEXTS) {
        if (unrelated.language === language) count(unrelated.text, 1);
      }
      (SHORT_WORDS[language] ?? '').split(' ').forEach((word) => count(word, SHORT_WORD_COUNT));
      const total = [...counts.values()].reduce((a, b) => a + b, 0);
      return [language, { counts, total }];
    })
  );
  return known;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { formatCondition } from '../../common/sentence/conditions';
import { Knowledge } from '../../common/sentence/knowledge';
import type { KnownPeak } from '../../common/sentence/knowledge';
import { understand } from '../../common/sentence/understand';
import { knownPlaces } from '../../server/places/places_file';

/** The day that the sentences of sentences.tsv are read on. */
const TODAY = '2026-11-30';
const ROOT = join(__dirname, '../..');

/** A sentence, and what it says: by us, or by the product. */
export interface Meaning {
  sentence: string;
  /** As formatCondition writes them, in the order of the sentence. */
  conditions: string[];
  rest: string;
  without: string[];
}

export interface Verdict {
  sentences: number;
  /** Share of the sentences of which everything is right: conditions, rest and what is missing. */
  exact: number;
  /** Share of all conditions taken that the sentence does not say. */
  wrongTaken: number;
  /** Milliseconds for a sentence, the mean of all. */
  meanMs: number;
  misread: Array<{ wanted: Meaning; got: Meaning }>;
}

const list = (text: string, separator: string): string[] =>
  text === '-' ? [] : text.split(separator);

/** The sentences that are kept, with what they mean. */
export function keptSentences(): Meaning[] {
  return readFileSync(join(__dirname, 'sentences.tsv'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [sentence, conditions, rest, without] = line.split('\t');
      return {
        sentence,
        conditions: list(conditions, '; '),
        rest: rest === '-' ? '' : rest,
        without: list(without, ', '),
      };
    });
}

/** The catalog's peaks and places, and the demo's kind of album. */
export function catalogKnowledge(): Knowledge {
  const file = parse(readFileSync(join(ROOT, 'peaks.yaml'), 'utf8')) as Array<
    KnownPeak & { spellings?: string[]; lat?: number; lon?: number }
  >;
  const peaks = file.map(({ lat, lon, spellings = [], ...peak }) => ({
    ...peak,
    names: [...peak.names, ...spellings],
    ...(lat !== undefined && lon !== undefined && { latlon: { lat, lon } }),
  }));
  return new Knowledge({ peaks, places: knownPlaces(), albums: ['khumbu-2023'] });
}

/** Asks sentences, and compares with what they mean. */
export function judge(wanted: readonly Meaning[], knowledge: Knowledge): Verdict {
  const started = performance.now();
  const answers = wanted.map(({ sentence }) => understand(sentence, knowledge, { today: TODAY }));
  const meanMs = (performance.now() - started) / wanted.length;
  const read = answers.map((answer, i): Meaning => ({
    sentence: wanted[i].sentence,
    conditions: answer.conditions.map(({ condition }) => formatCondition(condition)),
    rest: answer.rest,
    without: answer.without.map(({ text }) => text),
  }));
  const misread = read.flatMap((got, i) =>
    JSON.stringify(got) === JSON.stringify(wanted[i]) ? [] : [{ wanted: wanted[i], got }]
  );
  const taken = read.flatMap(({ conditions }, i) =>
    conditions.map((condition) => wanted[i].conditions.includes(condition))
  );
  return {
    sentences: wanted.length,
    exact: 1 - misread.length / wanted.length,
    wrongTaken: taken.filter((right) => !right).length / taken.length,
    meanMs,
    misread,
  };
}

import type { Knowledge } from './knowledge';
import { findMissing } from './negation';
import { readCamera, readLens } from './readers/cameras';
import { readDecade } from './readers/decades';
import { readDirection } from './readers/directions';
import { readFile, readFolder, readShape } from './readers/files';
import { readHeight } from './readers/heights';
import { readHours } from './readers/hours';
import { readLight } from './readers/light';
import { namesIn, readPeaks, readPlace, settleUnsure } from './readers/named';
import type { Reader, Reading, Sentence } from './readers/reading';
import { readRelativeTime } from './readers/relative_times';
import { readTimeBound, readTimeRange, readTimeSpan } from './readers/times';
import { restOf } from './rest';
import { phraseSet } from './phrases';
import { tokenize } from './tokens';
import { SOUTHERN_LANDS } from './words/calendar';
import type { FoundCondition, Understood } from './understood';

const SOUTHERN_LAND = phraseSet(SOUTHERN_LANDS);

/** Of two readings of the same length the one named first is taken. */
const READERS: readonly Reader[] = [
  readFile,
  readFolder,
  readTimeRange,
  readDecade,
  readHeight,
  readTimeBound,
  readRelativeTime,
  readTimeSpan,
  readHours,
  readLight,
  readDirection,
  readCamera,
  readLens,
  readShape,
  readPlace,
  readPeaks,
];

/**
 * Cuts a sentence into conditions and a rest. Only what is unambiguous becomes a condition; every other word stays in
 * the rest. Linear in the length of the sentence, of which 500 characters are read.
 *
 * @param options.today the reader's own day, YYYY-MM-DD: "last autumn" counts from here
 * @param options.heights false leaves elevations as words, for readers who may not filter by them
 * @param options.cameras the same of cameras
 */
export function understand(
  text: string,
  knowledge: Knowledge,
  { today, heights = true, cameras = true }: { today: string; heights?: boolean; cameras?: boolean }
): Understood {
  const refused = new Set([...(heights ? [] : [readHeight]), ...(cameras ? [] : [readCamera])]);
  const readers = READERS.filter((reader) => !refused.has(reader));
  const tokens = tokenize(text);
  const named = namesIn(tokens, (i) => knowledge.nameAt(tokens, i));
  settleUnsure(named);
  const southern =
    [...named.values()].some(({ peak, place }) => (peak?.latlon?.lat ?? place?.lat ?? 0) < 0) ||
    tokens.some((_, i) => SOUTHERN_LAND.skip(tokens, i) > 0);
  const sentence: Sentence = { text, tokens, today, knowledge, named, southern };

  const found: FoundCondition[] = [];
  const keeps: Array<{ at: number; text: string }> = [];
  const taken = new Array<boolean>(tokens.length).fill(false);
  for (let i = 0; i < tokens.length;) {
    const reading = readAt(readers, sentence, i);
    if (!reading) {
      i++;
      continue;
    }
    const end = i + reading.length;
    for (const condition of reading.conditions) {
      found.push({ condition, start: tokens[i].start, end: tokens[end - 1].end });
    }
    if (reading.keep) keeps.push({ at: tokens[i].start, text: reading.keep });
    taken.fill(true, i, end);
    i = end;
  }
  const missing = findMissing(text, tokens, taken, found);
  return {
    conditions: missing.conditions,
    rest: restOf(text, tokens, missing.taken, keeps),
    without: missing.without,
  };
}

/** The longest reading that begins at a token. */
function readAt(readers: readonly Reader[], sentence: Sentence, i: number): Reading | undefined {
  let best: Reading | undefined;
  for (const read of readers) {
    const reading = read(sentence, i);
    if (reading && reading.length > (best?.length ?? 0)) best = reading;
  }
  return best;
}

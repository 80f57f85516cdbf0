import type { Peak } from '../../common/api';
import { editDistance, foldName } from '../../common/names';

/** A peak that the typed text may mean, by which of its names. */
export interface PeakCompletion {
  peak: Peak;
  /** As the catalog writes it. */
  name: string;
}

/** What was typed, without the word that turns it round. */
export interface TypedQuery {
  text: string;
  without: boolean;
}

/** "without" in the languages the app speaks, and as people write it for search engines. */
const WITHOUT = /^(?:(?:without|sans)\s+|[-−]\s*)(?=\S)/iu;

/** Splits "without snow" into its words and what the first of them means. */
export function readTyped(typed: string): TypedQuery {
  const trimmed = typed.trim();
  const text = trimmed.replace(WITHOUT, '');
  return { text, without: text !== trimmed };
}

interface Prepared {
  peak: Peak;
  names: Array<{ name: string; folded: string; joined: string; words: string[] }>;
}

/** Peaks made ready for `completePeaks`, once for all key strokes. */
export function prepareNames(peaks: readonly Peak[]): Prepared[] {
  return peaks.map((peak) => ({
    peak,
    names: peak.names.map((name) => {
      const folded = foldName(name);
      return { name, folded, joined: folded.replaceAll(' ', ''), words: folded.split(' ') };
    }),
  }));
}

/** From four letters on, one wrong letter is forgiven: "Lohtse", "Pumoro". */
const FORGIVING_FROM = 4;

/** How well a name answers the typed text: smaller is better, undefined: not at all. */
function rank(
  { folded, joined, words }: Prepared['names'][number],
  typed: string,
  typedJoined: string
): number | undefined {
  if (folded === typed || joined === typedJoined) return 0;
  if (folded.startsWith(typed) || joined.startsWith(typedJoined)) return 1;
  if (words.some((word) => word.startsWith(typed))) return 2;
  if (joined.includes(typedJoined)) return 3;
  const beginning = joined.slice(0, typedJoined.length);
  if (typedJoined.length >= FORGIVING_FROM && editDistance(beginning, typedJoined) <= 1) return 4;
  return undefined;
}

/**
 * Peaks whose names, in any script and spelling, begin with or hold what was typed; best first, each once.
 */
export function completePeaks(
  typed: string,
  prepared: readonly Prepared[],
  limit: number
): PeakCompletion[] {
  const folded = foldName(typed);
  if (folded === '') return [];
  const joined = folded.replaceAll(' ', '');
  const found: Array<PeakCompletion & { rank: number }> = [];
  for (const { peak, names } of prepared) {
    let best: (PeakCompletion & { rank: number }) | undefined;
    for (const name of names) {
      const ranked = rank(name, folded, joined);
      if (ranked !== undefined && (best === undefined || ranked < best.rank)) {
        best = { peak, name: name.name, rank: ranked };
      }
    }
    if (best) found.push(best);
  }
  return found
    .sort((a, b) => a.rank - b.rank || (b.peak.elevationM ?? 0) - (a.peak.elevationM ?? 0))
    .slice(0, limit)
    .map(({ peak, name }) => ({ peak, name }));
}

/** The one peak whose whole name was typed (case, accents and spaces apart). */
export function exactPeak(typed: string, prepared: readonly Prepared[]): Peak | undefined {
  const joined = foldName(typed).replaceAll(' ', '');
  return prepared.find(({ names }) => names.some((name) => name.joined === joined))?.peak;
}

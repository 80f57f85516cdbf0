import type { PeakCandidate } from '../../common/api';
import type { PhotoSummary } from '../../common/search_api';

/**
 * The field `predicted_peaks_ranked`: one value a peak, "<rank> <id> <probability>". A column gives its values back in
 * the order of the alphabet, and with at most four peaks that is the rank's.
 */
export function rankedPeaks({
  predictedPeaks,
  candidates,
}: {
  predictedPeaks: readonly string[];
  candidates: ReadonlyArray<Pick<PeakCandidate, 'id' | 'visible'>>;
}): string[] {
  const visible = new Map(candidates.map((candidate) => [candidate.id, candidate.visible]));
  return predictedPeaks.map((id, i) => `${i + 1} ${id} ${visible.get(id) ?? 0}`);
}

/** Best first, with the probability that the peak is to be seen. */
export function readRankedPeaks(values: readonly string[]): PhotoSummary['peaks'] {
  return values.map((value) => {
    const [, id, probability] = value.split(' ');
    return { id, probability: Number(probability) };
  });
}

import type { PeakCandidate } from './api';

/**
 * Two digits are all that a probability is worth: the calibration errs by 0.05. More of them would carry the numbers
 * that they were computed from (of 16 digits a photo's place could be worked out to centimeters).
 */
export function twoDigits(probability: number): number {
  return Math.round(probability * 100) / 100;
}

/** Candidates as they are stored and told. */
export function withTwoDigits(candidates: readonly PeakCandidate[]): PeakCandidate[] {
  return candidates.map((candidate) => ({
    ...candidate,
    probability: twoDigits(candidate.probability),
    visible: twoDigits(candidate.visible),
    vision: candidate.vision && {
      ...candidate.vision,
      // Absent where the library is not calibrated.
      probability:
        candidate.vision.probability === undefined
          ? undefined
          : twoDigits(candidate.vision.probability),
    },
    geometry: candidate.geometry && {
      ...candidate.geometry,
      probability: twoDigits(candidate.geometry.probability),
    },
  }));
}

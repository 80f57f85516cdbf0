import { mean } from '../statistics';
import { estimate, reliability } from './metrics';
import type { Claim, Estimate, ReliabilityBin } from './metrics';

/** How a photo whose peak people confirmed is answered by a prototype that has not seen it. */
export interface ConfirmedAnswer {
  peakId: string;
  photoId: string;
  /** The first answer: its peak, and how sure it is. Absent when nothing comes into question. */
  first?: { peakId: string; visible: number };
  /** Place of the confirmed peak among the candidates, from 1; absent when it is not among them. */
  place?: number;
}

export interface ConfirmedFigures {
  photos: number;
  peaks: number;
  /**
   * The confirmed peak is first, or among the first three. A photo may show other peaks besides, which nobody confirmed
   * and which count as wrong here: the truth is this or better.
   */
  top1: Estimate;
  top3: Estimate;
  reliability: ReliabilityBin[];
}

/** Photos that are asked at the most: three references each of some hundred peaks. */
export const MAX_CONFIRMED_PHOTOS = 1000;

/** @returns undefined where nobody has confirmed anything */
export function confirmedFigures(
  answers: readonly ConfirmedAnswer[]
): ConfirmedFigures | undefined {
  if (answers.length === 0) return undefined;
  const within = (n: number) =>
    estimate(
      answers,
      // Photos of one peak are alike: they are drawn together.
      ({ peakId }) => peakId,
      (some) => mean(some.map(({ place }) => Number(place !== undefined && place <= n)))
    );
  const claims = answers.flatMap(({ first, peakId }): Claim[] =>
    first ? [{ confidence: first.visible, right: first.peakId === peakId }] : []
  );
  return {
    photos: answers.length,
    peaks: new Set(answers.map(({ peakId }) => peakId)).size,
    top1: within(1),
    top3: within(3),
    reliability: reliability(claims),
  };
}

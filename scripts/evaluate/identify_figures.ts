import { predictPeaks } from '../../server/identify/predict_peaks';
import type { PeakPrediction } from '../../server/identify/predict_peaks';
import type { LabelledAlbum, LabelledPhoto } from './labelled_album';
import {
  estimate,
  expectedCalibrationError,
  globalAveragePrecision,
  perfectCalibrationError,
  precisionRecall,
  reliability,
} from '../../common/quality/metrics';
import type { Claim, Estimate, ReliabilityBin } from '../../common/quality/metrics';
import { mean } from '../../common/statistics';

export type Factor = 'vision' | 'geometry' | 'both';

/** What identify gets right, by what it was allowed to look at. */
export interface IdentifyFigures {
  factor: Factor;
  photos: number;
  /** Photos with a peak of which the labels are sure. */
  withPeak: number;
  /** A labelled peak is first, or among the first three. */
  top1: Estimate;
  top3: Estimate;
  /**
   * By how much both together are first more often than this factor alone. The same scenes are drawn for both, so it is
   * firmer than two intervals side by side. Absent where there is nothing to compare.
   */
  gainOfBoth?: Estimate;
  /** Global average precision of the first answers: confident mistakes cost more. */
  gap: Estimate;
  /** Of the list of peaks said to be seen (visible ≥ 0.5). */
  precision: Estimate;
  recall: Estimate;
  /** Calibration of the first answer's `visible`, of all candidates' that were given at least 5 %, and of "none". */
  calibration: Record<'first' | 'candidates' | 'none', Calibration>;
  /** Pairs of photo and peak that were said. */
  named: number;
  /** Photos without a peak of which none was named; and photos with a peak of which none was named. */
  rightlySilent: Estimate;
  wronglySilent: Estimate;
}

export interface Calibration {
  claims: number;
  /** Expected calibration error, ten bins of equal width. */
  ece: Estimate;
  /** What perfect calibration would show with so few claims: mean, and the bound of 95 of 100 such draws. */
  ifPerfect: { mean: number; high: number };
  reliability: ReliabilityBin[];
}

/** One photo's answer beside its label. */
interface Answered {
  photo: LabelledPhoto;
  prediction: PeakPrediction;
  /** Candidates of which the labels know whether they are right, best first. */
  known: Array<{ id: string; visible: number; right: boolean }>;
}

const FACTORS: Record<Factor, 'vision' | 'geometry' | undefined> = {
  vision: 'geometry',
  geometry: 'vision',
  both: undefined,
};

/** Least probability of a candidate that counts as a claim; below lie hundreds of peaks nobody would name. */
const LEAST_CLAIM = 0.05;

/** Figures of each factor that can speak: without vectors geometry alone. Several albums are judged as one. */
export function identifyFigures(albums: readonly LabelledAlbum[]): IdentifyFigures[] {
  const seeing = albums.some(({ photos }) => photos.some(({ imageVector }) => imageVector));
  const factors: Factor[] = seeing ? ['vision', 'geometry', 'both'] : ['geometry'];
  const answers = factors.map((factor) => albums.flatMap((album) => answerAll(album, factor)));
  const both = factors.includes('both') ? answers[factors.indexOf('both')] : undefined;
  return factors.map((factor, i) => ({
    ...figuresOf(factor, answers[i]),
    ...(both && factor !== 'both' && { gainOfBoth: gainOver(answers[i], both) }),
  }));
}

/** @returns answers of the photos whose peaks are known */
export function answerAll(album: LabelledAlbum, factor: Factor): Answered[] {
  return album.photos
    .filter(({ label }) => label.peaksKnown)
    .map((photo) => {
      const prediction = predictPeaks({
        ...photo,
        catalog: album.catalog,
        looks: album.looks,
        without: FACTORS[factor],
      });
      const known = prediction.candidates
        .filter(({ id }) => !photo.label.doubtful.has(id))
        .filter(({ id }) => album.spokenOf?.has(id) ?? true)
        .map(({ id, visible }) => ({ id, visible, right: photo.label.peaks.has(id) }));
      return { photo, prediction, known };
    });
}

function figuresOf(factor: Factor, answers: readonly Answered[]): IdentifyFigures {
  const withPeak = answers.filter(({ photo }) => photo.label.peaks.size > 0);
  const without = answers.filter(
    ({ photo }) => photo.label.peaks.size === 0 && photo.label.doubtful.size === 0
  );
  return {
    factor,
    photos: answers.length,
    withPeak: withPeak.length,
    top1: of(withPeak, (some) => mean(some.map((a) => Number(isFirst(a, 1))))),
    top3: of(withPeak, (some) => mean(some.map((a) => Number(isFirst(a, 3))))),
    gap: of(answers, (some) =>
      globalAveragePrecision(
        firstClaims(some),
        some.filter(({ photo }) => photo.label.peaks.size > 0).length
      )
    ),
    precision: of(answers, (some) => precisionRecall(listed(some)).precision),
    recall: of(answers, (some) => precisionRecall(listed(some)).recall),
    named: listed(answers).filter(({ said }) => said).length,
    calibration: {
      first: calibrationOf(answers, firstClaims),
      candidates: calibrationOf(answers, candidateClaims),
      none: calibrationOf(answers, noneClaims),
    },
    rightlySilent: of(without, (some) => mean(some.map((a) => Number(isSilent(a))))),
    wronglySilent: of(withPeak, (some) => mean(some.map((a) => Number(isSilent(a))))),
  };
}

/** @param alone answers to the same photos, in the same order, as `both` */
function gainOver(alone: readonly Answered[], both: readonly Answered[]): Estimate {
  const pairs = both
    .map((answer, i) => ({
      answer,
      gain: Number(isFirst(answer, 1)) - Number(isFirst(alone[i], 1)),
    }))
    .filter(({ answer }) => answer.photo.label.peaks.size > 0);
  return estimate(
    pairs,
    ({ answer }) => answer.photo.label.group,
    (some) => mean(some.map(({ gain }) => gain))
  );
}

function of(
  answers: readonly Answered[],
  figure: (answers: readonly Answered[]) => number
): Estimate {
  return estimate(answers, ({ photo }) => photo.label.group, figure);
}

function calibrationOf(
  answers: readonly Answered[],
  claimsOf: (answers: readonly Answered[]) => Claim[]
): Calibration {
  const claims = claimsOf(answers);
  return {
    claims: claims.length,
    ece: of(answers, (some) => expectedCalibrationError(claimsOf(some))),
    ifPerfect: perfectCalibrationError(claims),
    reliability: reliability(claims),
  };
}

/** A labelled peak among the first n candidates, of whatever peak. */
function isFirst({ photo, prediction }: Answered, n: number): boolean {
  return prediction.candidates.slice(0, n).some(({ id }) => photo.label.peaks.has(id));
}

function isSilent({ known }: Answered): boolean {
  return known.every(({ visible }) => visible < 0.5);
}

function firstClaims(answers: readonly Answered[]): Claim[] {
  return answers.flatMap(({ known: [first] }) =>
    first ? [{ confidence: first.visible, right: first.right }] : []
  );
}

/** "None of these" is right where the labels know of no peak, and of no doubtful one. */
function noneClaims(answers: readonly Answered[]): Claim[] {
  return answers
    .filter(({ photo: { label } }) => label.peaks.size > 0 || label.doubtful.size === 0)
    .map(({ photo: { label }, prediction }) => ({
      confidence: prediction.none,
      right: label.peaks.size === 0,
    }));
}

function candidateClaims(answers: readonly Answered[]): Claim[] {
  return answers.flatMap(({ known }) =>
    known
      .filter(({ visible }) => visible >= LEAST_CLAIM)
      .map(({ visible, right }) => ({ confidence: visible, right }))
  );
}

function listed(answers: readonly Answered[]): Array<{ said: boolean; true: boolean }> {
  return answers.flatMap(({ photo, known }) => {
    const said = known.filter(({ visible }) => visible >= 0.5);
    const ids = new Set([...said.map(({ id }) => id), ...photo.label.peaks]);
    return [...ids].map((id) => ({
      said: said.some((peak) => peak.id === id),
      true: photo.label.peaks.has(id),
    }));
  });
}

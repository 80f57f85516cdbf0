import type { CameraPose } from '../../common/geo/camera';
import { turnBetween } from '../../common/geo/geodesy';
import { coarseFits } from './coarse_search';
import type { CoarseFits } from './coarse_search';
import { APART_DEG, chanceMatches } from './chance_match';
import type { Scored } from './chance_match';
import type { Horizon } from './horizon';
import { skylineFit } from './skyline_fit';
import type { FitOf } from './skyline_fit';
import type { SkylineEvidence } from './skyline_evidence';

/** What is known of the camera before the picture is looked at. */
export interface PosePrior {
  /** From true north, degrees; absent: all around is searched. */
  bearingDeg?: number;
  /** From gravity, degrees; absent: the pitch and roll that photos usually have. */
  gravity?: { pitchDeg: number; rollDeg: number };
  /** Of the upright picture, degrees. */
  horizontalFovDeg: number;
}

export interface AlignedPose extends CameraPose {
  /** One standard deviation of the bearing, degrees. */
  sigmaDeg: number;
  /** Probability that the true bearing lies within 2° of this one, if it is one of the places that fit. */
  certainty: number;
  /** Mean log likelihood ratio of a column: how well the skyline fits; 0 is no better than chance. */
  fit: number;
  /**
   * Expected number of bearings at which chance fits as well (chanceMatches), times the odds that the place is wrong: a
   * place whose ground lies far above or below the altitude that the camera wrote is most likely not where it stood.
   */
  chance: number;
}

/** Scale of a Student's t with 3 degrees of freedom, degrees: what 128 phone photos' compasses erred by. */
const COMPASS_SCALE_DEG = 4;
/** A compass has been seen to err by 13.5° on 128 photos; beyond twice that it is no compass reading. */
const COMPASS_REACH_DEG = 27;
/** Pitch by skyline less pitch by gravity on 29 real photos: -0.3° ± 0.9°; roll 1.1° (rms). */
const GRAVITY_SD_DEG = 1;
const GRAVITY_REACH_DEG = 3.5;
/** Photos of mountains without gravity: pitch 6° ± 9°, held level to 2° or so. */
const USUAL_PITCH = { meanDeg: 6, sdDeg: 9, reachDeg: 15 };
const USUAL_ROLL_SD_DEG = 2.5;
/** Columns that say the same thing: what stands in one stands in its neighbors. */
const COLUMNS_ALIKE = 12;
/** Modes that are looked at closely. */
const MODES = 12;
/** Two bearings nearer than this are one answer. */
const SAME_DEG = 2;

/**
 * Finds how a camera was turned by laying the terrain's skyline over the picture's: a coarse search over bearing and
 * pitch on a coarse picture, then the best modes refined over bearing, pitch and roll. After Baboud et al.
 * 2011 ("Automatic photo-to-terrain alignment for the annotation of mountain pictures") in idea, with the compass and
 * gravity as priors.
 *
 * @returns undefined where the ground is unknown in all directions
 */
export function alignSkyline(
  evidence: SkylineEvidence,
  horizon: Horizon,
  prior: PosePrior
): AlignedPose | undefined {
  if (horizon.known === 0) return undefined;
  const { horizontalFovDeg, gravity } = prior;
  const rollDeg = gravity?.rollDeg ?? 0;
  const coarse = coarseFits(evidence, horizon, { horizontalFovDeg, rollDeg }, (step) =>
    searchedPitches(prior, step)
  );
  const fitOf = skylineFit(evidence, horizon, horizontalFovDeg);
  const refined = (known: PosePrior, apartDeg: number): Scored[] => {
    const scoreOf = (pose: CameraPose) =>
      (fitOf(pose) * evidence.width) / COLUMNS_ALIKE + priorOf(pose, known);
    const found = bestOverPitch(coarse, rollDeg, evidence.width, known);
    return highest(found, apartDeg, MODES)
      .map(({ pose }) => refine(scoreOf, pose, coarse.stepDeg))
      .sort((a, b) => b.score - a.score);
  };
  const modes = refined(prior, SAME_DEG);
  const [best] = modes as [Scored];
  const around = refined({ ...prior, bearingDeg: undefined }, APART_DEG);
  return {
    ...best.pose,
    sigmaDeg: spread(fitOf, evidence.width, best, prior),
    certainty: certaintyOf(modes),
    fit: fitOf(best.pose),
    chance:
      wrongPlaceOdds(horizon) *
      chanceMatches(
        best,
        around,
        prior.bearingDeg === undefined
          ? undefined
          : { reachDeg: COMPASS_REACH_DEG, logPrior: compassPrior }
      ),
  };
}

/**
 * What a match needs. Where half of the skyline is covered, what is left fits wrong bearings as well. `chance` is how many
 * chance matches are put up with: with a compass a wrong match costs more than none, since the compass alone is off by a few
 * degrees; without one there is nothing to lose. On the 25 real photos (docs/terrain.md) this keeps 20 with a compass and 15
 * without, all within 2°; of 200 placements at wrong places 3 and 10 pass.
 */
const SURE = { certainty: 0.85, fit: 0.9, chance: { withCompass: 0.05, alone: 0.2 } };

/** Whether a match may be taken for the camera's pose; one that may not is left to the compass. */
export function isSure(
  { certainty, fit, chance }: AlignedPose,
  { bearingDeg }: PosePrior
): boolean {
  const allowed = bearingDeg === undefined ? SURE.chance.alone : SURE.chance.withCompass;
  return certainty >= SURE.certainty && fit >= SURE.fit && chance <= allowed;
}

/**
 * Odds that a place is wrong, in units of those of a place whose ground is as high as the camera wrote. On 25 real photos the
 * altitude was 12 m below to 66 m above SRTM's ground; tiles lower summits by up to 200 m (Ama Dablam), and
 * some phones write heights above the ellipsoid (up to 85 m beside the sea's).
 */
const WRONG_PLACE_ODDS = { agrees: 1, unknown: 4, differs: 1000 };
const ALTITUDE_BELOW_M = 100;
const ALTITUDE_ABOVE_M = 200;

function wrongPlaceOdds({ aboveGroundM }: Horizon): number {
  if (aboveGroundM === undefined) return WRONG_PLACE_ODDS.unknown;
  const agrees = aboveGroundM > -ALTITUDE_BELOW_M && aboveGroundM < ALTITUDE_ABOVE_M;
  return agrees ? WRONG_PLACE_ODDS.agrees : WRONG_PLACE_ODDS.differs;
}

function searchedPitches({ gravity }: PosePrior, step: number): number[] {
  const [middle, reach] = gravity
    ? [gravity.pitchDeg, GRAVITY_REACH_DEG]
    : [USUAL_PITCH.meanDeg, USUAL_PITCH.reachDeg];
  const count = 2 * Math.ceil(reach / step) + 1;
  return Array.from({ length: count }, (_, i) => middle + (i - (count - 1) / 2) * step);
}

/** Log probability of a pose before the picture is looked at, up to a constant. */
function priorOf(pose: CameraPose, { bearingDeg, gravity }: PosePrior): number {
  const turn = bearingDeg === undefined ? 0 : turnBetween(bearingDeg, pose.bearingDeg);
  const pitch = gravity
    ? (pose.pitchDeg - gravity.pitchDeg) / GRAVITY_SD_DEG
    : (pose.pitchDeg - USUAL_PITCH.meanDeg) / USUAL_PITCH.sdDeg;
  const roll = gravity
    ? (pose.rollDeg - gravity.rollDeg) / GRAVITY_SD_DEG
    : pose.rollDeg / USUAL_ROLL_SD_DEG;
  return compassPrior(turn) - 0.5 * (pitch ** 2 + roll ** 2);
}

/** Log probability of a reading that is off by so many degrees: 0 at 0. */
const compassPrior = (offDeg: number): number =>
  -2 * Math.log(1 + (offDeg / COMPASS_SCALE_DEG) ** 2 / 3);

/** The best pitch of each bearing that the compass leaves open. */
function bestOverPitch(
  { stepDeg, fits, pitchesDeg }: CoarseFits,
  rollDeg: number,
  width: number,
  prior: PosePrior
): Scored[] {
  return Array.from({ length: fits[0]!.length }, (_, i) => {
    const bearingDeg = i * stepDeg;
    let best = { pose: { bearingDeg, pitchDeg: 0, rollDeg }, score: -Infinity };
    const off =
      prior.bearingDeg === undefined ? 0 : Math.abs(turnBetween(prior.bearingDeg, bearingDeg));
    if (off > COMPASS_REACH_DEG) return best;
    pitchesDeg.forEach((pitchDeg, p) => {
      const pose = { bearingDeg, pitchDeg, rollDeg };
      const score = (fits[p]![i]! * width) / COLUMNS_ALIKE + priorOf(pose, prior);
      if (score > best.score) best = { pose, score };
    });
    return best;
  }).filter(({ score }) => score > -Infinity);
}

/** The highest local maxima, so far apart. */
function highest(found: readonly Scored[], apartDeg: number, count: number): Scored[] {
  const chosen: Scored[] = [];
  for (const each of [...found].sort((a, b) => b.score - a.score)) {
    const near = ({ pose }: Scored) =>
      Math.abs(turnBetween(pose.bearingDeg, each.pose.bearingDeg)) < apartDeg;
    if (!chosen.some(near)) chosen.push(each);
    if (chosen.length === count) break;
  }
  return chosen;
}

/** Climbs to the nearest maximum over bearing, pitch and roll. */
function refine(scoreOf: FitOf, start: CameraPose, step: number): Scored {
  let best = { pose: start, score: scoreOf(start) };
  for (let by = step; by > 0.02; by /= 2) {
    for (let moved = true, turns = 0; moved && turns < 6; turns++) {
      moved = false;
      for (const [bearing, pitch, roll] of MOVES) {
        const pose = {
          bearingDeg: best.pose.bearingDeg + bearing * by,
          pitchDeg: best.pose.pitchDeg + pitch * by,
          rollDeg: best.pose.rollDeg + roll * by * 2,
        };
        const score = scoreOf(pose);
        if (score > best.score) [best, moved] = [{ pose, score }, true];
      }
    }
  }
  return best;
}

const MOVES = [
  [1, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 1],
  [0, 0, -1],
] as const;

/** Share of the best mode among all that were found. */
function certaintyOf(modes: readonly Scored[]): number {
  const [best] = modes as [Scored];
  let [same, all] = [0, 0];
  for (const { pose, score } of modes) {
    const weight = Math.exp(score - best.score);
    all += weight;
    if (Math.abs(turnBetween(pose.bearingDeg, best.pose.bearingDeg)) < SAME_DEG) same += weight;
  }
  return same / all;
}

/** The best mode's width: how fast the score falls to both sides, read as a normal distribution's. */
function spread(fitOf: FitOf, width: number, { pose, score }: Scored, prior: PosePrior): number {
  let [weights, squares] = [0, 0];
  for (let off = -SAME_DEG; off <= SAME_DEG; off += 0.1) {
    const turned = { ...pose, bearingDeg: pose.bearingDeg + off };
    const weight = Math.exp(
      (fitOf(turned) * width) / COLUMNS_ALIKE + priorOf(turned, prior) - score
    );
    weights += weight;
    squares += weight * off * off;
  }
  return Math.sqrt(squares / weights);
}

import { turnBetween } from '../../common/geo/geodesy';
import type { CameraPose } from '../../common/geo/camera';
import type { Horizon } from './horizon';
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
  /** Probability that the true bearing lies within 2° of this one, as far as this picture and this ground can tell. */
  certainty: number;
  /** Mean log likelihood ratio of a column: how well the skyline fits; 0 is no better than chance. */
  fit: number;
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
/** A skyline that leaves the picture where its column is seen: not impossible (focal lengths err), but no match. */
const OUTSIDE = -0.7;
/** Modes that are looked at closely. */
const MODES = 12;
/** Pixels of a side that the coarse search looks at as one. */
const COARSE = 4;
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
  const coarse = pooled(evidence);
  const step = Math.max(horizon.stepDeg, prior.horizontalFovDeg / coarse.width);
  const bearings = searchedBearings(prior, step);
  const pitches = searchedPitches(prior, step);
  const roll = prior.gravity?.rollDeg ?? 0;
  const found = bearings.map((bearingDeg) => {
    let best = { pose: { bearingDeg, pitchDeg: 0, rollDeg: roll }, score: -Infinity };
    for (const pitchDeg of pitches) {
      const pose = { bearingDeg, pitchDeg, rollDeg: roll };
      const score = scoreOf(coarse, horizon, pose, prior);
      if (score > best.score) best = { pose, score };
    }
    return best;
  });
  const modes = bestModes(found).map(({ pose }) => refine(evidence, horizon, pose, prior, step));
  modes.sort((a, b) => b.score - a.score);
  const [best] = modes as [Scored];
  return {
    ...best.pose,
    sigmaDeg: spread(evidence, horizon, best, prior),
    certainty: certaintyOf(modes),
    fit: fitOf(evidence, horizon, best.pose, prior.horizontalFovDeg),
  };
}

/**
 * Below this a match was chance or half covered: on the 25 real photos (docs/terrain.md) it keeps 23 with the compass and
 * 22 without, none of which is more than 2° off, and gives up the rest, two of which were.
 */
const SURE = { certainty: 0.9, fit: 0.9 };

/** Whether a match may be taken for the camera's pose; one that may not is left to the compass. */
export function isSure({ certainty, fit }: AlignedPose): boolean {
  return certainty >= SURE.certainty && fit >= SURE.fit;
}

interface Scored {
  pose: CameraPose;
  score: number;
}

function searchedBearings({ bearingDeg }: PosePrior, step: number): number[] {
  const reach = bearingDeg === undefined ? 180 : COMPASS_REACH_DEG;
  const count = Math.floor((2 * reach) / step);
  return Array.from({ length: count }, (_, i) => (bearingDeg ?? 0) - reach + (i + 0.5) * step);
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
  const compass = -2 * Math.log(1 + (turn / COMPASS_SCALE_DEG) ** 2 / 3);
  const pitch = gravity
    ? (pose.pitchDeg - gravity.pitchDeg) / GRAVITY_SD_DEG
    : (pose.pitchDeg - USUAL_PITCH.meanDeg) / USUAL_PITCH.sdDeg;
  const roll = gravity
    ? (pose.rollDeg - gravity.rollDeg) / GRAVITY_SD_DEG
    : pose.rollDeg / USUAL_ROLL_SD_DEG;
  return compass - 0.5 * (pitch ** 2 + roll ** 2);
}

function scoreOf(
  evidence: SkylineEvidence,
  horizon: Horizon,
  pose: CameraPose,
  prior: PosePrior
): number {
  const fit = fitOf(evidence, horizon, pose, prior.horizontalFovDeg);
  return (fit * evidence.width) / COLUMNS_ALIKE + priorOf(pose, prior);
}

const RADIANS = Math.PI / 180;

/**
 * Mean of the log likelihood ratio along the skyline as this pose puts it into the picture; columns in which no ground is
 * known count nothing.
 */
function fitOf(
  { width, height, ratio }: SkylineEvidence,
  { elevationDeg, stepDeg }: Horizon,
  { bearingDeg, pitchDeg, rollDeg }: CameraPose,
  horizontalFovDeg: number
): number {
  const focal = width / 2 / Math.tan((horizontalFovDeg / 2) * RADIANS);
  const [cosPitch, sinPitch] = [Math.cos(pitchDeg * RADIANS), Math.sin(pitchDeg * RADIANS)];
  const [cosRoll, sinRoll] = [Math.cos(rollDeg * RADIANS), Math.sin(rollDeg * RADIANS)];
  const rays = elevationDeg.length;
  // A rolled picture's corners reach beyond its field of view.
  const half = Math.min(85, horizontalFovDeg / 2 + 8);
  const last = Math.floor((bearingDeg + half) / stepDeg);
  let [sum, lastX, lastY] = [0, NaN, NaN];
  for (let i = Math.ceil((bearingDeg - half) / stepDeg); i <= last; i++) {
    const elevation = elevationDeg[((i % rays) + rays) % rays]! * RADIANS;
    const azimuth = (i * stepDeg - bearingDeg) * RADIANS;
    const level = Math.cos(elevation);
    const [right, up, forward] = [
      level * Math.sin(azimuth),
      Math.sin(elevation),
      level * Math.cos(azimuth),
    ];
    const depth = forward * cosPitch + up * sinPitch;
    const lifted = up * cosPitch - forward * sinPitch;
    const x = width / 2 + (focal * (right * cosRoll - lifted * sinRoll)) / depth;
    const y = height / 2 - (focal * (right * sinRoll + lifted * cosRoll)) / depth;
    // Unknown ground (NaN) and what lies behind the camera end the line.
    if (!(depth > 0.05)) {
      lastX = NaN;
      continue;
    }
    if (x > lastX) {
      const slope = (y - lastY) / (x - lastX);
      const end = Math.min(width, x);
      for (let column = Math.max(0, Math.ceil(lastX)); column < end; column++) {
        const row = Math.round(lastY + slope * (column - lastX));
        sum += row >= 0 && row < height ? ratio[row * width + column]! : OUTSIDE;
      }
    }
    [lastX, lastY] = [x, y];
  }
  return sum / width;
}

/** Each pixel is the best of a square of pixels, so that a coarse search does not step over a line. */
function pooled({ width, height, ratio }: SkylineEvidence): SkylineEvidence {
  const [columns, rows] = [Math.floor(width / COARSE), Math.ceil(height / COARSE)];
  const best = new Float32Array(columns * rows).fill(-Infinity);
  for (let y = 0; y < height; y++) {
    const to = Math.floor(y / COARSE) * columns;
    for (let x = 0; x < columns * COARSE; x++) {
      const at = to + Math.floor(x / COARSE);
      const value = ratio[y * width + x]!;
      if (value > best[at]!) best[at] = value;
    }
  }
  return { width: columns, height: rows, ratio: best };
}

/** The highest local maxima, at least SAME_DEG apart. */
function bestModes(found: readonly Scored[]): Scored[] {
  const chosen: Scored[] = [];
  for (const each of [...found].sort((a, b) => b.score - a.score)) {
    const near = ({ pose }: Scored) =>
      Math.abs(turnBetween(pose.bearingDeg, each.pose.bearingDeg)) < SAME_DEG;
    if (!chosen.some(near)) chosen.push(each);
    if (chosen.length === MODES) break;
  }
  return chosen;
}

/** Climbs to the nearest maximum over bearing, pitch and roll. */
function refine(
  evidence: SkylineEvidence,
  horizon: Horizon,
  start: CameraPose,
  prior: PosePrior,
  step: number
): Scored {
  let best = { pose: start, score: scoreOf(evidence, horizon, start, prior) };
  for (let by = step; by > 0.02; by /= 2) {
    for (let moved = true, turns = 0; moved && turns < 6; turns++) {
      moved = false;
      for (const [bearing, pitch, roll] of MOVES) {
        const pose = {
          bearingDeg: best.pose.bearingDeg + bearing * by,
          pitchDeg: best.pose.pitchDeg + pitch * by,
          rollDeg: best.pose.rollDeg + roll * by * 2,
        };
        const score = scoreOf(evidence, horizon, pose, prior);
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
function spread(
  evidence: SkylineEvidence,
  horizon: Horizon,
  { pose, score }: Scored,
  prior: PosePrior
): number {
  let [weights, squares] = [0, 0];
  for (let off = -SAME_DEG; off <= SAME_DEG; off += 0.1) {
    const turned = { ...pose, bearingDeg: pose.bearingDeg + off };
    const weight = Math.exp(scoreOf(evidence, horizon, turned, prior) - score);
    weights += weight;
    squares += weight * off * off;
  }
  return Math.sqrt(squares / weights);
}

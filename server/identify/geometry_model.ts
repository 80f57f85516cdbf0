import { turnBetween } from '../../common/geo/geodesy';
import type { Obstacle } from '../terrain/line_of_sight';
import type { PeakInSight } from './peak_geometry';

/**
 * What a photo's place, direction and lens say of the peaks around, without looking at the picture.
 *
 * The camera's true pose is not known: the compass errs, and EXIF does not tell the pitch. So all poses are weighed:
 * how probable the error is, times how much there is to photograph that way. A peak's share of that weight is the
 * probability that it is the photo's subject, and the share of the poses that hold it in the frame, times the chance
 * that nothing stands before it, is the probability that it is to be seen. So a compass that points just beside the only
 * mountain far and wide is read as an error, and one that points at a valley as a photo of something else.
 */
export interface GeometryParameters {
  /** Student t with 3 degrees of freedom, scale in degrees. */
  compassScaleDeg: number;
  /** Normal distribution of the pitch that photos have whatever their subject, degrees. */
  pitchMeanDeg: number;
  pitchSdDeg: number;
  /** Log odds that a photo is taken of a peak, per degree of its elevation angle. */
  heightWeight: number;
  /** How far outside the frame a summit may stand while its flank is still seen, as a share of its elevation angle. */
  flankShare: number;
  /** How near to the middle a subject stands: standard deviation as a share of half the field of view. */
  centring: number;
  /**
   * What there is to photograph beside peaks in a frame 60° wide, in the unit of a peak at 10°. It is strewn along the
   * horizon, so a frame holds as much of it as it is wide: a telephoto lens is aimed at something.
   */
  otherSubjects: number;
  /** Elevation angle at which half of the summits stand above the ridges before them, and the spread, degrees. */
  clearDeg: number;
  clearSpreadDeg: number;
  /** How much more it takes with each kilometer of distance: more ridges stand between, degrees/km. */
  clearPerKm: number;
  /** Rise above the camera at which a hill becomes a mountain that people mean, and the spread, meters. */
  mountainM: number;
  mountainSpreadM: number;
  /** Flanks fall from a summit by this many degrees of elevation angle per degree of azimuth. */
  flankSlope: number;
  /** How sharply what lies behind such a flank disappears, degrees. */
  hiddenSpreadDeg: number;
  /** Haze and size: half of the summits are told apart at this distance, and the spread, km. */
  hazeKm: number;
  hazeSpreadKm: number;
}

/** What a phone's compass errs by: scale of a Student's t with 3 degrees of freedom, degrees (128 real photos). */
export const COMPASS_SCALE_DEG = 4;

/**
 * Fitted on the 25 real photos by `npx tsx lab/fit/fit_geometry.ts`, each drawn to what was guessed before the fit
 * (the compass from 128 other photos, a flank of 25 to 35°, haze at 36 km): none moved by more than 1.7 times the
 * guess's own uncertainty. With each scene left out in turn, recall falls from 0.94 to 0.88 (docs/identify.md).
 */
export const GEOMETRY_PARAMETERS: GeometryParameters = {
  compassScaleDeg: COMPASS_SCALE_DEG,
  pitchMeanDeg: 6,
  pitchSdDeg: 9,
  heightWeight: 0.3,
  flankShare: 0.12,
  centring: 0.62,
  otherSubjects: 0.19,
  clearDeg: 8,
  clearSpreadDeg: 0.85,
  clearPerKm: 0.04,
  mountainM: 1260,
  mountainSpreadM: 150,
  flankSlope: 0.45,
  hiddenSpreadDeg: 0.16,
  hazeKm: 37,
  hazeSpreadKm: 3,
};

/** What the camera is known to have done. */
export interface Aim {
  bearingKnown: boolean;
  /** Scale of the bearing's error, degrees; default: a phone's compass. */
  bearingScaleDeg?: number;
  /** Upward, degrees, where gravity or the skyline tells it. */
  pitchDeg?: number;
  horizontalFovDeg: number;
  verticalFovDeg: number;
}

export interface GeometryScore {
  /** Probability that the photo was taken of this peak. */
  subject: number;
  /** Probability that it is to be seen. */
  visible: number;
  /** A nearer peak that most likely stands before it. */
  hiddenBehind?: string;
}

export interface GeometryPrediction {
  peaks: Map<string, GeometryScore>;
  /** Probability that the photo was taken of none of the peaks. */
  none: number;
}

/** The compass has never been seen to err by more than 13.5° on 128 photos; thrice that ends the heavy tail. */
const MAX_COMPASS_ERROR_DEG = 40;
const HEADING_STEP_DEG = 1;
const PITCHES_DEG = Array.from({ length: 19 }, (_, i) => -15 + 2.5 * i);
/** Pitch by skyline less pitch by gravity on 29 real photos: 0.9°; a step of PITCHES_DEG is wider. */
const KNOWN_PITCH_SD_DEG = 2;
/** How sharp a frame's edge is: lenses differ by a degree from what their focal length says. */
const EDGE_DEG = 0.7;

/** A peak that hardly can be seen draws no photographer; leaving it out makes the poses quick to weigh. */
const NEGLIGIBLE = 1e-3;

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Density of Student's t with 3 degrees of freedom, up to a factor. */
const studentT3 = (x: number): number => (1 + (x * x) / 3) ** -2;

/** What geometry alone says of each peak in sight. */
export function scoreGeometry(
  peaks: readonly PeakInSight[],
  aim: Aim,
  parameters: GeometryParameters = GEOMETRY_PARAMETERS
): GeometryPrediction {
  const standing = peaks.map((peak) => ({ peak, ...standsOut(peak, peaks, parameters) }));
  const shares = weighPoses(
    standing.filter(({ chance }) => chance >= NEGLIGIBLE),
    aim,
    parameters
  );
  return {
    none: shares.none,
    peaks: new Map(
      standing.map(({ peak: { id }, chance, hiddenBehind }) => {
        const { subject, inFrame } = shares.peaks.get(id) ?? { subject: 0, inFrame: 0 };
        return [id, { subject, visible: inFrame * chance, hiddenBehind }];
      })
    ),
  };
}

interface StandingPeak {
  peak: PeakInSight;
  /** Probability that it is to be seen and worth a name from here, wherever the camera looks. */
  chance: number;
  hiddenBehind?: string;
}

interface PoseShares {
  none: number;
  /** By id: share of all poses' weight that it draws, and share of the poses that hold it in the frame. */
  peaks: Map<string, { subject: number; inFrame: number }>;
}

/** Goes through all poses that the camera may have had. */
function weighPoses(
  standing: readonly StandingPeak[],
  aim: Aim,
  parameters: GeometryParameters
): PoseShares {
  const { pitchMeanDeg, pitchSdDeg, otherSubjects, heightWeight, centring, flankShare } =
    parameters;
  const count = standing.length;
  const interest = standing.map(
    ({ peak, chance }) => chance * Math.exp(heightWeight * (peak.elevationAngleDeg - 10))
  );
  const half = aim.horizontalFovDeg / 2;
  const [likelyPitch, pitchSpread] =
    aim.pitchDeg === undefined ? [pitchMeanDeg, pitchSdDeg] : [aim.pitchDeg, KNOWN_PITCH_SD_DEG];
  const pitches = PITCHES_DEG.map((pitch) => ({
    weight: Math.exp(-0.5 * ((pitch - likelyPitch) / pitchSpread) ** 2),
    upright: Float64Array.from(standing, ({ peak }) =>
      within(
        peak.elevationAngleDeg - pitch,
        aim.verticalFovDeg / 2,
        Math.hypot(EDGE_DEG, peak.heightErrorDeg)
      )
    ),
  }));
  const others = otherSubjects * (aim.horizontalFovDeg / 60);
  const subject = new Float64Array(count);
  const inFrame = new Float64Array(count);
  const across = new Float64Array(count);
  const drawn = new Float64Array(count);
  let total = 0;
  let none = 0;
  for (const { turnDeg, weight } of headings(aim, parameters)) {
    standing.forEach(({ peak }, i) => {
      const off = turnBetween(turnDeg, peak.offAxisDeg ?? peak.bearingDeg);
      const flank = flankShare * Math.max(0, peak.elevationAngleDeg);
      across[i] = within(off, half + flank, Math.hypot(EDGE_DEG, peak.bearingErrorDeg));
      drawn[i] = interest[i] * across[i] * Math.exp(-0.5 * (off / half / centring) ** 2);
    });
    for (const pitch of pitches) {
      const pose = weight * pitch.weight;
      let attraction = others;
      for (let i = 0; i < count; i++) attraction += drawn[i] * pitch.upright[i];
      for (let i = 0; i < count; i++) {
        subject[i] += pose * drawn[i] * pitch.upright[i];
        inFrame[i] += pose * attraction * across[i] * pitch.upright[i];
      }
      total += pose * attraction;
      none += pose * others;
    }
  }
  return {
    none: none / total,
    peaks: new Map(
      standing.map(({ peak: { id } }, i) => [
        id,
        { subject: subject[i] / total, inFrame: inFrame[i] / total },
      ])
    ),
  };
}

/** By how much the camera may truly have been turned from what it wrote; all around where it wrote nothing. */
function headings(
  { bearingKnown, bearingScaleDeg }: Aim,
  { compassScaleDeg }: GeometryParameters
): Array<{ turnDeg: number; weight: number }> {
  // Narrower than a step, one heading would carry it all.
  const scale = Math.max(HEADING_STEP_DEG / 2, bearingScaleDeg ?? compassScaleDeg);
  const reach = bearingKnown ? MAX_COMPASS_ERROR_DEG : 180 - HEADING_STEP_DEG / 2;
  const count = Math.floor((2 * reach) / HEADING_STEP_DEG) + 1;
  return Array.from({ length: count }, (_, i) => {
    const turnDeg = -reach + i * HEADING_STEP_DEG;
    return { turnDeg, weight: bearingKnown ? studentT3(turnDeg / scale) : 1 };
  });
}

/** Soft test of |x| < half. */
function within(x: number, half: number, soft: number): number {
  return logistic((half - Math.abs(x)) / soft);
}

function standsOut(
  peak: PeakInSight,
  peaks: readonly PeakInSight[],
  p: GeometryParameters
): Omit<StandingPeak, 'peak'> {
  if (peak.obstacle) return seenOverGround(peak, peaks, peak.obstacle, p);
  const distanceKm = peak.distanceM / 1000;
  const share = enclosure(peak, peaks);
  const hazeKm = share * p.hazeKm + (1 - share) * CLEAR_DAY_KM;
  const clearAt = Math.max(LEAST_CLEAR_DEG, share * (p.clearDeg + p.clearPerKm * distanceKm));
  const clearSpread = Math.hypot(p.clearSpreadDeg, peak.heightErrorDeg);
  const { marginDeg, by } = hiddenBy(peak, peaks, p.flankSlope);
  return {
    chance:
      logistic((peak.elevationAngleDeg - clearAt) / clearSpread) *
      mountain(peak, share * p.mountainM, p) *
      logistic((hazeKm - distanceKm) / p.hazeSpreadKm) *
      logistic(-marginDeg / p.hiddenSpreadDeg),
    hiddenBehind: marginDeg > 0 ? by : undefined,
  };
}

/** Lower than this above the horizontal a summit sinks into haze and the plain's own roughness. */
const LEAST_CLEAR_DEG = 1;
const LEAST_CLEAR_SPREAD_DEG = 0.4;
/** How far one sees from open places: from Geneva and Bern the Alps stand at 60 to 70 km; in a valley hazeKm holds. */
const CLEAR_DAY_KM = 90;
/** The same where the ground is known: 5 of 53 classic views are longer than 45 km, the longest 69 km. */
const TERRAIN_HAZE_KM = 60;
/** What rises less than this above the camera is a hill to the people who labelled the 25 real photos, free or not. */
const TERRAIN_MOUNTAIN_M = 1000;
/** From so close below, a summit is a mountain however little it rises; at 16° the 25 real photos got wrong names. */
const STEEP_DEG = 18;
const STEEP_SPREAD_DEG = 1;
/** A summit that is half hidden is seen: tiles round ridges and places err, either way. */
const HALF_HIDDEN_DEG = 0.15;

/** Where the ground between is known, it says what is free; what is left to guess is what people would name. */
function seenOverGround(
  peak: PeakInSight,
  peaks: readonly PeakInSight[],
  obstacle: Obstacle,
  p: GeometryParameters
): Omit<StandingPeak, 'peak'> {
  const { marginDeg, by } = hiddenBy(peak, peaks, p.flankSlope);
  const spread = Math.hypot(terrainSpread(obstacle, p), peak.heightErrorDeg);
  return {
    chance:
      logistic((HALF_HIDDEN_DEG - obstacle.marginDeg) / spread) *
      logistic((peak.elevationAngleDeg - LEAST_CLEAR_DEG) / LEAST_CLEAR_SPREAD_DEG) *
      logistic((TERRAIN_HAZE_KM - peak.distanceM / 1000) / p.hazeSpreadKm) *
      // Beside a higher summit of the same massif nobody means the lower one.
      logistic(-marginDeg / p.hiddenSpreadDeg) *
      mountain(peak, TERRAIN_MOUNTAIN_M, p),
    hiddenBehind: marginDeg > 0 ? by : undefined,
  };
}

/** Probability that people take a summit for a mountain: it rises far above them, or steeply. */
function mountain(peak: PeakInSight, riseM: number, p: GeometryParameters): number {
  const high = logistic((peak.riseM - riseM) / p.mountainSpreadM);
  const steep = logistic((peak.elevationAngleDeg - STEEP_DEG) / STEEP_SPREAD_DEG);
  return 1 - (1 - high) * (1 - steep);
}

/**
 * The parameters were fitted at the bottom of valleys where three summits within 12 km stand at 12° and more. On a plain,
 * at a lake, or on a summit less has to be cleared, and the eye reaches farther. What the catalog does not know encloses
 * nobody: in country without catalog peaks this says "to be seen" too often, which only terrain mends (docs/terrain.md).
 */
const ENCLOSED_WITHIN_M = 12_000;
const ENCLOSING_DEG = 12;
const ENCLOSING_PEAKS = 3;

/** How much a place is like that, 0 (open) to 1, by all peaks in sight but the one that is asked about. */
function enclosure(peak: PeakInSight, peaks: readonly PeakInSight[]): number {
  const highest = peaks
    .filter(({ id, distanceM }) => id !== peak.id && distanceM < ENCLOSED_WITHIN_M)
    .map(({ elevationAngleDeg }) => Math.min(ENCLOSING_DEG, Math.max(0, elevationAngleDeg)))
    .sort((a, b) => b - a)
    .slice(0, ENCLOSING_PEAKS);
  return highest.reduce((sum, angle) => sum + angle, 0) / (ENCLOSING_PEAKS * ENCLOSING_DEG);
}

/** What a tile's heights (10 m, Rodriguez et al. 2006) and the camera's altitude err by together, meters. */
const TERRAIN_ERROR_M = 20;

/** How sharply what the ground hides disappears, degrees: a near ridge's height is a larger angle off. */
function terrainSpread({ distanceM }: Obstacle, { hiddenSpreadDeg }: GeometryParameters): number {
  return Math.hypot(hiddenSpreadDeg, (Math.atan(TERRAIN_ERROR_M / distanceM) * 180) / Math.PI);
}

/** How far the flanks of the nearer peaks reach above a summit, degrees; negative where it stands free. */
function hiddenBy(
  peak: PeakInSight,
  peaks: readonly PeakInSight[],
  flankSlope: number
): { marginDeg: number; by?: string } {
  let worst: { marginDeg: number; by?: string } = { marginDeg: -90 };
  for (const other of peaks) {
    if (other.distanceM >= peak.distanceM) continue;
    const aside = Math.abs(turnBetween(peak.bearingDeg, other.bearingDeg));
    // Beyond this no flank is left: a mountain is about as wide as it is high.
    if (aside > 45) continue;
    const marginDeg = other.elevationAngleDeg - flankSlope * aside - peak.elevationAngleDeg;
    if (marginDeg > worst.marginDeg) worst = { marginDeg, by: other.id };
  }
  return worst;
}

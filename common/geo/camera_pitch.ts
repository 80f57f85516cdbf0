import { projectDirection } from './camera';

/** A summit before the camera, as geometry has it. */
export interface SummitAhead {
  /** Right of the picture's middle positive, as the compass says. */
  offAxisDeg: number;
  elevationAngleDeg: number;
  /** Probability that it is to be seen. */
  visible: number;
}

export interface PitchQuestion {
  summits: readonly SummitAhead[];
  /** Upright picture in pixels and its field of view in degrees. */
  frame: { width: number; height: number; horizontalFovDeg: number };
  /** Row of the skyline for each column of a smaller copy of the picture (findSkyline), and that copy's width. */
  skyline?: { rows: readonly number[]; width: number };
  /** How far the direction may be off: scale of a t distribution with 3 degrees of freedom, degrees. */
  headingErrorDeg?: number;
}

/** Mean and spread of how photos are held: the mean as on 25 real photos (server/identify/geometry_model.ts). */
const MEAN_DEG = 6;
/** There 9°, of photos of anything; where mountains stand before the camera, it is held to hold them (demo album: 5°). */
const SPREAD_DEG = 6;
const PITCHES_DEG = Array.from({ length: 93 }, (_, i) => -16 + 0.5 * i);
/** A phone's compass: as in server/identify/geometry_model.ts. */
const HEADING_ERROR_DEG = 4;
const MAX_HEADING_ERRORS = 2.25;
const HEADINGS = 19;

/** A summit that is seen stands on the skyline found within this much, degrees: half of a pixel in 256, haze, snow caps. */
const ON_SKYLINE_DEG = 0.6;
/** How often it does not: clouds, trees and walls are taken for the sky's end, and higher ridges stand behind. */
const OFF_SKYLINE = 0.8;
/** Then it is anywhere within some 30°. */
const ANYWHERE = 1 / 30;
/** A seen summit outside of the frame is a contradiction, though not a proof: what is "seen" is itself a guess. */
const OUTSIDE = 0.1;
/** What draws a camera, as in server/identify/geometry_model.ts (heightWeight, otherSubjects, centring). */
const HEIGHT_WEIGHT = 0.3;
const OTHER_SUBJECTS = 0.19;
const CENTRING = 0.62;
/** Less probable summits only cost time. */
const NEGLIGIBLE = 0.05;

/**
 * How far above the horizontal the camera looked, degrees: EXIF does not say. All pitches are weighed by how photos
 * are usually held, and by whether the summits that are probably seen then fall into the frame and onto the skyline,
 * with the compass free to err. The median of what remains is the answer; with neither summits nor skyline it is the
 * usual pitch.
 */
export function estimatePitch(question: PitchQuestion): number {
  const weights = PITCHES_DEG.map((pitch) => weightOf(pitch, question));
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  let sum = 0;
  const median = weights.findIndex((weight) => (sum += weight) >= half);
  return PITCHES_DEG[median];
}

function weightOf(pitchDeg: number, question: PitchQuestion): number {
  const { summits, headingErrorDeg = HEADING_ERROR_DEG } = question;
  const seen = summits.filter(({ visible }) => visible >= NEGLIGIBLE);
  const held =
    Math.exp(-0.5 * ((pitchDeg - MEAN_DEG) / SPREAD_DEG) ** 2) * attraction(pitchDeg, question);
  let sum = 0;
  for (let i = 0; i < HEADINGS; i++) {
    const errors = MAX_HEADING_ERRORS * ((2 * i) / (HEADINGS - 1) - 1);
    const fits = seen.reduce(
      (product, summit) =>
        product * likelihood(summit, pitchDeg, errors * headingErrorDeg, question),
      1
    );
    sum += (1 + errors ** 2 / 3) ** -2 * fits;
  }
  return held * sum;
}

/** How much there is to photograph at this pitch: high summits near the middle of the frame's height. */
function attraction(pitchDeg: number, { summits, frame }: PitchQuestion): number {
  const half = (frame.height / 2) * degreesPerPixel(frame);
  return summits.reduce((sum, { elevationAngleDeg, visible }) => {
    const away = (elevationAngleDeg - pitchDeg) / half;
    const inside = 1 / (1 + Math.exp((Math.abs(away) - 1) * half));
    const interest = visible * Math.exp(HEIGHT_WEIGHT * (elevationAngleDeg - 10));
    return sum + interest * inside * Math.exp(-0.5 * (away / CENTRING) ** 2);
  }, OTHER_SUBJECTS);
}

function likelihood(
  { offAxisDeg, elevationAngleDeg, visible }: SummitAhead,
  pitchDeg: number,
  headingDeg: number,
  { frame, skyline }: PitchQuestion
): number {
  const at = projectDirection(
    { bearingDeg: headingDeg, pitchDeg, rollDeg: 0 },
    { bearingDeg: offAxisDeg, elevationAngleDeg },
    frame
  );
  const inside = at && at.x >= 0 && at.x <= frame.width && at.y >= 0 && at.y <= frame.height;
  const unseen = (1 - visible) * ANYWHERE;
  if (!inside) return unseen + visible * OUTSIDE * ANYWHERE;
  if (!skyline || skyline.rows.length === 0) return unseen + visible * ANYWHERE;
  const scale = skyline.width / frame.width;
  const column = Math.min(skyline.rows.length - 1, Math.floor(at.x * scale));
  const away = Math.abs(at.y - skyline.rows[column] / scale) * degreesPerPixel(frame);
  const onLine = Math.exp(-away / ON_SKYLINE_DEG) / (2 * ON_SKYLINE_DEG);
  return unseen + visible * ((1 - OFF_SKYLINE) * onLine + OFF_SKYLINE * ANYWHERE);
}

/** In the picture's middle. */
function degreesPerPixel({
  width,
  horizontalFovDeg,
}: {
  width: number;
  horizontalFovDeg: number;
}): number {
  const radians = Math.PI / 180;
  return (2 * Math.tan((horizontalFovDeg * radians) / 2)) / width / radians;
}

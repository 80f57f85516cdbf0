import { EARTH_RADIUS_M, REFRACTION } from '../../common/geo/geodesy';
import type { Point } from '../../common/search_api';

/** The ground's height in meters above the sea; NaN where nobody knows it. */
export type HeightAt = (lat: number, lon: number) => number;

export interface HorizonOptions {
  /** Degrees between two rays; 360 must be a multiple of it. */
  stepDeg?: number;
  /** How far to look, meters along the ground. */
  reachM?: number;
  /** Ends of bands of distance, meters, nearest first: for each the skyline of the ground that is no farther is kept. */
  bandEndsM?: readonly number[];
}

/** The skyline as it would be if the ground ended at a distance: drawn from the farthest to the nearest they make a picture. */
export interface Band {
  endM: number;
  /** By ray, degrees above the horizontal; NaN where no ground is known up to there. */
  elevationDeg: Float32Array;
}

/** A piece of ground that stands against something farther away, on one ray. */
export interface Ridge {
  /** Degrees above the horizontal. */
  elevationDeg: number;
  /** Along the ground, meters. */
  distanceM: number;
}

/** What the ground looks like from one place: ray `i` looks toward `i * stepDeg` from true north. */
export interface Horizon {
  eye: Required<Eye>;
  /** The altitude that was given less the ground's, meters; absent where either is unknown. */
  aboveGroundM?: number;
  stepDeg: number;
  reachM: number;
  /**
   * Where the ground ends and the sky begins, degrees above the horizontal; NaN where no ground is known, or where ground
   * beyond the tiles might rise above it.
   */
  elevationDeg: Float32Array;
  /** How far away that is, meters; NaN where the elevation is. */
  distanceM: Float32Array;
  /** The ridges in front of the skyline, nearest first; the last one is the skyline itself. */
  ridges: Ridge[][];
  /** As asked for, nearest first. */
  bands: Band[];
  /** Share of the rays' samples of which the ground is known, 0 to 1. */
  known: number;
}

export interface Eye extends Point {
  /** Meters above the sea, as the camera wrote it; absent or below the ground: on the ground. */
  altitudeM?: number;
}

const { sin: sine, cos: cosine, atan, max, PI } = Math;
const RADIANS = PI / 180;

/** A person holding a camera. */
export const EYE_HEIGHT_M = 1.7;

/** 0.1° is 14 px of a 4,000 px wide photo of 30°, and 90 m at 50 km: one sample of a 3 arc second tile. */
const STEP_DEG = 0.1;
const REACH_M = 80_000;
/** Everest, rounded up. */
const HIGHEST_GROUND_M = 8900;
/** Nearer than this, a tile's error (10 m) and the position's are an angle that says nothing about what a photo shows. */
const FROM_M = 120;
/** One sample of 3 arc seconds; farther away 0.3 % of the distance, which is as wide as a ray there. */
const LEAST_STEP_M = 60;
const STEP_SHARE = 0.004;
/** Ground that comes into sight again this much farther away is another ridge: less is roughness of one slope. */
const GAP_SHARE = 0.15;
const GAP_M = 250;

/**
 * The horizon around a standpoint: along each ray the ground is walked outward, lowered by the Earth's curvature less
 * refraction, and what rises above everything nearer is visible. The direct problem is solved on the sphere to second
 * order in distance / radius, which is 12 m off at 80 km.
 *
 * @param heightAt the ground; samples where it is NaN are skipped
 * @param eye where the camera stands
 * @returns undefined when the ground under the eye is unknown and the eye has no altitude
 */
export function computeHorizon(
  heightAt: HeightAt,
  eye: Eye,
  { stepDeg = STEP_DEG, reachM = REACH_M, bandEndsM = [] }: HorizonOptions = {}
): Horizon | undefined {
  const altitudeM = eyeAltitude(heightAt, eye);
  if (altitudeM === undefined) return undefined;
  const rays = Math.round(360 / stepDeg);
  const distances = sampleDistances(reachM);
  const drops = distances.map((at) => (at * at * (1 - REFRACTION)) / (2 * EARTH_RADIUS_M));
  const elevationDeg = noElevations(rays);
  const distanceM = noElevations(rays);
  const ridges: Ridge[][] = [];
  const bands = bandEndsM.map((endM) => ({ endM, elevationDeg: noElevations(rays) }));
  const tanLat = Math.tan(eye.lat * RADIANS);
  const cosLat = Math.cos(eye.lat * RADIANS);
  /** Index of the first distance whose ground is unknown, by ray. */
  const unknownFrom = new Int32Array(rays).fill(distances.length);
  let known = 0;
  let top = -Infinity;
  const nothing = -Infinity;
  for (let ray = 0; ray < rays; ray++) {
    const azimuth = ray * stepDeg * RADIANS;
    const sin = sine(azimuth);
    const cos = cosine(azimuth);
    const found: Ridge[] = [];
    let highest = nothing;
    let at = NaN;
    let band = 0;
    for (let i = 0; i < distances.length; i++) {
      // Not even the highest ground on Earth would rise above what stands nearer.
      if ((HIGHEST_GROUND_M - altitudeM - drops[i]!) / distances[i]! < highest) break;
      const arc = distances[i]! / EARTH_RADIUS_M;
      const lat = eye.lat + (arc * cos - (arc * arc * sin * sin * tanLat) / 2) / RADIANS;
      const lon = eye.lon + (((arc * sin) / cosLat) * (1 + arc * cos * tanLat)) / RADIANS;
      const height = heightAt(lat, lon);
      if (height !== height) {
        if (i < unknownFrom[ray]!) unknownFrom[ray] = i;
        continue;
      }
      known++;
      if (height > top) top = height;
      const slope = (height - altitudeM - drops[i]!) / distances[i]!;
      if (slope <= highest) continue;
      // Until here the bands that end nearer have their skyline.
      for (; band < bands.length && bands[band]!.endM < distances[i]!; band++) {
        bands[band]!.elevationDeg[ray] = highest > nothing ? atan(highest) / RADIANS : NaN;
      }
      // What was the highest until here stands against what rises behind it.
      if (distances[i]! - at > max(GAP_M, at * GAP_SHARE)) {
        found.push({ elevationDeg: atan(highest) / RADIANS, distanceM: at });
      }
      highest = slope;
      at = distances[i]!;
    }
    if (highest > nothing) {
      elevationDeg[ray] = atan(highest) / RADIANS;
      distanceM[ray] = at;
      found.push({ elevationDeg: elevationDeg[ray]!, distanceM: at });
      for (; band < bands.length; band++) bands[band]!.elevationDeg[ray] = elevationDeg[ray]!;
    }
    ridges.push(found);
  }
  for (let ray = 0; ray < rays; ray++) {
    const from = unknownFrom[ray]!;
    if (from === distances.length) continue;
    const mightRise = (top - altitudeM - drops[from]!) / distances[from]!;
    // A mountain like the highest that is known may stand there: the skyline would be another one.
    if (!(mightRise < Math.tan(elevationDeg[ray]! * RADIANS))) {
      elevationDeg[ray] = NaN;
      distanceM[ray] = NaN;
    }
  }
  return {
    eye: { ...eye, altitudeM },
    ...aboveGround(heightAt(eye.lat, eye.lon), eye.altitudeM),
    stepDeg,
    reachM,
    elevationDeg,
    distanceM,
    ridges,
    bands,
    known: known / (rays * distances.length),
  };
}

const noElevations = (rays: number): Float32Array => new Float32Array(rays).fill(NaN);

function aboveGround(
  groundM: number,
  altitudeM: number | undefined
): Pick<Horizon, 'aboveGroundM'> {
  return altitudeM === undefined || Number.isNaN(groundM)
    ? {}
    : { aboveGroundM: altitudeM - groundM };
}

/** Nobody stands in the ground, and GPS altitudes err by tens of meters. */
export function eyeAltitude(heightAt: HeightAt, eye: Eye): number | undefined {
  const ground = heightAt(eye.lat, eye.lon);
  if (Number.isNaN(ground)) return eye.altitudeM;
  const standing = ground + EYE_HEIGHT_M;
  return eye.altitudeM === undefined ? standing : Math.max(eye.altitudeM, standing);
}

function sampleDistances(reachM: number): Float64Array {
  const all: number[] = [];
  for (let at = FROM_M; at <= reachM; at += Math.max(LEAST_STEP_M, at * STEP_SHARE)) all.push(at);
  return Float64Array.from(all);
}

import { destination, elevationAngleDeg } from '../../common/geo/geodesy';
import type { Point } from '../../common/search_api';

/** The ground's height in metres above the sea; undefined where nobody knows it. */
export type Ground = (point: Point) => number | undefined;

export interface Eye extends Point {
  /** Metres above the sea; undefined: on the ground. */
  altitudeM?: number;
}

export interface Target {
  bearingDeg: number;
  /** Along the ground, metres. */
  distanceM: number;
  /** Of the summit, metres above the sea. */
  elevationM: number;
}

/** What stands highest before a summit. */
export interface Obstacle {
  /** How far it reaches above the summit, degrees; negative where the summit stands free. */
  marginDeg: number;
  /** How far away it is, metres. */
  distanceM: number;
}

/**
 * Where the line of sight begins to be looked at: nearer, the error of a phone's position (10 m and more) and of the
 * tile (SRTM: 10 m, Rodriguez et al. 2006) are an angle that would hide anything.
 */
const FROM_M = 400;

/** A summit's own flank is not before it: tiles round summits off over some cells, and positions err. */
const BEFORE_SUMMIT_M = 600;

/** Two cells of 1 arc second; far away, where a ridge that hides is wide, 0.6 % of the distance: 500 steps at 80 km. */
const LEAST_STEP_M = 60;
const STEP_SHARE = 0.006;

/** A person holding a camera. */
const EYE_HEIGHT_M = 1.7;

/**
 * Walks from the camera to a summit and finds what reaches highest, with curvature and refraction. Where the ground is
 * not known nothing stands.
 *
 * @returns undefined when nothing is known of the ground between
 */
export function obstacleBefore(ground: Ground, eye: Eye, target: Target): Obstacle | undefined {
  const below = ground(eye);
  // GPS altitudes err by tens of metres; nobody stands in the ground.
  const stands = below === undefined ? undefined : below + EYE_HEIGHT_M;
  const eyeM = Math.max(eye.altitudeM ?? stands ?? NaN, stands ?? -Infinity);
  if (Number.isNaN(eyeM)) return undefined;
  const summitDeg = elevationAngleDeg(eyeM, target.elevationM, Math.max(1, target.distanceM));
  let highest: Obstacle | undefined;
  const end = target.distanceM - BEFORE_SUMMIT_M;
  for (let at = FROM_M; at < end; at += Math.max(LEAST_STEP_M, at * STEP_SHARE)) {
    const height = ground(destination(eye, target.bearingDeg, at));
    if (height === undefined) continue;
    const marginDeg = elevationAngleDeg(eyeM, height, at) - summitDeg;
    if (!highest || marginDeg > highest.marginDeg) highest = { marginDeg, distanceM: at };
  }
  return highest;
}

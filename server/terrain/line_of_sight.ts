import { destination, elevationAngleDeg } from '../../common/geo/geodesy';
import { eyeAltitude } from './horizon';
import type { Eye, HeightAt } from './horizon';

export interface Target {
  bearingDeg: number;
  /** Along the ground, meters. */
  distanceM: number;
  /** Of the summit, meters above the sea. */
  elevationM: number;
}

/** What stands highest before a summit. */
export interface Obstacle {
  /** How far it reaches above the summit, degrees; negative where the summit stands free. */
  marginDeg: number;
  /** How far away it is, meters. */
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

/**
 * Walks from the camera to a summit and finds what reaches highest, with curvature and refraction. Where the ground is
 * not known nothing stands.
 *
 * @returns undefined when nothing is known of the ground between
 */
export function obstacleBefore(heightAt: HeightAt, eye: Eye, target: Target): Obstacle | undefined {
  const eyeM = eyeAltitude(heightAt, eye);
  if (eyeM === undefined) return undefined;
  const summitDeg = elevationAngleDeg(eyeM, target.elevationM, Math.max(1, target.distanceM));
  let highest: Obstacle | undefined;
  const end = target.distanceM - BEFORE_SUMMIT_M;
  for (let at = FROM_M; at < end; at += Math.max(LEAST_STEP_M, at * STEP_SHARE)) {
    const { lat, lon } = destination(eye, target.bearingDeg, at);
    const height = heightAt(lat, lon);
    if (Number.isNaN(height)) continue;
    const marginDeg = elevationAngleDeg(eyeM, height, at) - summitDeg;
    if (!highest || marginDeg > highest.marginDeg) highest = { marginDeg, distanceM: at };
  }
  return highest;
}

import { distanceM } from '../../../common/geo/geodesy';
import type { TrailPoint } from '../finish/trail_line';

/** Where a track was at a moment. */
export interface TrackFix {
  lat: number;
  lon: number;
  /** Meters above the sea; absent where the device recorded none. */
  altitudeM?: number;
  /** How far off the place may be, meters: half the way between the two points that it lies between. */
  errorM: number;
  /** Seconds between these two points. */
  gapS: number;
}

/** A passing of a place: when, and how near. */
export interface Passing {
  timeMs: number;
  distanceM: number;
}

/** A GPS fix under trees or beside a wall. */
const LEAST_ERROR_M = 15;

/** Recorded tracks, put together in the order of time. */
export class Track {
  readonly points: readonly TrailPoint[];

  constructor(points: readonly TrailPoint[]) {
    this.points = [...points].sort((a, b) => a.timeMs - b.timeMs);
  }

  /**
   * Between the point before and the point after, in proportion to time.
   *
   * @param maxGapMs further apart they say nothing of what lies between
   * @returns undefined outside of the track, and in its gaps
   */
  at(timeMs: number, maxGapMs: number): TrackFix | undefined {
    const next = this.firstFrom(timeMs);
    const after = this.points[next];
    const before = after?.timeMs === timeMs ? after : this.points[next - 1];
    if (!after || !before || after.timeMs - before.timeMs > maxGapMs) return undefined;
    const gapMs = after.timeMs - before.timeMs;
    const share = gapMs === 0 ? 0 : (timeMs - before.timeMs) / gapMs;
    const between = (from: number, to: number) => from + share * (to - from);
    const { altitudeM: low } = before;
    const { altitudeM: high } = after;
    return {
      lat: between(before.lat, after.lat),
      lon: wrapped(before.lon + share * wrapped(after.lon - before.lon)),
      ...(low !== undefined && high !== undefined && { altitudeM: between(low, high) }),
      errorM: Math.max(LEAST_ERROR_M, distanceM(before, after) / 2),
      gapS: gapMs / 1000,
    };
  }

  /** The point that was recorded nearest to a moment; undefined for an empty track. */
  nearest(timeMs: number): TrailPoint | undefined {
    const next = this.firstFrom(timeMs);
    const [before, after] = [this.points[next - 1], this.points[next]];
    if (!before || !after) return before ?? after;
    return timeMs - before.timeMs <= after.timeMs - timeMs ? before : after;
  }

  /** Each time that the track came by a place, at its nearest. */
  passings(place: { lat: number; lon: number }, withinM: number): Passing[] {
    const found: Passing[] = [];
    let best: Passing | undefined;
    for (const point of this.points) {
      const distance = distanceM(place, point);
      if (distance > withinM) {
        if (best) found.push(best);
        best = undefined;
      } else if (!best || distance < best.distanceM) {
        best = { timeMs: point.timeMs, distanceM: distance };
      }
    }
    return best ? [...found, best] : found;
  }

  /** Index of the first point that is not before a moment. */
  private firstFrom(timeMs: number): number {
    let [low, high] = [0, this.points.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.points[middle].timeMs < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A longitude, or a difference of two, the short way round. */
const wrapped = (degrees: number): number =>
  degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;

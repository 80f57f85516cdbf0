import { normaliseBearing, turnBetween } from '../../common/geo/geodesy';

/** Where one looks in a panorama. */
export interface Look {
  /** Bearing of the picture's middle, degrees from true north. */
  bearingDeg: number;
  /** Of the picture's middle, degrees above the horizontal. */
  tiltDeg: number;
  /** Across the picture's width, degrees. */
  fovDeg: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Spot {
  x: number;
  y: number;
}

/** From a telephoto lens to all around. */
export const FOV_LIMITS_DEG = { min: 8, max: 360 } as const;
/** Down into the valley, and up to a sun at noon. */
export const TILT_LIMITS_DEG = { min: -40, max: 70 } as const;

/** CSS pixels of a degree: the same across and upward, so that mountains keep their shape. */
export const pixelsPerDegree = ({ fovDeg }: Look, { width }: Size): number => width / fovDeg;

/** Where a direction falls in the picture (a cylinder unrolled by angle); beside the picture where it lies outside. */
export function toSpot(
  look: Look,
  size: Size,
  { bearingDeg, elevationDeg }: { bearingDeg: number; elevationDeg: number }
): Spot {
  const scale = pixelsPerDegree(look, size);
  return {
    x: size.width / 2 + turnBetween(look.bearingDeg, bearingDeg) * scale,
    y: size.height / 2 - (elevationDeg - look.tiltDeg) * scale,
  };
}

/** A look within its limits, its bearing in [0, 360). */
export function limited({ bearingDeg, tiltDeg, fovDeg }: Look): Look {
  const within = (value: number, { min, max }: { min: number; max: number }) =>
    Math.min(max, Math.max(min, value));
  return {
    // What is in range already keeps its digits.
    bearingDeg: bearingDeg >= 0 && bearingDeg < 360 ? bearingDeg : normaliseBearing(bearingDeg),
    tiltDeg: within(tiltDeg, TILT_LIMITS_DEG),
    fovDeg: within(fovDeg, FOV_LIMITS_DEG),
  };
}

/** The look after the picture was moved by pixels: what was under the finger stays under it. */
export function movedBy(look: Look, size: Size, by: Spot): Look {
  const scale = pixelsPerDegree(look, size);
  return limited({
    ...look,
    bearingDeg: look.bearingDeg - by.x / scale,
    tiltDeg: look.tiltDeg + by.y / scale,
  });
}

/**
 * The look enlarged by a factor, about a spot that stays where it is.
 *
 * @param at from the picture's middle, pixels
 */
export function zoomedBy(look: Look, size: Size, factor: number, at: Spot): Look {
  const { fovDeg } = limited({ ...look, fovDeg: look.fovDeg / factor });
  const before = pixelsPerDegree(look, size);
  const after = pixelsPerDegree({ ...look, fovDeg }, size);
  return limited({
    fovDeg,
    bearingDeg: look.bearingDeg + at.x / before - at.x / after,
    tiltDeg: look.tiltDeg - at.y / before + at.y / after,
  });
}

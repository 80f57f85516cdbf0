import type { Offset } from './stage/zoom';

const RADIANS = Math.PI / 180;

/** Where a point at a distance and in a direction lies on a plan with north at the top; units of `scale`. */
export function onPlan(distanceM: number, bearingDeg: number, pixelsPerMetre: number): Offset {
  const r = distanceM * pixelsPerMetre;
  return { x: r * Math.sin(bearingDeg * RADIANS), y: -r * Math.cos(bearingDeg * RADIANS) };
}

/** SVG path of a field of view: a sector around (0, 0), up to a full circle. */
export function wedgePath(bearingDeg: number, fieldOfViewDeg: number, radius: number): string {
  const half = Math.min(fieldOfViewDeg, 359.99) / 2;
  const point = (deg: number) => {
    const { x, y } = onPlan(radius, deg, 1);
    return `${x.toFixed(2)} ${y.toFixed(2)}`;
  };
  const large = fieldOfViewDeg > 180 ? 1 : 0;
  return `M0 0L${point(bearingDeg - half)}A${radius} ${radius} 0 ${large} 1 ${point(bearingDeg + half)}Z`;
}

/** The largest of 1, 2, 5 × 10ⁿ that is not above a length: what scale bars show. */
export function roundLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres));
  const [best] = [5, 2, 1].filter((step) => step * power <= metres);
  return best * power;
}

import { normaliseBearing } from '../../common/geo/geodesy';
import type { ViewResponse } from '../../common/api';
import { pixelsPerDegree, toSpot } from './projection';
import type { Look, Size } from './projection';

type Rgb = readonly [number, number, number];

/** Near ground, ground as far as the eye reaches, and the sky from the horizon upward. */
export interface Paint {
  near: Rgb;
  far: Rgb;
  skyLow: Rgb;
  skyHigh: Rgb;
}

/** Colors of a drawing, not of a theme: mountains fade into the air before them. */
export const PAINTS: Record<'light' | 'dark', Paint> = {
  light: {
    near: [74, 94, 78],
    far: [186, 203, 222],
    skyLow: [232, 240, 248],
    skyHigh: [164, 198, 232],
  },
  dark: { near: [30, 42, 38], far: [92, 112, 138], skyLow: [46, 58, 78], skyHigh: [14, 20, 34] },
};

/** The share of the way from near to far that the air has taken at a distance: half at 7 km, by eye. */
const haze = (distanceM: number): number => distanceM / (distanceM + 7_000);

/** Less than this above the nearer ground is its own roughness, degrees. */
const RIDGE_DEG = 0.04;

/** Draws sky and ridges, the farthest first; each nearer one covers what it hides. */
export function drawBands(
  context: CanvasRenderingContext2D,
  { bands, stepDeg }: Pick<ViewResponse, 'bands' | 'stepDeg'>,
  look: Look,
  size: Size,
  paint: Paint
): void {
  drawSky(context, look, size, paint);
  const scale = pixelsPerDegree(look, size);
  // One ray beyond each side, so that the lines go on to the edge.
  const first = Math.floor((look.bearingDeg - look.fovDeg / 2) / stepDeg) - 1;
  const last = Math.ceil((look.bearingDeg + look.fovDeg / 2) / stepDeg) + 1;
  const rays = Math.round(360 / stepDeg);
  // Rays nearer to each other than half a pixel are one.
  const stride = Math.max(1, Math.floor(0.5 / (stepDeg * scale)));
  const left = size.width / 2 - look.bearingDeg * scale;
  const yOf = (hundredths: number) => size.height / 2 - (hundredths / 100 - look.tiltDeg) * scale;
  for (let band = bands.length - 1; band >= 0; band--) {
    const { elevations, endM } = bands[band]!;
    const nearer = bands[band - 1]?.elevations;
    const color = mix(paint.near, paint.far, haze(endM));
    const ground = new Path2D();
    const crest = new Path2D();
    let drawing = false;
    ground.moveTo(left + first * stepDeg * scale, size.height + 1);
    for (let at = first; at <= last; at += stride) {
      const ray = ((at % rays) + rays) % rays;
      const elevation = elevations[ray] ?? null;
      const x = left + at * stepDeg * scale;
      const y = elevation === null ? size.height + 1 : yOf(elevation);
      ground.lineTo(x, y);
      const before = nearer?.[ray] ?? null;
      const own = elevation !== null && (before === null || elevation - before > RIDGE_DEG * 100);
      if (own && drawing) crest.lineTo(x, y);
      else if (own) crest.moveTo(x, y);
      drawing = own;
    }
    ground.lineTo(left + last * stepDeg * scale, size.height + 1);
    context.fillStyle = css(color);
    context.fill(ground);
    context.strokeStyle = css(mix(color, [0, 0, 0], 0.35));
    context.lineWidth = 1;
    context.stroke(crest);
  }
}

function drawSky(context: CanvasRenderingContext2D, look: Look, size: Size, paint: Paint): void {
  const { y: horizon } = toSpot(look, size, { bearingDeg: look.bearingDeg, elevationDeg: 0 });
  const { y: high } = toSpot(look, size, { bearingDeg: look.bearingDeg, elevationDeg: 40 });
  const sky = context.createLinearGradient(0, high, 0, horizon);
  sky.addColorStop(0, css(paint.skyHigh));
  sky.addColorStop(1, css(paint.skyLow));
  context.fillStyle = sky;
  context.fillRect(0, 0, size.width, size.height);
}

/**
 * Draws a photo where it looks, column by column: a lens shows a plane, the panorama unrolls a cylinder. With a tilt of 10° its
 * corners are 1° off, which is left so.
 *
 * @param camera where its middle looks, and its width, degrees
 */
export function drawPhoto(
  context: CanvasRenderingContext2D,
  photo: HTMLImageElement,
  camera: { bearingDeg: number; tiltDeg: number; horizontalFovDeg: number },
  look: Look,
  size: Size
): void {
  const halfWidth = Math.tan((camera.horizontalFovDeg * Math.PI) / 360);
  const halfHeight = (halfWidth * photo.naturalHeight) / photo.naturalWidth;
  const middle = toSpot(look, size, {
    bearingDeg: camera.bearingDeg,
    elevationDeg: camera.tiltDeg,
  });
  const scale = pixelsPerDegree(look, size);
  const half = (camera.horizontalFovDeg / 2) * scale;
  for (
    let x = Math.max(0, Math.ceil(middle.x - half));
    x < Math.min(size.width, middle.x + half);
    x++
  ) {
    const turn = ((x - middle.x) / scale) * (Math.PI / 180);
    const across = (Math.tan(turn) / halfWidth + 1) / 2;
    const up = ((Math.atan(halfHeight * Math.cos(turn)) * 180) / Math.PI) * scale;
    const column = Math.min(photo.naturalWidth - 1, Math.max(0, across * photo.naturalWidth));
    context.drawImage(photo, column, 0, 1, photo.naturalHeight, x, middle.y - up, 1.2, 2 * up);
  }
}

/** The ground's edge against the sky in one direction, degrees; undefined where no ground is known. */
export function skylineAt(
  { bands, stepDeg }: Pick<ViewResponse, 'bands' | 'stepDeg'>,
  bearingDeg: number
): number | undefined {
  const farthest = bands[bands.length - 1]?.elevations ?? [];
  const ray = Math.round(normaliseBearing(bearingDeg) / stepDeg) % Math.max(1, farthest.length);
  const hundredths = farthest[ray] ?? null;
  return hundredths === null ? undefined : hundredths / 100;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const [r, g, b] = from.map((value, i) => value + (to[i]! - value) * share);
  return [r!, g!, b!];
}

const css = (rgb: Rgb): string => `rgb(${rgb.map(Math.round).join(' ')})`;

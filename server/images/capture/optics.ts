import type { XmpProperties } from '../blocks/xmp';
import type { ExifTags } from './exif_tags';
import { inRange, number } from './exif_values';

export interface Size {
  width: number;
  height: number;
}

export interface Optics {
  /** Focal length equivalent on 35 mm film (by the diagonal), mm; of the whole frame, before it was cropped. */
  focalLength35mm?: number;
  /** Field of view of the upright picture, degrees. */
  horizontalFovDeg?: number;
  verticalFovDeg?: number;
  /** Stitched from several frames: no focal length tells its field of view. */
  panorama?: true;
}

/** Diagonal of a 36 × 24 mm frame. */
const FRAME_DIAGONAL_MM = Math.hypot(36, 24);
/** Fisheyes from 4 mm, superzooms to 3000 mm; 0 means unknown. */
const FOCAL_LENGTH_MM = [1, 6_000] as const;
/** From the smallest phone's sensor (3.2 mm wide) to a digital back (54 mm). */
const SENSOR_WIDTH_MM = [2, 60] as const;
/** A sensor is no wider than 16:9, or the resolution is not the sensor's. */
const SENSOR_ASPECT = [1, 1.9] as const;
/** Phones offer zoom by cropping up to 100 times. */
const DIGITAL_ZOOM = [1, 100] as const;
/** Wider than any frame: cinema's is 2.39, the XPan's 2.7. */
const PANORAMA_ASPECT = 2.75;
/** CustomRendered of Apple's panoramas. */
const RENDERED_PANORAMA = 6;

/** Millimeters of a FocalPlaneResolutionUnit: 2 inch, 3 cm, 4 mm, 5 µm (the last two are exiftool's, in use). */
const UNIT_MM: Readonly<Record<number, number>> = { 2: 25.4, 3: 10, 4: 1, 5: 0.001 };

/**
 * Focal length and field of view. The 35 mm equivalent comes from its own tag, or from the focal length and the size of the
 * sensor (pixels by FocalPlaneXResolution), times the digital zoom.
 *
 * A panorama has no field of view here: what its strips were taken with says nothing of its width.
 *
 * @param upright size of the upright picture in pixels
 */
export function optics(tags: ExifTags, xmp: XmpProperties, upright: Size): Optics {
  const focal = inRange(number(tags.exif.FocalLengthIn35mmFormat), FOCAL_LENGTH_MM);
  const f = focal ?? inRange(fromFocalPlane(tags.exif), FOCAL_LENGTH_MM);
  const long = Math.max(upright.width, upright.height);
  const short = Math.min(upright.width, upright.height);
  if (
    number(tags.exif.CustomRendered) === RENDERED_PANORAMA ||
    xmp.has('GPano:ProjectionType') ||
    long > short * PANORAMA_ASPECT
  ) {
    return f === undefined ? { panorama: true } : { focalLength35mm: f, panorama: true };
  }
  if (f === undefined || !(short > 0)) return f === undefined ? {} : { focalLength35mm: f };
  const diagonal = frameDiagonal(tags.exif, upright);
  const angle = (side: number) =>
    (2 * Math.atan(((side / diagonal) * FRAME_DIAGONAL_MM) / (2 * f)) * 180) / Math.PI;
  return {
    focalLength35mm: f,
    horizontalFovDeg: angle(upright.width),
    verticalFovDeg: angle(upright.height),
  };
}

/** The sensor's width is the picture's pixels by the pixels a unit; its diagonal against film's gives the crop factor. */
function fromFocalPlane(exif: ExifTags['exif']): number | undefined {
  const focal = number(exif.FocalLength);
  const unit = UNIT_MM[number(exif.FocalPlaneResolutionUnit) ?? 2];
  const side = (pixels: unknown, resolution: unknown) => {
    const [count, perUnit] = [number(pixels), number(resolution)];
    return count && perUnit && unit ? (count / perUnit) * unit : undefined;
  };
  const width = side(exif.ExifImageWidth, exif.FocalPlaneXResolution);
  const height = side(exif.ExifImageHeight, exif.FocalPlaneYResolution);
  if (!focal || width === undefined || height === undefined) return undefined;
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  // A resolution that belongs to another size than the one that is written: a picture made smaller, or cropped.
  if (inRange(long, SENSOR_WIDTH_MM) === undefined) return undefined;
  if (inRange(long / short, SENSOR_ASPECT) === undefined) return undefined;
  const zoom = inRange(number(exif.DigitalZoomRatio), DIGITAL_ZOOM) ?? 1;
  return ((focal * FRAME_DIAGONAL_MM) / Math.hypot(width, height)) * zoom;
}

/**
 * The diagonal of the whole frame in the picture's pixels. Larger than the picture's own where one of its sides was cut
 * and the other still is what the camera wrote; a picture made smaller keeps its shape, and so its angles.
 */
function frameDiagonal(exif: ExifTags['exif'], upright: Size): number {
  const own = Math.hypot(upright.width, upright.height);
  const [width, height] = [number(exif.ExifImageWidth), number(exif.ExifImageHeight)];
  if (!width || !height) return own;
  const frame = [Math.max(width, height), Math.min(width, height)];
  const sides = [Math.max(upright.width, upright.height), Math.min(upright.width, upright.height)];
  const cut =
    (sides[0] === frame[0] && sides[1] < frame[1]) ||
    (sides[1] === frame[1] && sides[0] < frame[0]);
  return cut ? Math.hypot(width, height) : own;
}

import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { sharedPath } from '../../../common/testing/shared_inputs';
import { decodePhoto, type DecodedPhoto, type DecodeTask } from '../picture/decode_photo';

/** Pictures for tests. Not part of the product. */

type Colour = readonly [number, number, number];

/** Corners of the test picture, clockwise from the upper left: nothing about it is symmetric. */
export const CORNERS: Record<'upperLeft' | 'upperRight' | 'lowerRight' | 'lowerLeft', Colour> = {
  upperLeft: [200, 30, 30],
  upperRight: [30, 180, 30],
  lowerRight: [40, 40, 200],
  lowerLeft: [220, 220, 220],
};

export const WIDTH = 96;
export const HEIGHT = 64;

function colourAt(x: number, y: number): Colour {
  const upper = y < HEIGHT / 2;
  if (x < WIDTH / 2) {
    return upper ? CORNERS.upperLeft : CORNERS.lowerLeft;
  }
  return upper ? CORNERS.upperRight : CORNERS.lowerRight;
}

/**
 * Where row 0 and column 0 of the stored picture lie when it is seen upright, by the EXIF standard's table of the
 * orientation tag (2.32, 4.6.4): the upright place of stored row r, column c.
 */
const PLACE_OF: Record<number, (r: number, c: number) => [x: number, y: number]> = {
  1: (r, c) => [c, r],
  2: (r, c) => [WIDTH - 1 - c, r],
  3: (r, c) => [WIDTH - 1 - c, HEIGHT - 1 - r],
  4: (r, c) => [c, HEIGHT - 1 - r],
  5: (r, c) => [r, c],
  6: (r, c) => [WIDTH - 1 - r, c],
  7: (r, c) => [WIDTH - 1 - r, HEIGHT - 1 - c],
  8: (r, c) => [r, HEIGHT - 1 - c],
};

/** The test picture (upright 96 × 64) as a camera stores it under an EXIF orientation, with the tag. */
export function storedPicture(orientation = 1): Sharp {
  const swapped = orientation >= 5;
  const [width, height] = swapped ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT];
  const data = Buffer.alloc(width * height * 3);
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      data.set(colourAt(...PLACE_OF[orientation](r, c)), (r * width + c) * 3);
    }
  }
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  return orientation === 1 ? picture : picture.withMetadata({ orientation });
}

/** `decodePhoto` with what most tests want. */
export function decode(bytes: Uint8Array, task: Partial<DecodeTask> = {}): Promise<DecodedPhoto> {
  return decodePhoto({
    bytes,
    imageSize: 32,
    thumbnailPx: 512,
    previewMode: false,
    defaultZone: 'UTC',
    maxPixels: 100_000_000,
    timeoutMs: 150_000,
    ...task,
  });
}

/** The four corner colors (a quarter in from each edge) of RGB pixels. */
export function cornersOf(pixels: Uint8Array, width: number, height: number): number[][] {
  const at = (x: number, y: number) => {
    const offset = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
    return [...pixels.subarray(offset, offset + 3)];
  };
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.75, 0.75), at(0.25, 0.75)];
}

/** Largest difference of a channel between corner colors and those of the test picture. */
export function cornerError(corners: number[][]): number {
  const expected = Object.values(CORNERS).flat();
  return Math.max(...corners.flat().map((value, index) => Math.abs(value - expected[index])));
}

/** Bytes of a real photo. They lie beside the checkout: only for tests within `testWith('photos')`. */
export function realPhoto(name: string): Buffer {
  return readFileSync(sharedPath('photos', name));
}

/** What the labels of the real photos say of EXIF and size. */
export interface PhotoLabel {
  file: string;
  gps: { lat: number; lon: number };
  alt: number;
  img_direction: number;
  hpos_err: number;
  time_local: string;
  offset: string;
  f35: number;
  hfov_deg: number;
  width: number;
  height: number;
  orientation_exif: number | null;
  container: 'heic' | 'jpeg';
  tags: string[];
}

export function photoLabels(): PhotoLabel[] {
  return realPhoto('labels.jsonl')
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PhotoLabel);
}

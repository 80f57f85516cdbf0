import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Small files as phones write them, made from our own demo album (demo/phone_files): grids of HEVC tiles, turned, with
 * preview, place, direction, gravity. They are part of the checkout; what only real photos can show is in shared_inputs.ts.
 */
const FOLDER = join(__dirname, '../../demo/phone_files');

/** `file` upright with its size, and what its EXIF says. */
export interface PhoneFile {
  file: string;
  /** The photo of the demo album that it was made from, as a path in the checkout. */
  origin: string;
  container: 'heic' | 'jpeg' | 'avif';
  width: number;
  height: number;
  orientation_exif: number;
  /** Whether it is a grid of tiles. */
  grid: boolean;
  /** Whether a smaller picture lies in it. */
  preview: boolean;
  gps: { lat: number; lon: number };
  /** Meters. */
  alt: number;
  /** Degrees from true north. */
  img_direction: number;
  /** Meters. */
  hpos_err: number;
  time_local: string;
  offset: string;
  f35: number;
  hfov_deg: number;
  /** How the camera was held; roll is that of the scene in the picture, clockwise. */
  gravity: { pitch_deg: number; roll_deg: number };
  /** Ids of the summits that the album's label calls certain. */
  peaks: string[];
}

export const phoneFilePath = (name: string): string => join(FOLDER, name);
export const phoneFile = (name: string): Buffer => readFileSync(phoneFilePath(name));

export function phoneFiles(): PhoneFile[] {
  return phoneFile('labels.jsonl')
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PhoneFile);
}

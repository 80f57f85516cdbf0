import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { Exif } from 'sharp';

export interface SamplePhoto {
  /** Relative to the album. */
  path: string;
  /** Decides colors and shapes: photos with one seed look alike. */
  seed: number;
  /** "2023:10-27 06:00:00" in EXIF's own form. */
  time?: string;
  place?: { lat: number; lon: number; altitudeM: number };
}

/** A JPEG with EXIF: sky, a ridge and ground, different for each seed. */
export async function samplePhoto({
  seed,
  time,
  place,
}: Omit<SamplePhoto, 'path'>): Promise<Buffer> {
  const ridge = Array.from(
    { length: 9 },
    (_, i) => `${i * 40},${80 + ((seed * 37 + i * i * 53) % 110)}`
  );
  const hue = (seed * 67) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240">
    <rect width="320" height="240" fill="hsl(${hue},60%,70%)"/>
    <polygon points="0,240 ${ridge.join(' ')} 320,240" fill="hsl(${(hue + 140) % 360},40%,35%)"/>
    <circle cx="${(seed * 71) % 320}" cy="${(seed * 29) % 90}" r="${12 + (seed % 5) * 6}" fill="#fff"/></svg>`;
  return sharp(Buffer.from(svg)).withExif(exif(time, place)).jpeg({ quality: 90 }).toBuffer();
}

function exif(time: SamplePhoto['time'], place: SamplePhoto['place']): Exif {
  const taken: Record<string, string> = time
    ? { DateTimeOriginal: time, OffsetTimeOriginal: '+05:45' }
    : {};
  const gps: Record<string, string> = place
    ? {
        GPSLatitudeRef: place.lat < 0 ? 'S' : 'N',
        GPSLatitude: sexagesimal(place.lat),
        GPSLongitudeRef: place.lon < 0 ? 'W' : 'E',
        GPSLongitude: sexagesimal(place.lon),
        GPSAltitude: `${Math.round(place.altitudeM)}/1`,
        GPSAltitudeRef: '0',
      }
    : {};
  return { IFD0: { Make: 'Sample', Model: 'One' }, IFD2: taken, IFD3: gps };
}

function sexagesimal(degrees: number): string {
  return `${Math.round(Math.abs(degrees) * 1e6)}/1000000 0/1 0/1`;
}

/** Writes photos into an album's folder. */
export async function writeSamples(root: string, photos: readonly SamplePhoto[]): Promise<void> {
  for (const { path, ...photo } of photos) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await samplePhoto(photo));
  }
}

/** A walk of one morning: photos five minutes and 300 m apart, the last two alike, from one spot and seconds apart. */
export function morningWalk(photos: number): SamplePhoto[] {
  const two = (n: number) => String(n).padStart(2, '0');
  return Array.from({ length: photos }, (_, i) => {
    const minute = i * 5;
    const last = i === photos - 1;
    const [at, second] = last ? [minute - 5, 20] : [minute, 0];
    const place = last ? i - 1 : i;
    return {
      path: `day-1/img-${two(i)}.jpg`,
      seed: last ? i - 1 : i,
      time: `2023:10:27 ${two(6 + Math.floor(at / 60))}:${two(at % 60)}:${two(second)}`,
      place: { lat: 27.8 + place * 0.0027, lon: 86.7, altitudeM: 3400 + place * 20 },
    };
  });
}

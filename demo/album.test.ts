/**
 * The demo album holds what its labels promise: photos, EXIF, truth, size. Reads every file's head, so a few seconds.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import exifr from 'exifr';
import sharp from 'sharp';
import { parse } from 'yaml';

interface PeakLabel {
  id: string;
  certainty: string;
  x: number;
  y: number;
  bearing: number;
  dist_km: number;
  height_deg: number;
}

interface Label {
  file: string;
  caption: string;
  tags: string[];
  peaks_status: 'labelled' | 'none';
  peaks: PeakLabel[];
  weather: string;
  time_of_day: string;
  objects: { tag: string; area: number }[];
  kind: 'phone' | 'screenshot' | 'forwarded';
  width: number;
  height: number;
  orientation: number;
  camera: { lat: number; lon: number; alt: number; bearing: number; hfov_deg: number };
  burst?: string;
  gps?: { lat: number; lon: number; alt: number; direction: number | null; hpos_err: number };
  time_local?: string;
  f35?: number;
}

const ALBUM = path.join(__dirname, 'album');
const labels: Label[] = readFileSync(path.join(ALBUM, 'labels.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Label);
const phone = labels.filter((label) => label.kind === 'phone');
/** Signed difference of two bearings, degrees in (-180, 180]. */
const turn = (a: number, b: number): number => ((((a - b + 180) % 360) + 360) % 360) - 180;
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

describe('the demo album', () => {
  it('holds at least 300 photos, one label each, and nothing else', () => {
    const files = readdirSync(ALBUM, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'labels.jsonl')
      .map((entry) => path.relative(ALBUM, path.join(entry.parentPath, entry.name)))
      .sort();
    expect(files.length).toBeGreaterThanOrEqual(300);
    expect(labels.map((label) => path.normalize(label.file)).sort()).toEqual(files);
  });

  it('weighs at most 26 MB, and no photo more than 200 KB', () => {
    const sizes = labels.map((label) => statSync(path.join(ALBUM, label.file)).size);
    expect(Math.max(...sizes)).toBeLessThan(200_000);
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(26e6);
  });

  it('names only peaks of the catalog, inside the frame', () => {
    const catalog = parse(readFileSync(path.join(__dirname, '..', 'peaks.yaml'), 'utf8')) as {
      id: string;
    }[];
    const ids = new Set(catalog.map((peak) => peak.id));
    for (const label of labels) {
      expect(label.peaks_status).toBe(label.peaks.length > 0 ? 'labelled' : 'none');
      for (const peak of label.peaks) {
        expect(ids).toContain(peak.id);
        expect(['high', 'medium', 'low']).toContain(peak.certainty);
        expect(peak.x).toBeGreaterThanOrEqual(0);
        expect(peak.x).toBeLessThanOrEqual(label.width);
        expect(peak.y).toBeGreaterThanOrEqual(0);
        expect(peak.y).toBeLessThanOrEqual(label.height);
        // A summit in the frame lies within the field of view; a rolled camera and a high one widen it a little.
        const half = label.camera.hfov_deg / 2;
        expect(Math.abs(turn(peak.bearing, label.camera.bearing))).toBeLessThan(half * 1.35 + 4);
      }
    }
    const clear = labels.flatMap((label) =>
      label.peaks.filter((peak) => peak.certainty !== 'low').map((peak) => peak.id)
    );
    expect(new Set(clear).size).toBeGreaterThanOrEqual(20);
  });

  it('shows every subject, weather and hour that people search for', () => {
    const count = (tag: string): number =>
      labels.filter((label) => label.tags.includes(tag)).length;
    const wanted =
      'prayer_flags person group tent yak suspension_bridge river lake frozen_lake stupa village helicopter forest glacier clear clouds overcast fog snowfall night dawn alpenglow morning noon afternoon sunset dusk';
    const rare = wanted.split(' ').filter((tag) => count(tag) < 8);
    expect(rare).toEqual([]);
    expect(labels.filter((label) => label.peaks.length === 0).length).toBeGreaterThan(20);
    expect(labels.some((label) => label.time_local?.startsWith('2024-05'))).toBe(true);
  });

  it('carries EXIF that agrees with the labels', async () => {
    const errors: number[] = [];
    for (const label of phone) {
      const file = path.join(ALBUM, label.file);
      // exifr reads no WebP: sharp hands out the block, after its "Exif\0\0" where there is one.
      const block = file.endsWith('.webp')
        ? ((await sharp(file).metadata()).exif ?? Buffer.alloc(0))
        : readFileSync(file);
      const tiff =
        file.endsWith('.webp') && block.subarray(0, 4).toString() === 'Exif'
          ? block.subarray(6)
          : block;
      const raw = (await exifr.parse(tiff, {
        gps: true,
        exif: true,
        translateValues: false,
        reviveValues: false,
      })) as Record<string, string | number | undefined>;
      expect(raw.Make).toBe('Demo World');
      expect(raw.Orientation).toBe(label.orientation);
      expect(raw.FocalLengthIn35mmFormat).toBe(label.f35);
      const [day, clock] = label.time_local!.split('T') as [string, string];
      expect(raw.DateTimeOriginal).toBe(`${day.replace(/-/g, ':')} ${clock.slice(0, 8)}`);
      expect(raw.OffsetTimeOriginal).toBe(clock.slice(-6));
      if (!label.gps) {
        expect(raw.latitude).toBeUndefined();
        continue;
      }
      expect(raw.latitude).toBeCloseTo(label.gps.lat, 5);
      expect(raw.longitude).toBeCloseTo(label.gps.lon, 5);
      expect(Math.abs((raw.GPSAltitude as number) - label.gps.alt)).toBeLessThan(0.2);
      if (label.gps.direction === null) {
        expect(raw.GPSImgDirection).toBeUndefined();
        continue;
      }
      expect(raw.GPSImgDirectionRef).toBe('T');
      expect(raw.GPSImgDirection).toBeCloseTo(label.gps.direction, 1);
      errors.push(turn(label.gps.direction, label.camera.bearing));
    }
    // Compass errors like those of the real photos: biased east, median size about 3°, none beyond 13°.
    expect(Math.abs(median(errors.map(Math.abs)) - 3)).toBeLessThan(1);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(13.1);
    expect(median(errors)).toBeGreaterThan(0.8);
  });

  it('is upright, and as large as labelled, once its orientation is obeyed', async () => {
    const turned = labels.filter((label) => label.orientation !== 1);
    expect(turned.length).toBeGreaterThan(20);
    for (const label of [...turned.slice(0, 12), ...labels.slice(0, 12)]) {
      const { width, height } = await sharp(path.join(ALBUM, label.file)).metadata();
      const upright = label.orientation > 4 ? [height, width] : [width, height];
      expect(upright).toEqual([label.width, label.height]);
    }
  });

  it('has gaps as real libraries do: no place, no direction, no EXIF at all, bursts', () => {
    expect(phone.filter((label) => !label.gps).length).toBeGreaterThan(5);
    expect(phone.filter((label) => label.gps?.direction === null).length).toBeGreaterThan(5);
    expect(labels.filter((label) => label.kind !== 'phone').length).toBeGreaterThan(5);
    const sizes = new Map<string, number>();
    for (const { burst } of labels) if (burst) sizes.set(burst, (sizes.get(burst) ?? 0) + 1);
    expect(sizes.size).toBeGreaterThanOrEqual(8);
    for (const size of sizes.values()) expect([3, 4, 5]).toContain(size);
  });
});

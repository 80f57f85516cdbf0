/**
 * How far above or below the true summits their names stand on the photos of a labelled album whose labels carry
 * pixels, with the camera thought level, at its usual pitch, and at the estimated one (common/geo/camera_pitch.ts).
 *
 *   npx tsx lab/fit/summit_heights.ts [demo/album]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { projectDirection } from '../../common/geo/camera';
import { estimatePitch } from '../../common/geo/camera_pitch';
import { quantile } from '../../common/statistics';
import { findSkyline, SKYLINE_PX } from '../../common/geo/skyline';
import { catalogEntries } from '../../server/catalog/catalog_entries';
import { readCatalogFile } from '../../server/catalog/catalog_file';
import { predictPeaks } from '../../server/identify/predict_peaks';
import { readCapture } from '../../server/images/picture/decode_photo';

export const ROOT = join(__dirname, '../..');

export const labelLine = z.object({
  file: z.string(),
  peaks: z
    .array(z.object({ id: z.string(), x: z.number().optional(), y: z.number().optional() }))
    .default([]),
});

export interface Measured {
  label: z.infer<typeof labelLine>;
  frame: { width: number; height: number; horizontalFovDeg: number };
  summits: Array<{ id: string; offAxisDeg: number; elevationAngleDeg: number; visible: number }>;
  rows: number[];
  skylineWidth: number;
}

/** A photo with place and direction, what geometry says of its summits, and its skyline. */
export async function measure(
  root: string,
  label: z.infer<typeof labelLine>,
  catalog: ReturnType<typeof catalogEntries>
): Promise<Measured | undefined> {
  const file = join(root, label.file);
  const { metadata, width, height } = await readCapture({
    bytes: readFileSync(file),
    defaultZone: 'UTC',
  });
  const { bearingDeg, horizontalFovDeg, gps } = metadata;
  if (!gps || bearingDeg === undefined || horizontalFovDeg === undefined) return undefined;
  const { candidates } = predictPeaks({ metadata, width, height, catalog });
  const { data, info } = await sharp(file)
    .rotate()
    .resize(SKYLINE_PX, SKYLINE_PX, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    label,
    frame: { width, height, horizontalFovDeg },
    summits: candidates.flatMap(({ id, visible, geometry }) =>
      geometry?.offAxisDeg === undefined
        ? []
        : [
            {
              id,
              visible,
              offAxisDeg: geometry.offAxisDeg,
              elevationAngleDeg: geometry.elevationAngleDeg,
            },
          ]
    ),
    rows: findSkyline({ width: info.width, height: info.height, data }),
    skylineWidth: info.width,
  };
}

/** Heights by which the labelled summits are missed, as shares of the picture's height. */
function misses({ label, frame, summits }: Measured, pitchDeg: number): number[] {
  return label.peaks.flatMap(({ id, y }) => {
    const summit = summits.find((other) => other.id === id);
    if (y === undefined || !summit) return [];
    const { offAxisDeg, elevationAngleDeg } = summit;
    const pose = { bearingDeg: 0, pitchDeg, rollDeg: 0 };
    const pixel = projectDirection(pose, { bearingDeg: offAxisDeg, elevationAngleDeg }, frame);
    return pixel ? [Math.abs(pixel.y - y) / frame.height] : [];
  });
}

async function main(): Promise<void> {
  const root = process.argv[2] ?? join(ROOT, 'demo/album');
  const catalog = catalogEntries(await readCatalogFile(join(ROOT, 'peaks.yaml')), undefined);
  const lines = readFileSync(join(root, 'labels.jsonl'), 'utf8').trim().split('\n');
  const photos: Measured[] = [];
  for (const line of lines) {
    const measured = await measure(root, labelLine.parse(JSON.parse(line)), catalog);
    if (measured) photos.push(measured);
  }
  const ways: Array<[string, (photo: Measured) => number]> = [
    ['level', () => 0],
    ['usual pitch', () => 6],
    ['frame', (photo) => estimatePitch(photo)],
    [
      'frame and skyline',
      ({ rows, skylineWidth, ...photo }) =>
        estimatePitch({ ...photo, skyline: { rows, width: skylineWidth } }),
    ],
  ];
  for (const [name, pitch] of ways) {
    const all = photos.flatMap((photo) => misses(photo, pitch(photo)));
    const percent = (q: number) => `${(100 * quantile(all, q)).toFixed(1)} %`;
    console.log(
      `${name.padEnd(18)} ${all.length} summits: median ${percent(0.5)}, 90 % within ${percent(0.9)} of the height`
    );
  }
}

if (require.main === module) void main();

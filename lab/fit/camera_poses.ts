/**
 * How well the skyline tells where a camera looked, beside the compass, on photos whose true heading is labelled:
 *
 *   npx tsx lab/fit/camera_poses.ts ALBUM TILES
 *
 * ALBUM holds photos and labels.jsonl, whose lines have `file` and `heading_fixed.deg` or `camera.bearing` (degrees from true
 * north); TILES holds the terrain. Photos without a labelled heading, or that wrote none themselves, are left out.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { turnBetween } from '../../common/geo/geodesy';
import { quantile } from '../../common/statistics';
import { stderrLogger } from '../../server/own_process/stderr_logger';
import { ownProcessSettings } from '../../scripts/cli/context';
import { createServices } from '../../server/create_services';
import { cameraPose, OUTLINE_PX } from '../../server/identify/camera_pose';
import type { PeakSearchServices } from '../../server/services';

export interface PoseErrors {
  file: string;
  /** Degrees, to the right positive. */
  compass: number;
  /** As identify answers: by the skyline where it is sure, else by the compass. */
  answer: number;
  source: 'skyline' | 'compass';
  /** Without the compass; absent where the skyline is not sure. */
  skylineAlone?: number;
}

/** Asks for the pose of each photo with a labelled heading, with and without its compass. */
export async function poseErrors(
  services: PeakSearchServices,
  album: string
): Promise<PoseErrors[]> {
  const lines = (await readFile(join(album, 'labels.jsonl'), 'utf8')).trim().split('\n');
  const errors: PoseErrors[] = [];
  for (const line of lines) {
    const label = JSON.parse(line) as {
      file: string;
      heading_fixed?: { deg: number };
      camera?: { bearing: number };
    };
    const truth = label.heading_fixed?.deg ?? label.camera?.bearing;
    if (truth === undefined) continue;
    const bytes = await readFile(join(album, label.file));
    const photo = await services.decoder.decode({
      bytes,
      imageSize: 224,
      defaultZone: 'UTC',
      outlinePx: OUTLINE_PX,
    });
    const answer = await cameraPose(services.terrain, photo);
    const alone = await cameraPose(services.terrain, photo, { ignoreCompass: true });
    if (!answer || photo.metadata.bearingDeg === undefined) continue;
    errors.push({
      file: label.file,
      compass: turnBetween(truth, photo.metadata.bearingDeg),
      answer: turnBetween(truth, answer.bearingDeg),
      source: answer.source,
      ...(alone ? { skylineAlone: turnBetween(truth, alone.bearingDeg) } : {}),
    });
  }
  return errors;
}

/** Median and 90 % quantile of the errors' sizes, and the share within 2°. */
export function spreadOf(errors: readonly number[]) {
  const sizes = errors.map(Math.abs);
  return {
    median: quantile(sizes, 0.5),
    ninety: quantile(sizes, 0.9),
    within2: sizes.filter((size) => size <= 2).length / sizes.length,
  };
}

async function main([album, tiles]: string[]): Promise<void> {
  const settings = ownProcessSettings({});
  const services = createServices(
    { ...settings, terrain: { ...settings.terrain, dir: resolve(tiles!) } },
    stderrLogger
  );
  try {
    const errors = await poseErrors(services, resolve(album!));
    console.table(errors);
    const alone = errors.flatMap(({ skylineAlone }) => skylineAlone ?? []);
    console.table({
      compass: spreadOf(errors.map(({ compass }) => compass)),
      answer: spreadOf(errors.map(({ answer }) => answer)),
      [`skyline alone, sure of ${alone.length} of ${errors.length}`]: spreadOf(alone),
    });
  } finally {
    await services.close();
  }
}

if (require.main === module) void main(process.argv.slice(2));

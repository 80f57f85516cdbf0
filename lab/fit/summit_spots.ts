/**
 * How far from the true summits their names stand on the photos of a labelled album whose labels carry pixels: by the skyline where
 * it is sure, else by compass, frame, and picture as the app does without terrain.
 *
 *   npx tsx lab/fit/summit_spots.ts ALBUM TILES
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectDirection } from '../../common/geo/camera';
import type { CameraPose } from '../../common/geo/camera';
import { estimatePitch } from '../../common/geo/camera_pitch';
import { quantile } from '../../common/statistics';
import { ownProcessSettings } from '../../scripts/cli/context';
import { catalogEntries } from '../../server/catalog/catalog_entries';
import { readCatalogFile } from '../../server/catalog/catalog_file';
import { createServices } from '../../server/create_services';
import { cameraPose, OUTLINE_PX } from '../../server/identify/camera_pose';
import { peaksInSight } from '../../server/identify/peak_geometry';
import { stderrLogger } from '../../server/own_process/stderr_logger';
import { labelLine, measure, ROOT } from './summit_heights';

async function main([album, tiles]: string[]): Promise<void> {
  const root = resolve(album!);
  const settings = ownProcessSettings({});
  const services = createServices(
    { ...settings, terrain: { ...settings.terrain, dir: resolve(tiles!) } },
    stderrLogger
  );
  const catalog = catalogEntries(await readCatalogFile(join(ROOT, 'peaks.yaml')), undefined);
  const misses: Record<'skyline' | 'compass', number[]> = { skyline: [], compass: [] };
  try {
    for (const line of readFileSync(join(root, 'labels.jsonl'), 'utf8').trim().split('\n')) {
      const label = labelLine.parse(JSON.parse(line));
      const measured = await measure(root, label, catalog);
      if (!measured) continue;
      const { frame, rows, skylineWidth, ...rest } = measured;
      const photo = await services.decoder.decode({
        bytes: readFileSync(join(root, label.file)),
        imageSize: 224,
        defaultZone: 'UTC',
        outlinePx: OUTLINE_PX,
      });
      const camera = await cameraPose(services.terrain, photo);
      if (!camera) continue;
      const guessed = estimatePitch({ ...rest, frame, skyline: { rows, width: skylineWidth } });
      const pose: CameraPose =
        camera.source === 'skyline'
          ? { ...camera, pitchDeg: camera.pitchDeg!, rollDeg: camera.rollDeg! }
          : { bearingDeg: camera.bearingDeg, pitchDeg: guessed, rollDeg: camera.rollDeg ?? 0 };
      const sight = peaksInSight(photo.metadata, frame, catalog) ?? [];
      for (const { id, x, y } of label.peaks) {
        const peak = sight.find((other) => other.id === id);
        const spot = peak && projectDirection(pose, peak, frame);
        if (!spot || x === undefined || y === undefined) continue;
        const source = camera.source === 'skyline' ? 'skyline' : 'compass';
        misses[source].push(Math.hypot(spot.x - x, spot.y - y) / frame.height);
      }
    }
  } finally {
    await services.close();
  }
  for (const [name, all] of [
    ['by the skyline', misses.skyline],
    ['else', misses.compass],
    ['all', [...misses.skyline, ...misses.compass]],
  ] as const) {
    const percent = (q: number) => `${(100 * quantile([...all], q)).toFixed(1)} %`;
    console.log(
      `${name.padEnd(15)} ${all.length} summits: median ${percent(0.5)}, 90 % within ${percent(0.9)} of the height`
    );
  }
}

void main(process.argv.slice(2));

/**
 * How many famous views are said to show the peak that everybody sees from there, with a camera that points at it:
 *
 *   npx tsx lab/fit/classic_views.ts VIEWS [TILES]
 *
 * VIEWS is a JSON array of {viewpoint, lat, lon, altitude_m, peak}; where TILES cover the line of sight, the terrain decides.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bearingBetween } from '../../common/geo/geodesy';
import { readCatalogFile } from '../../server/catalog/catalog_file';
import type { CatalogEntry } from '../../server/catalog/peak_repository';
import { obstaclesInSight } from '../../server/identify/peak_geometry';
import { predictPeaks } from '../../server/identify/predict_peaks';
import type { Terrain } from '../../server/terrain/terrain';
import { openTileFolder } from '../../server/terrain/tile_folder';

interface View {
  viewpoint: string;
  lat: number;
  lon: number;
  altitude_m: number;
  peak: string;
}

export interface ViewAnswer {
  view: string;
  /** Probability that the peak is to be seen. */
  visible: number;
}

/** A phone's main camera, held level. */
const CAMERA = { width: 4032, height: 3024, horizontalFovDeg: 69, verticalFovDeg: 54 };

/** @param terrain absent: by the prior alone */
export async function classicViews(
  file: string,
  terrain?: Pick<Terrain, 'obstacles'>
): Promise<ViewAnswer[]> {
  const views = JSON.parse(await readFile(file, 'utf8')) as View[];
  const peaks = await readCatalogFile(join(__dirname, '../../peaks.yaml'));
  const catalog = peaks.map(({ lat, lon, ...peak }): CatalogEntry => ({
    ...peak,
    latlon: lat === undefined || lon === undefined ? undefined : { lat, lon },
    prototype: new Float32Array(),
  }));
  const answers: ViewAnswer[] = [];
  for (const { viewpoint, lat, lon, altitude_m: altitudeM, peak: id } of views) {
    const peak = catalog.find((each) => each.id === id);
    if (!peak?.latlon) throw new Error(`The catalog does not know where "${id}" is.`);
    const gps = { lat, lon };
    const { width, height, ...lens } = CAMERA;
    const metadata = { gps, altitudeM, bearingDeg: bearingBetween(gps, peak.latlon), ...lens };
    const photo = { metadata, width, height };
    const obstacles = await obstaclesInSight(terrain, photo, catalog);
    const { candidates } = predictPeaks({ ...photo, catalog, obstacles, without: 'vision' });
    const visible = candidates.find((each) => each.id === id)?.visible ?? 0;
    answers.push({ view: `${viewpoint}: ${id}`, visible });
  }
  return answers;
}

async function main([file, tiles]: string[]): Promise<void> {
  const terrain = tiles ? openTileFolder(resolve(tiles), console.error) : undefined;
  const answers = await classicViews(resolve(file!), terrain);
  const missed = answers.filter(({ visible }) => visible < 0.5);
  console.table(missed);
  console.log(`${answers.length - missed.length} of ${answers.length} seen.`);
}

if (require.main === module) void main(process.argv.slice(2));

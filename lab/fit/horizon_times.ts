/**
 * What a horizon costs, on one thread: 80 km far, for places strewn over the middle of the tiles.
 *
 *   npx tsx lab/fit/horizon_times.ts TILES LAT LON
 */
import { resolve } from 'node:path';
import { quantile } from '../../common/statistics';
import { openTileFolder } from '../../server/terrain/tile_folder';

const PLACES = 40;
/** Degrees between two places, so that none shares another's horizon. */
const APART_DEG = 0.01;

async function main([dir, lat, lon]: string[]): Promise<void> {
  const tiles = openTileFolder(resolve(dir!), console.error);
  const times: number[] = [];
  for (let i = 0; i < PLACES + 1; i++) {
    const before = process.cpuUsage();
    await tiles.horizon({
      lat: Number(lat) + ((i % 7) - 3) * APART_DEG,
      lon: Number(lon) + (Math.floor(i / 7) - 3) * APART_DEG,
    });
    const { user, system } = process.cpuUsage(before);
    // The first one reads the tiles.
    if (i > 0) times.push((user + system) / 1000);
  }
  const ms = (q: number) => `${quantile(times, q).toFixed(0)} ms`;
  console.log(
    `${PLACES} horizons: median ${ms(0.5)}, fastest tenth ${ms(0.1)}, slowest tenth ${ms(0.9)} of processor time`
  );
}

void main(process.argv.slice(2));

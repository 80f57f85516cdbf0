import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { destination } from '../../common/geo/geodesy';
import type { Point } from '../../common/search_api';
import type { Logger } from '../logger';
import { HgtTile, tileName } from './hgt_tile';
import { obstacleBefore } from './line_of_sight';
import type { Eye, Obstacle, Target } from './line_of_sight';

/** The ground as far as a folder of tiles knows it. */
export interface Terrain {
  /** What stands before each summit, by its id; summits between which and the camera no tile lies are left out. */
  obstacles<T extends Target & { id: string }>(
    eye: Eye,
    targets: readonly T[]
  ): Promise<Map<string, Obstacle>>;
}

/**
 * Tiles in memory at the same time: a view of 80 km touches four at the most, and those of the next valley stay. Of 1
 * arc second they are 26 MB each.
 */
const TILES_HELD = 6;

/** Steps along a line on which the tiles that it crosses are looked for; a degree is 111 km. */
const TILE_STEP_M = 5000;

/**
 * Opens a folder of SRTM tiles (N27E086.hgt, …). A tile that is missing, unreadable or of another size is unknown
 * ground, which changes no answer; what is wrong with it is logged once.
 *
 * @param dir absolute
 */
export function openTerrain(dir: string, logger: Logger): Terrain {
  const tiles = new Map<string, Promise<HgtTile | undefined>>();

  const tile = (name: string): Promise<HgtTile | undefined> => {
    const held = tiles.get(name) ?? readTile(join(dir, name), logger);
    // The last one asked for is the last one to go.
    tiles.delete(name);
    tiles.set(name, held);
    if (tiles.size > TILES_HELD) tiles.delete(tiles.keys().next().value!);
    return held;
  };

  return {
    async obstacles(eye, targets) {
      const crossed = new Map<string, HgtTile | undefined>();
      for (const name of tilesBetween(eye, targets)) crossed.set(name, await tile(name));
      const ground = (point: Point) => crossed.get(tileName(point))?.heightM(point);
      return new Map(
        targets.flatMap((target): Array<[string, Obstacle]> => {
          const obstacle = obstacleBefore(ground, eye, target);
          return obstacle ? [[target.id, obstacle]] : [];
        })
      );
    },
  };
}

function tilesBetween(eye: Eye, targets: readonly Target[]): Set<string> {
  const names = new Set([tileName(eye)]);
  for (const { bearingDeg, distanceM } of targets) {
    for (let at = 0; at < distanceM; at += TILE_STEP_M) {
      names.add(tileName(destination(eye, bearingDeg, at)));
    }
    names.add(tileName(destination(eye, bearingDeg, distanceM)));
  }
  return names;
}

async function readTile(path: string, logger: Logger): Promise<HgtTile | undefined> {
  try {
    return new HgtTile(await readFile(path));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!missing) {
      logger.warn(`The terrain tile ${path} is left out: ${(error as Error).message}.`);
    }
    return undefined;
  }
}

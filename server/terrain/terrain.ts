import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { destination } from '../../common/geo/geodesy';
import type { Point } from '../../common/search_api';
import type { Logger } from '../logger';
import { GeoTiffTile, geoTiffBounds } from './geotiff_tile';
import type { Bounds, ReadRaster } from './geotiff_tile';
import { hgtName, HgtTile } from './hgt_tile';
import type { HeightTile } from './height_tile';
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
 * arc second they are 26 MB each (SRTM) or 52 MB (Copernicus, 32-bit numbers).
 */
const TILES_HELD = 6;

/** Steps along a line on which the degrees that it crosses are looked for; one is 111 km. */
const STEP_M = 5000;

/** The south-western corner of the degree that a point lies in. */
const degreeOf = ({ lat, lon }: Point): Point => ({ lat: Math.floor(lat), lon: Math.floor(lon) });
const keyOf = (point: Point): string => `${Math.floor(point.lat)} ${Math.floor(point.lon)}`;

/**
 * Opens a folder of tiles: SRTM's by their name (N27E086.hgt, …), GeoTIFFs (.tif, .tiff) wherever their header says
 * that they lie. A tile that is missing, unreadable or of another kind is unknown ground, which changes no answer; what
 * is wrong with it is logged once. GeoTIFFs that are put there later are seen after a restart.
 *
 * @param dir absolute
 * @param readRaster where no crash of its library can hurt: PhotoDecoder's
 */
export function openTerrain(dir: string, readRaster: ReadRaster, logger: Logger): Terrain {
  const held = new Map<string, Promise<HeightTile | undefined>>();
  let headers: Promise<Array<{ name: string; bounds: Bounds }>> | undefined;

  const tile = (name: string, read: (path: string) => Promise<HeightTile>) => {
    const reading = held.get(name) ?? unlessWrong(join(dir, name), read, logger);
    // The last one asked for is the last one to go.
    held.delete(name);
    held.set(name, reading);
    if (held.size > TILES_HELD) held.delete(held.keys().next().value!);
    return reading;
  };

  const readGeoTiff = (path: string) => GeoTiffTile.read(path, readRaster);

  /** All that is known of a degree; where tiles overlap, SRTM's goes first. */
  const groundOf = async (corner: Point): Promise<HeightTile[]> => {
    headers ??= readHeaders(dir, logger);
    const tiles = [await tile(hgtName(corner), async (path) => new HgtTile(await readFile(path)))];
    for (const { name, bounds } of await headers) {
      if (touches(bounds, corner)) tiles.push(await tile(name, readGeoTiff));
    }
    return tiles.filter((each) => each !== undefined);
  };

  return {
    async obstacles(eye, targets) {
      const crossed = new Map<string, HeightTile[]>();
      for (const corner of degreesBetween(eye, targets)) {
        crossed.set(keyOf(corner), await groundOf(corner));
      }
      const ground = (point: Point) => {
        for (const each of crossed.get(keyOf(point)) ?? []) {
          const height = each.heightM(point);
          if (height !== undefined) return height;
        }
        return undefined;
      };
      return new Map(
        targets.flatMap((target): Array<[string, Obstacle]> => {
          const obstacle = obstacleBefore(ground, eye, target);
          return obstacle ? [[target.id, obstacle]] : [];
        })
      );
    },
  };
}

function degreesBetween(eye: Eye, targets: readonly Target[]): Point[] {
  const corners = new Map<string, Point>();
  const add = (point: Point) => corners.set(keyOf(point), degreeOf(point));
  add(eye);
  for (const { bearingDeg, distanceM } of targets) {
    for (let at = 0; at < distanceM; at += STEP_M) add(destination(eye, bearingDeg, at));
    add(destination(eye, bearingDeg, distanceM));
  }
  return [...corners.values()];
}

const touches = ({ south, west, north, east }: Bounds, { lat, lon }: Point): boolean =>
  south < lat + 1 && north > lat && west < lon + 1 && east > lon;

async function readHeaders(
  dir: string,
  logger: Logger
): Promise<Array<{ name: string; bounds: Bounds }>> {
  const names = await unlessWrong(dir, (path) => readdir(path), logger);
  const found = [];
  for (const name of (names ?? []).sort()) {
    if (!/\.tiff?$/i.test(name)) continue;
    const bounds = await unlessWrong(join(dir, name), geoTiffBounds, logger);
    if (bounds) found.push({ name, bounds });
  }
  return found;
}

/** What cannot be read is left out, and why is said; what is not there is no mistake. */
async function unlessWrong<T>(
  path: string,
  read: (path: string) => Promise<T>,
  logger: Logger
): Promise<T | undefined> {
  try {
    return await read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      logger.warn(`The terrain in ${path} is left out: ${(error as Error).message}.`);
    }
    return undefined;
  }
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { EARTH_RADIUS_M } from '../../common/geo/geodesy';
import type { Point } from '../../common/search_api';
import { geoTiffBounds, readGeoTiff } from './geotiff_tile';
import { groundOf } from './height_tile';
import type { Bounds, HeightTile } from './height_tile';
import { hgtCorner, readHgt } from './hgt_tile';
import { computeHorizon } from './horizon';
import type { Eye, HeightAt, Horizon } from './horizon';
import { obstacleBefore } from './line_of_sight';
import type { Obstacle, Target } from './line_of_sight';

/** What is to be seen all around a standpoint. */
export type Panorama = Pick<Horizon, 'eye' | 'stepDeg' | 'bands'> & {
  /** Share of the directions whose skyline is known, 0 to 1: no ground beyond the tiles may rise above it. */
  known: number;
  /** What stands before each summit, by its id. */
  obstacles: Map<string, Obstacle>;
};

/** The ground as far as a folder of tiles knows it. */
export interface TileFolder {
  /** What stands before each summit, by its id; summits between which and the camera no tile lies are left out. */
  obstacles<T extends Target & { id: string }>(
    eye: Eye,
    targets: readonly T[]
  ): Promise<Map<string, Obstacle>>;
  /** The horizon of a standpoint as far as VIEW_M; undefined where no ground is known. Photos of one place share it. */
  horizon(eye: Eye): Promise<Horizon | undefined>;
  /** What is to be seen all around, in bands of distance; undefined where no ground is known. Nothing of it is kept. */
  panorama<T extends Target & { id: string }>(
    eye: Eye,
    targets: readonly T[]
  ): Promise<Panorama | undefined>;
  /** Share of these places that lie on some tile, 0 to 1; 0 of none. */
  coverage(places: readonly Point[]): Promise<number>;
}

/** Tiles in memory, bytes: eight degrees at 1 arc second, of which a view of 80 km touches four at the most. */
const TILE_BYTES = 8 * 26e6;

/** A horizon takes 0.5 MB; the photos of a day are taken at a few dozen places. */
const HORIZONS_HELD = 64;
/** Standpoints of one such square share a horizon, degrees: 5 m, over which a ridge 1 km away moves by 0.3°. */
const SAME_PLACE_DEG = 0.00005;
/** And of one such layer, meters. */
const SAME_HEIGHT_M = 5;

/**
 * Ends of a panorama's bands, meters: each is about half as far again as the one before, so that a ridge and the next one
 * behind it mostly fall into two.
 */
const BAND_ENDS_M = [
  400, 800, 1500, 2500, 4000, 6000, 9000, 13_000, 19_000, 27_000, 38_000, 54_000, 80_000,
];

/** How far is looked; haze ends most views earlier. */
const VIEW_M = 80_000;
const DEGREE_M = (EARTH_RADIUS_M * Math.PI) / 180;

/** A tile of the folder that has not been read yet. */
interface Listed {
  name: string;
  bounds: Bounds;
  read(path: string): Promise<HeightTile>;
}

/**
 * Opens a folder of tiles: SRTM's by their name (N27E086.hgt, …), GeoTIFFs (.tif, .tiff) wherever their header says
 * that they lie. A tile that is missing, unreadable or of another kind is unknown ground, which changes no answer; what
 * is wrong with it is told once. Files that are put there later are seen after a restart.
 *
 * @param dir absolute
 * @param warn gets a sentence for each tile that cannot be used
 */
export function openTileFolder(dir: string, warn: (message: string) => void): TileFolder {
  const unreadable = new Set<string>();
  const tiles = new LRUCache<string, HeightTile, Listed>({
    maxSize: TILE_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
    fetchMethod: async (name, _stale, { context: { read } }) => {
      const tile = await unlessWrong(join(dir, name), read, warn);
      if (!tile) unreadable.add(name);
      return tile;
    },
  });
  const horizons = new LRUCache<string, Horizon, Eye>({
    max: HORIZONS_HELD,
    fetchMethod: async (_key, _stale, { context: eye }) =>
      computeHorizon(await groundAround(eye, VIEW_M), eye, { reachM: VIEW_M }),
  });
  let listing: Promise<Listed[]> | undefined;

  const groundAround = async (center: Point, radiusM: number): Promise<HeightAt> => {
    listing ??= listTiles(dir, warn);
    const area = areaAround(center, radiusM);
    const wanted = (await listing).filter(
      ({ name, bounds }) => touch(bounds, area) && !unreadable.has(name)
    );
    const read = await Promise.all(
      wanted.map((listed) => tiles.fetch(listed.name, { context: listed }))
    );
    return groundOf(read.filter((tile) => tile !== undefined));
  };

  return {
    async obstacles(eye, targets) {
      const reachM = Math.max(0, ...targets.map(({ distanceM }) => distanceM));
      return obstaclesBefore(await groundAround(eye, reachM), eye, targets);
    },
    async panorama(eye, targets) {
      const heightAt = await groundAround(eye, VIEW_M);
      const horizon = computeHorizon(heightAt, eye, { reachM: VIEW_M, bandEndsM: BAND_ENDS_M });
      if (!horizon || horizon.known === 0) return undefined;
      const { stepDeg, bands, elevationDeg } = horizon;
      const known = elevationDeg.filter((degrees) => !Number.isNaN(degrees)).length;
      const obstacles = obstaclesBefore(heightAt, eye, targets);
      const share = known / elevationDeg.length;
      return { eye: horizon.eye, stepDeg, bands, known: share, obstacles };
    },
    async coverage(places) {
      listing ??= listTiles(dir, warn);
      const all = (await listing).filter(({ name }) => !unreadable.has(name));
      const covered = places.filter(({ lat, lon }) =>
        all.some(({ bounds: { south, north, west, east } }) => {
          return lat >= south && lat <= north && lon >= west && lon <= east;
        })
      );
      return covered.length / Math.max(1, places.length);
    },
    horizon: (eye) => horizons.fetch(placeKey(eye), { context: eye }),
  };
}

function obstaclesBefore<T extends Target & { id: string }>(
  heightAt: HeightAt,
  eye: Eye,
  targets: readonly T[]
): Map<string, Obstacle> {
  return new Map(
    targets.flatMap((target): Array<[string, Obstacle]> => {
      const obstacle = obstacleBefore(heightAt, eye, target);
      return obstacle ? [[target.id, obstacle]] : [];
    })
  );
}

function placeKey({ lat, lon, altitudeM }: Eye): string {
  const height = altitudeM === undefined ? '' : Math.round(altitudeM / SAME_HEIGHT_M);
  return `${Math.round(lat / SAME_PLACE_DEG)} ${Math.round(lon / SAME_PLACE_DEG)} ${height}`;
}

function areaAround({ lat, lon }: Point, radiusM: number): Bounds {
  const [south, north] = [lat - radiusM / DEGREE_M, lat + radiusM / DEGREE_M];
  // Meridians are nearest to each other on the side of the pole.
  const widest = Math.min(89, Math.max(Math.abs(south), Math.abs(north)));
  const aside = radiusM / DEGREE_M / Math.cos((widest * Math.PI) / 180);
  return { south, north, west: lon - aside, east: lon + aside };
}

const touch = (a: Bounds, b: Bounds): boolean =>
  a.south < b.north && a.north > b.south && a.west < b.east && a.east > b.west;

async function listTiles(dir: string, warn: (message: string) => void): Promise<Listed[]> {
  const names = (await unlessWrong(dir, (path) => readdir(path), warn)) ?? [];
  const listed: Listed[] = [];
  for (const name of names.sort()) {
    const corner = hgtCorner(name);
    if (corner) {
      const bounds = {
        south: corner.lat,
        west: corner.lon,
        north: corner.lat + 1,
        east: corner.lon + 1,
      };
      listed.push({
        name,
        bounds,
        read: async (path) => readHgt(await readFile(path), corner),
      });
    } else if (/\.tiff?$/i.test(name)) {
      const bounds = await unlessWrong(join(dir, name), geoTiffBounds, warn);
      if (bounds) listed.push({ name, bounds, read: readGeoTiff });
    }
  }
  return listed;
}

/** What cannot be read is left out, and why is said; what is not there is no mistake. */
async function unlessWrong<T>(
  path: string,
  read: (path: string) => Promise<T>,
  warn: (message: string) => void
): Promise<T | undefined> {
  try {
    return await read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      warn(`The terrain in ${path} is left out: ${(error as Error).message}.`);
    }
    return undefined;
  }
}

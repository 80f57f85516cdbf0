import * as exifr from 'exifr';
import type { Point } from '../../common/search_api';
import { betweenSamples } from './height_tile';
import type { HeightTile } from './height_tile';

/** Degrees. */
export interface Bounds {
  south: number;
  west: number;
  north: number;
  east: number;
}

/** Where the samples of a raster lie. */
interface Grid {
  rows: number;
  columns: number;
  /** Of the first sample, the north-western one. */
  first: Point;
  /** Degrees from a sample to the next, to the south and to the east. */
  step: Point;
  /** What the file writes where nothing is known. */
  nothing?: number;
}

/** One and a half times the largest that is published as a tile of a degree (3601 × 3601): 80 MB as 32-bit numbers. */
const MAX_SAMPLES = 20e6;

/** Neither the Dead Sea's shore (−430 m) nor Everest (8,849 m): what lies outside is a mark for "nothing known". */
const LOWEST_M = -500;
const HIGHEST_M = 9000;

/** Tags of TIFF 6.0, OGC GeoTIFF 1.1 (annex G) and GDAL. */
const TAG = {
  columns: 256,
  rows: 257,
  pixelScale: 33550,
  tiepoint: 33922,
  geoKeys: 34735,
  noData: 42113,
} as const;
/** Keys of GeoTIFF 1.1, 7.4: what the coordinates are, and whether a sample stands for an area or a point. */
const MODEL_TYPE = 1024;
const RASTER_TYPE = 1025;
const GEOGRAPHIC = 2;
const POINTS = 2;

/**
 * Where a GeoTIFF lies, by its header.
 *
 * @throws RangeError for one that is not in degrees, is turned, or is too large to be held
 */
export async function geoTiffBounds(path: string): Promise<Bounds> {
  const { rows, columns, first, step } = await readGrid(path);
  return {
    north: first.lat + step.lat / 2,
    south: first.lat - (rows - 0.5) * step.lat,
    west: first.lon - step.lon / 2,
    east: first.lon + (columns - 0.5) * step.lon,
  };
}

async function readGrid(path: string): Promise<Grid> {
  const header = (await exifr.parse(path, {
    tiff: true,
    ifd0: { pick: Object.values(TAG) },
    exif: false,
    gps: false,
    translateKeys: false,
    translateValues: false,
    reviveValues: false,
    mergeOutput: true,
  } as object)) as Record<number, number | string | ArrayLike<number>> | undefined;
  const numbers = (tag: number) => Array.from((header?.[tag] ?? []) as ArrayLike<number>);
  const [scaleLon = 0, scaleLat = 0] = numbers(TAG.pixelScale);
  const [column, row, , lon, lat] = numbers(TAG.tiepoint);
  const keys = numbers(TAG.geoKeys);
  if (
    keyOf(keys, MODEL_TYPE) !== GEOGRAPHIC ||
    scaleLon <= 0 ||
    scaleLat <= 0 ||
    lat === undefined
  ) {
    throw new RangeError(
      'it is no GeoTIFF in degrees with north above; gdalwarp -t_srs EPSG:4326 makes one of any other'
    );
  }
  const [rows, columns] = [Number(header![TAG.rows]), Number(header![TAG.columns])];
  if (!(rows * columns <= MAX_SAMPLES)) {
    throw new RangeError(
      `it has ${Math.round((rows * columns) / 1e6)} million samples, and ${MAX_SAMPLES / 1e6} can be held; gdal_retile.py cuts it into tiles`
    );
  }
  // The sample of an area stands in its middle.
  const middle = keyOf(keys, RASTER_TYPE) === POINTS ? 0 : 0.5;
  const noData = header![TAG.noData];
  return {
    rows,
    columns,
    first: { lat: lat - (middle - row!) * scaleLat, lon: lon! + (middle - column!) * scaleLon },
    step: { lat: scaleLat, lon: scaleLon },
    nothing: noData === undefined ? undefined : parseFloat(String(noData)),
  };
}

/** The directory of keys: four numbers each, after four of its own; those that stand elsewhere are none of ours. */
function keyOf(directory: readonly number[], key: number): number | undefined {
  for (let i = 4; i + 3 < directory.length; i += 4) {
    if (directory[i] === key && directory[i + 1] === 0) return directory[i + 3];
  }
  return undefined;
}

/** Reads the first band of a raster, row by row; refuses one of more than `maxSamples`. */
export type ReadRaster = (request: { path: string; maxSamples: number }) => Promise<Float32Array>;

/** A GeoTIFF of heights (Copernicus DEM, SRTM, ALOS, …), its first band in metres above the sea. */
export class GeoTiffTile implements HeightTile {
  private constructor(
    private readonly heights: Float32Array,
    private readonly grid: Grid
  ) {}

  /** @throws RangeError as geoTiffBounds, or what `readRaster` throws */
  static async read(path: string, readRaster: ReadRaster): Promise<GeoTiffTile> {
    const grid = await readGrid(path);
    return new GeoTiffTile(await readRaster({ path, maxSamples: MAX_SAMPLES }), grid);
  }

  heightM({ lat, lon }: Point): number | undefined {
    const { rows, columns, first, step } = this.grid;
    const row = within((first.lat - lat) / step.lat, rows - 1);
    const column = within((lon - first.lon) / step.lon, columns - 1);
    if (row === undefined || column === undefined) return undefined;
    return betweenSamples((r, c) => this.sample(r * columns + c), this.grid, row, column);
  }

  /** The sea hides no summit, and 0 is also what some files and libvips make of nothing: it counts as unknown. */
  private sample(i: number): number | undefined {
    const height = this.heights[i]!;
    const known =
      height !== 0 && height !== this.grid.nothing && height > LOWEST_M && height < HIGHEST_M;
    return known ? height : undefined;
  }
}

/** Half a sample, and what rounding makes of it. */
const MARGIN = 0.5001;

/** Half a sample beyond the outermost ones belongs to the tile, too: neighbours leave one sample between theirs. */
function within(place: number, last: number): number | undefined {
  return place < -MARGIN || place > last + MARGIN ? undefined : Math.min(last, Math.max(0, place));
}

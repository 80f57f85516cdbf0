import type { HeightAt } from './horizon';

/** Degrees; a tile knows the ground up to half a sample beyond its outermost ones. */
export interface Bounds {
  south: number;
  west: number;
  north: number;
  east: number;
}

/** Where the samples of a raster lie. */
export interface Grid {
  rows: number;
  columns: number;
  /** The north-western sample. */
  first: { lat: number; lon: number };
  /** Degrees from a sample to the next one, southward and eastward. */
  step: { lat: number; lon: number };
}

/**
 * Heights are held as 16-bit numbers of sixths of a meter above -500 m, 0 where nothing is known: half of what 32-bit
 * numbers take, a tenth of any tile's error, and room for -499 to 10,422 m.
 */
const UNITS_PER_M = 6;
const LOWEST_M = -500;

/** Half a sample, and what rounding makes of it. */
const MARGIN = 0.5001;

// A horizon asks for a million heights, and reading a global costs as much as the arithmetic.
const { min, max, floor } = Math;
const UNKNOWN = NaN;

/** A raster of heights in meters above the sea, read between its samples. */
export class HeightTile {
  readonly bounds: Bounds;
  private readonly heights: Uint16Array;

  /** @param heightM by sample, row by row from the north-west; NaN where nothing is known */
  constructor(
    readonly grid: Grid,
    heightM: (sample: number) => number
  ) {
    const { rows, columns, first, step } = grid;
    this.bounds = {
      north: first.lat + MARGIN * step.lat,
      south: first.lat - (rows - 1 + MARGIN) * step.lat,
      west: first.lon - MARGIN * step.lon,
      east: first.lon + (columns - 1 + MARGIN) * step.lon,
    };
    this.heights = new Uint16Array(rows * columns);
    for (let i = 0; i < this.heights.length; i++) {
      const units = Math.round((heightM(i) - LOWEST_M) * UNITS_PER_M);
      // Neither the Dead Sea's shore nor Everest: what lies outside stands for "nothing known" in one product or another.
      this.heights[i] = units > 0 && units < 0x10000 ? units : 0;
    }
  }

  /** Bytes that it holds in memory. */
  get bytes(): number {
    return this.heights.byteLength;
  }

  /** The height between the four samples around, meters; NaN outside the tile and where one of the four is unknown. */
  readonly heightAt: HeightAt = (lat, lon) => {
    const { bounds, heights } = this;
    const { rows, columns, first, step } = this.grid;
    if (lat > bounds.north || lat < bounds.south || lon < bounds.west || lon > bounds.east) {
      return UNKNOWN;
    }
    const row = min(rows - 1, max(0, (first.lat - lat) / step.lat));
    const column = min(columns - 1, max(0, (lon - first.lon) / step.lon));
    const r = min(rows - 2, floor(row));
    const c = min(columns - 2, floor(column));
    const at = r * columns + c;
    const a = heights[at]!;
    const b = heights[at + 1]!;
    const d = heights[at + columns]!;
    const e = heights[at + columns + 1]!;
    if (a === 0 || b === 0 || d === 0 || e === 0) return UNKNOWN;
    const south = row - r;
    const east = column - c;
    const units = (a + (b - a) * east) * (1 - south) + (d + (e - d) * east) * south;
    return units / UNITS_PER_M + LOWEST_M;
  };
}

/** One ground of several tiles: where they overlap, the one with the finest samples that knows it is asked. */
export function groundOf(tiles: readonly HeightTile[]): HeightAt {
  const finest = [...tiles].sort((a, b) => a.grid.step.lat - b.grid.step.lat);
  const [only] = finest;
  if (only && finest.length === 1) return only.heightAt;
  return (lat, lon) => {
    for (const tile of finest) {
      const height = tile.heightAt(lat, lon);
      if (height === height) return height;
    }
    return UNKNOWN;
  };
}

import type { Point } from '../../common/search_api';

/** A piece of the ground. */
export interface HeightTile {
  /** Metres above the sea; undefined outside the tile and where it knows nothing. */
  heightM(point: Point): number | undefined;
}

/**
 * The height between the four samples around a place.
 *
 * @param at a sample by row and column; undefined or NaN where nothing is known
 * @param row, column fractions of a sample, within the grid
 */
export function betweenSamples(
  at: (row: number, column: number) => number | undefined,
  { rows, columns }: { rows: number; columns: number },
  row: number,
  column: number
): number | undefined {
  const [r, c] = [Math.min(rows - 2, Math.floor(row)), Math.min(columns - 2, Math.floor(column))];
  const [dr, dc] = [row - r, column - c];
  const north = mixed(at(r, c), at(r, c + 1), dc);
  const south = mixed(at(r + 1, c), at(r + 1, c + 1), dc);
  const height = mixed(north, south, dr);
  return Number.isNaN(height) ? undefined : height;
}

const mixed = (a = NaN, b = NaN, share: number): number => a * (1 - share) + b * share;

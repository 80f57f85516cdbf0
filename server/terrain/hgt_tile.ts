import type { Point } from '../../common/search_api';
import { betweenSamples } from './height_tile';
import type { HeightTile } from './height_tile';

/** What SRTM writes where the radar saw nothing. */
const VOID = -32768;

/** Samples a side: 1 and 3 arc seconds. Each tile covers a degree and shares its edges with its neighbours. */
const SIDES = [3601, 1201];

/** The name of the tile that covers a degree, by its south-western corner: "N27E086.hgt". */
export function hgtName({ lat: south, lon: west }: Point): string {
  const digits = (value: number, length: number) => String(Math.abs(value)).padStart(length, '0');
  return `${south < 0 ? 'S' : 'N'}${digits(south, 2)}${west < 0 ? 'W' : 'E'}${digits(west, 3)}.hgt`;
}

/**
 * A square degree of ground in the format of NASA's SRTM ("SRTM Topography", section 2.1.3): rows from north to south,
 * signed 16-bit big-endian metres above the sea (EGM96).
 */
export class HgtTile implements HeightTile {
  private readonly side: number;
  private readonly grid: { rows: number; columns: number };

  /**
   * @param bytes the whole file
   * @throws RangeError for a file of another size
   */
  constructor(private readonly bytes: Buffer) {
    const side = SIDES.find((samples) => samples * samples * 2 === bytes.length);
    if (side === undefined) {
      throw new RangeError(
        `it holds ${bytes.length} bytes, and a tile of SRTM has ${SIDES.map((n) => n * n * 2).join(' or ')}`
      );
    }
    this.side = side;
    this.grid = { rows: side, columns: side };
  }

  heightM({ lat, lon }: Point): number | undefined {
    const last = this.side - 1;
    const row = (1 - (lat - Math.floor(lat))) * last;
    const column = (lon - Math.floor(lon)) * last;
    return betweenSamples((r, c) => this.sample(r, c), this.grid, row, column);
  }

  private sample(row: number, column: number): number | undefined {
    const height = this.bytes.readInt16BE(2 * (row * this.side + column));
    return height === VOID ? undefined : height;
  }
}

import type { Point } from '../../common/search_api';

/** What SRTM writes where the radar saw nothing. */
const VOID = -32768;

/** Samples a side: 1 and 3 arc seconds. Each tile covers a degree and shares its edges with its neighbours. */
const SIDES = [3601, 1201];

/** The name of the tile that holds a point, by its south-western corner: "N27E086.hgt". */
export function tileName({ lat, lon }: Point): string {
  const [south, west] = [Math.floor(lat), Math.floor(lon)];
  const digits = (value: number, length: number) => String(Math.abs(value)).padStart(length, '0');
  return `${south < 0 ? 'S' : 'N'}${digits(south, 2)}${west < 0 ? 'W' : 'E'}${digits(west, 3)}.hgt`;
}

/**
 * A square degree of ground in the format of NASA's SRTM ("SRTM Topography", section 2.1.3): rows from north to south,
 * signed 16-bit big-endian metres above the sea (EGM96).
 */
export class HgtTile {
  private readonly side: number;

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
  }

  /** Metres above the sea between the four samples around; undefined where one of them is void. */
  heightM({ lat, lon }: Point): number | undefined {
    const last = this.side - 1;
    const row = (1 - (lat - Math.floor(lat))) * last;
    const column = (lon - Math.floor(lon)) * last;
    const [r, c] = [Math.min(last - 1, Math.floor(row)), Math.min(last - 1, Math.floor(column))];
    const [dr, dc] = [row - r, column - c];
    const at = (y: number, x: number): number => this.bytes.readInt16BE(2 * (y * this.side + x));
    const corners = [at(r, c), at(r, c + 1), at(r + 1, c), at(r + 1, c + 1)];
    if (corners.includes(VOID)) return undefined;
    const north = corners[0] * (1 - dc) + corners[1] * dc;
    const south = corners[2] * (1 - dc) + corners[3] * dc;
    return north * (1 - dr) + south * dr;
  }
}

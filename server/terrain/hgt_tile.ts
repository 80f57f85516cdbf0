import type { Point } from '../../common/search_api';
import { HeightTile } from './height_tile';

/** What SRTM writes where the radar saw nothing. */
const VOID = -32768;

/** Samples a side: 1 and 3 arc seconds. Each tile covers a degree and shares its edges with its neighbors. */
const SIDES = [3601, 1201];

/** The name of the tile that covers a degree, by its south-western corner: "N27E086.hgt". */
export function hgtName({ lat: south, lon: west }: Point): string {
  const digits = (value: number, length: number) => String(Math.abs(value)).padStart(length, '0');
  return `${south < 0 ? 'S' : 'N'}${digits(south, 2)}${west < 0 ? 'W' : 'E'}${digits(west, 3)}.hgt`;
}

/** The south-western corner that such a name stands for; undefined for any other name. */
export function hgtCorner(name: string): Point | undefined {
  const found = /^([NS])(\d{2})([EW])(\d{3})\.hgt$/i.exec(name);
  if (!found) return undefined;
  const [, ns, lat, ew, lon] = found;
  return {
    lat: Number(lat) * (ns!.toUpperCase() === 'S' ? -1 : 1),
    lon: Number(lon) * (ew!.toUpperCase() === 'W' ? -1 : 1),
  };
}

/**
 * A square degree of ground in the format of NASA's SRTM ("SRTM Topography", section 2.1.3): rows from north to south,
 * signed 16-bit big-endian meters above the sea (EGM96).
 *
 * @param bytes the whole file
 * @throws RangeError for a file of another size
 */
export function readHgt(bytes: Buffer, corner: Point): HeightTile {
  const side = SIDES.find((samples) => samples * samples * 2 === bytes.length);
  if (side === undefined) {
    throw new RangeError(
      `it holds ${bytes.length} bytes, and a tile of SRTM has ${SIDES.map((n) => n * n * 2).join(' or ')}`
    );
  }
  const step = 1 / (side - 1);
  const grid = {
    rows: side,
    columns: side,
    first: { lat: corner.lat + 1, lon: corner.lon },
    step: { lat: step, lon: step },
  };
  return new HeightTile(grid, (i) => {
    const height = bytes.readInt16BE(2 * i);
    return height === VOID ? NaN : height;
  });
}

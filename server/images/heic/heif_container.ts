import { heifItems } from './heif_items';
import type { Box } from './iso_boxes';

/**
 * Where a HEIC keeps its picture: as much of ISO/IEC 23008-12 as phones use (one coded image, or a grid of tiles that are
 * all coded alike, turned by quarters). Whatever else there is comes back as undefined, and libheif takes the file.
 */

export interface CodedPicture {
  /** HEVCDecoderConfigurationRecord (`hvcC`), the same for all tiles. */
  config: Buffer;
  /** The tiles, row by row; one for a picture without a grid. */
  tiles: Buffer[];
  rows: number;
  columns: number;
  tileWidth: number;
  tileHeight: number;
  /** Of the picture as it is coded, before it is turned. */
  width: number;
  height: number;
  /** Degrees to turn clockwise. */
  clockwise: 0 | 90 | 180 | 270;
}

/** Hostile files may count as they like: nothing here is ever this large. */
const MAX_TILES = 4_096;

/** @returns undefined for files that are put together in another way, damaged ones among them */
export function codedPicture(file: Uint8Array): CodedPicture | undefined {
  try {
    return readPicture(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  } catch (error) {
    // Reading beyond a box's end: damaged, or of a kind that is not known here.
    if ((error as Error).name === 'RangeError') return undefined;
    throw error;
  }
}

function readPicture(file: Buffer): CodedPicture | undefined {
  const items = heifItems(file);
  if (!items) return undefined;
  const { primary, types, properties, content } = items;
  const type = types.get(primary);
  const of = (item: number) => properties.get(item) ?? [];
  const turned = of(primary);
  // Transparency is an item of its own, which points at the picture; so do depth and gain maps, which are left.
  const transparent = [...types.keys()].some(
    (id) =>
      items.references('auxl', id).includes(primary) &&
      of(id).some(({ type, body }) => type === 'auxC' && body.includes('alpha'))
  );
  if (transparent) return undefined;
  // Mirrored and cropped pictures are rare, and libheif's order of the three is subtle.
  if (turned.some((property) => property.type === 'imir' || property.type === 'clap')) {
    return undefined;
  }
  const irot = turned.find((property) => property.type === 'irot')?.body[0] ?? 0;
  const clockwise = (((4 - (irot & 3)) % 4) * 90) as CodedPicture['clockwise'];
  if (type === 'hvc1') {
    const size = sizeOf(turned);
    const tile = content(primary);
    const config = configOf(turned);
    if (!size || !tile || !config) return undefined;
    return {
      config,
      tiles: [tile],
      rows: 1,
      columns: 1,
      tileWidth: size.width,
      tileHeight: size.height,
      ...size,
      clockwise,
    };
  }
  const grid = type === 'grid' ? content(primary) : undefined;
  if (!grid) return undefined;
  const wide = (grid[1] & 1) === 1;
  const [rows, columns] = [grid[2] + 1, grid[3] + 1];
  const width = wide ? grid.readUInt32BE(4) : grid.readUInt16BE(4);
  const height = wide ? grid.readUInt32BE(8) : grid.readUInt16BE(6);
  const ids = items.references('dimg', primary);
  const tileSize = ids.length > 0 ? sizeOf(of(ids[0])) : undefined;
  const config = ids.length > 0 ? configOf(of(ids[0])) : undefined;
  if (!tileSize || !config || ids.length !== rows * columns || ids.length > MAX_TILES) {
    return undefined;
  }
  const alike = ids.every((id) => types.get(id) === 'hvc1' && configOf(of(id))?.equals(config));
  const tiles = ids.flatMap((id) => content(id) ?? []);
  const covered = tileSize.width * columns >= width && tileSize.height * rows >= height;
  if (!alike || tiles.length !== ids.length || !covered) return undefined;
  return {
    config,
    tiles,
    rows,
    columns,
    tileWidth: tileSize.width,
    tileHeight: tileSize.height,
    width,
    height,
    clockwise,
  };
}

function sizeOf(properties: readonly Box[]): { width: number; height: number } | undefined {
  const ispe = properties.find(({ type }) => type === 'ispe')?.body;
  return ispe && { width: ispe.readUInt32BE(4), height: ispe.readUInt32BE(8) };
}

function configOf(properties: readonly Box[]): Buffer | undefined {
  return properties.find(({ type }) => type === 'hvcC')?.body;
}

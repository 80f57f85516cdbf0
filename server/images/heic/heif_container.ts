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

interface Box {
  type: string;
  body: Buffer;
}

/** Hostile files may nest and count as they like: nothing here is ever this large. */
const MAX_BOXES = 20_000;
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
  const meta = boxes(file).find(({ type }) => type === 'meta');
  if (!meta) return undefined;
  const parts = new Map(boxes(meta.body.subarray(4)).map((box) => [box.type, box.body]));
  const [pitm, iinf, iloc, iprp] = ['pitm', 'iinf', 'iloc', 'iprp'].map((type) => parts.get(type));
  if (!pitm || !iinf || !iloc || !iprp) return undefined;
  const primary = pitm[0] === 0 ? pitm.readUInt16BE(4) : pitm.readUInt32BE(4);
  const types = itemTypes(iinf);
  const properties = itemProperties(iprp);
  const content = itemContents(iloc, file, parts.get('idat'));
  const type = types.get(primary);
  const of = (item: number) => properties.get(item) ?? [];
  const turned = of(primary);
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
  const ids = references(parts.get('iref'), 'dimg', primary);
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

/** The boxes one after another in a piece of the file. */
function boxes(piece: Buffer): Box[] {
  const found: Box[] = [];
  let at = 0;
  while (at + 8 <= piece.length && found.length < MAX_BOXES) {
    let size = piece.readUInt32BE(at);
    let header = 8;
    if (size === 1) {
      size = Number(piece.readBigUInt64BE(at + 8));
      header = 16;
    } else if (size === 0) {
      size = piece.length - at;
    }
    if (size < header) break;
    const type = piece.toString('latin1', at + 4, at + 8);
    found.push({ type, body: piece.subarray(at + header, at + size) });
    at += size;
  }
  return found;
}

/** `iinf`: what each item is. */
function itemTypes(iinf: Buffer): Map<number, string> {
  const entries = boxes(iinf.subarray(iinf[0] === 0 ? 6 : 8));
  return new Map(
    entries
      .filter(({ type, body }) => type === 'infe' && body[0] >= 2)
      .map(({ body }) => {
        const id = body[0] === 2 ? body.readUInt16BE(4) : body.readUInt32BE(4);
        const at = body[0] === 2 ? 8 : 10;
        return [id, body.toString('latin1', at, at + 4)];
      })
  );
}

/** `iprp`: the properties of each item. */
function itemProperties(iprp: Buffer): Map<number, Box[]> {
  const [ipco, ipma] = ['ipco', 'ipma'].map(
    (type) => boxes(iprp).find((box) => box.type === type)?.body
  );
  const all = ipco ? boxes(ipco) : [];
  const found = new Map<number, Box[]>();
  if (!ipma) return found;
  const wideId = ipma[0] >= 1;
  const wideIndex = (ipma[3] & 1) === 1;
  let at = 8;
  for (let entry = Math.min(ipma.readUInt32BE(4), MAX_BOXES); entry > 0; entry--) {
    const id = wideId ? ipma.readUInt32BE(at) : ipma.readUInt16BE(at);
    at += wideId ? 4 : 2;
    const own: Box[] = [];
    for (let n = ipma.readUInt8(at++); n > 0; n--) {
      const index = wideIndex ? ipma.readUInt16BE(at) & 0x7fff : ipma.readUInt8(at) & 0x7f;
      at += wideIndex ? 2 : 1;
      const property = all[index - 1];
      if (property) own.push(property);
    }
    found.set(id, own);
  }
  return found;
}

/** `iref`: the items that an item is made of, in order. */
function references(iref: Buffer | undefined, type: string, from: number): number[] {
  if (!iref) return [];
  const wide = iref[0] !== 0;
  const step = wide ? 4 : 2;
  const read = (body: Buffer, at: number) => (wide ? body.readUInt32BE(at) : body.readUInt16BE(at));
  const box = boxes(iref.subarray(4)).find(
    (each) => each.type === type && read(each.body, 0) === from
  );
  if (!box) return [];
  const count = box.body.readUInt16BE(step);
  return Array.from({ length: count }, (_, i) => read(box.body, step + 2 + i * step));
}

/** `iloc`: the bytes of an item, where they lie in one piece. */
function itemContents(
  iloc: Buffer,
  file: Buffer,
  idat: Buffer | undefined
): (item: number) => Buffer | undefined {
  const version = iloc[0];
  const [offsetSize, lengthSize] = [iloc[4] >> 4, iloc[4] & 15];
  const [baseSize, indexSize] = [iloc[5] >> 4, version > 0 ? iloc[5] & 15 : 0];
  const number = (at: number, size: number): number =>
    size === 0 ? 0 : size === 8 ? Number(iloc.readBigUInt64BE(at)) : iloc.readUIntBE(at, size);
  const found = new Map<number, Buffer>();
  let at = version < 2 ? 8 : 10;
  const count = version < 2 ? iloc.readUInt16BE(6) : iloc.readUInt32BE(6);
  for (let item = Math.min(count, MAX_BOXES); item > 0; item--) {
    const id = version < 2 ? iloc.readUInt16BE(at) : iloc.readUInt32BE(at);
    at += version < 2 ? 2 : 4;
    const method = version > 0 ? iloc.readUInt16BE(at) & 15 : 0;
    at += (version > 0 ? 2 : 0) + 2;
    const base = number(at, baseSize);
    at += baseSize;
    const extents = iloc.readUInt16BE(at);
    at += 2;
    const offset = extents === 0 ? 0 : number(at + indexSize, offsetSize);
    const length = extents === 0 ? 0 : number(at + indexSize + offsetSize, lengthSize);
    at += extents * (indexSize + offsetSize + lengthSize);
    const source = method === 0 ? file : method === 1 ? idat : undefined;
    const from = base + offset;
    if (source && extents === 1 && length > 0 && from + length <= source.length) {
      found.set(id, source.subarray(from, from + length));
    }
  }
  return (item) => found.get(item);
}

function sizeOf(properties: readonly Box[]): { width: number; height: number } | undefined {
  const ispe = properties.find(({ type }) => type === 'ispe')?.body;
  return ispe && { width: ispe.readUInt32BE(4), height: ispe.readUInt32BE(8) };
}

function configOf(properties: readonly Box[]): Buffer | undefined {
  return properties.find(({ type }) => type === 'hvcC')?.body;
}

import { startsWith, type MetadataBlocks } from '../blocks/found_blocks';
import { boxes, MAX_BOXES, type Box } from './iso_boxes';
import { itemLocations } from './item_locations';

/** The items of a HEIF file (HEIC, AVIF), as ISO/IEC 14496-12 and 23008-12 lay them out. */

export interface HeifItems {
  primary: number;
  /** Item types by id: `hvc1`, `grid`, `Exif`, `mime`. */
  types: ReadonlyMap<number, string>;
  /** MIME types of the items of type `mime`. */
  contentTypes: ReadonlyMap<number, string>;
  properties: ReadonlyMap<number, Box[]>;
  /** Items that an item points at, in order. */
  references(type: string, from: number): number[];
  /** Bytes of an item, put together where they lie in pieces; undefined where they lie outside the file. */
  content(item: number): Buffer | undefined;
}

/** Of an item in pieces: more would be a file that names the same bytes again and again. */
const MAX_JOINED_BYTES = 64 * 1024 * 1024;

/**
 * @throws RangeError for a file that ends inside its structure
 * @returns undefined for files without items
 */
export function heifItems(file: Buffer): HeifItems | undefined {
  const meta = boxes(file).find(({ type }) => type === 'meta');
  if (!meta) return undefined;
  const parts = new Map(boxes(meta.body.subarray(4)).map((box) => [box.type, box.body]));
  const [pitm, iinf, iloc, iprp] = ['pitm', 'iinf', 'iloc', 'iprp'].map((type) => parts.get(type));
  if (!pitm || !iinf || !iloc || !iprp) return undefined;
  const iref = parts.get('iref');
  return {
    primary: pitm[0] === 0 ? pitm.readUInt16BE(4) : pitm.readUInt32BE(4),
    ...itemTypes(iinf),
    properties: itemProperties(iprp),
    references: (type, from) => references(iref, type, from),
    content: itemContents(iloc, file, parts.get('idat')),
  };
}

/** EXIF and XMP items; those that describe the primary image before others. */
export function heifMetadata(file: Buffer): MetadataBlocks {
  const items = heifItems(file);
  if (!items) return {};
  const describing = (wanted: (id: number) => boolean): Buffer | undefined => {
    const ids = [...items.types.keys()].filter(wanted);
    const own = ids.find((id) => items.references('cdsc', id).includes(items.primary));
    const id = own ?? ids[0];
    return id === undefined ? undefined : items.content(id);
  };
  const exif = describing((id) => items.types.get(id) === 'Exif');
  const xmp = describing(
    (id) => items.types.get(id) === 'mime' && items.contentTypes.get(id) === 'application/rdf+xml'
  );
  return { exif: exif && exifOfItem(exif), xmp: xmp?.toString('utf8') };
}

/**
 * An Exif item begins with how many bytes lie between this number and the TIFF structure: 6 for "Exif\0\0", 0 or others in
 * files of Xiaomi phones (ISO/IEC 23008-12, A.2.1). Where the number is wrong, the structure is looked for near by.
 */
function exifOfItem(item: Buffer): Buffer | undefined {
  if (item.length < 12) return undefined;
  const isTiff = (at: number) => startsWith(item, 'II*\0', at) || startsWith(item, 'MM\0*', at);
  const said = 4 + item.readUInt32BE(0);
  if (isTiff(said)) return item.subarray(said);
  for (let at = 0; at < Math.min(item.length, NEAR_BY_BYTES); at++) {
    if (isTiff(at)) return item.subarray(at);
  }
  return undefined;
}

const NEAR_BY_BYTES = 64;

/** `iinf`: what each item is. */
function itemTypes(iinf: Buffer): Pick<HeifItems, 'types' | 'contentTypes'> {
  const types = new Map<number, string>();
  const contentTypes = new Map<number, string>();
  for (const { type, body } of boxes(iinf.subarray(iinf[0] === 0 ? 6 : 8))) {
    if (type !== 'infe' || body[0] < 2) continue;
    const id = body[0] === 2 ? body.readUInt16BE(4) : body.readUInt32BE(4);
    const at = body[0] === 2 ? 8 : 10;
    types.set(id, body.toString('latin1', at, at + 4));
    // Name, then content type, each ended by a zero.
    const [, contentType] = body.toString('latin1', at + 4).split('\0');
    if (contentType) contentTypes.set(id, contentType);
  }
  return { types, contentTypes };
}

/** `iprp`: the properties of each item. */
function itemProperties(iprp: Buffer): Map<number, Box[]> {
  const parts = boxes(iprp);
  const ipco = parts.find(({ type }) => type === 'ipco')?.body;
  const all = ipco ? boxes(ipco) : [];
  const found = new Map<number, Box[]>();
  for (const { body: ipma } of parts.filter(({ type }) => type === 'ipma')) {
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
  }
  return found;
}

/** `iref`: the items that an item points at, in order. */
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

/** `iloc`: the bytes of an item, in the file or in `idat`. */
function itemContents(
  iloc: Buffer,
  file: Buffer,
  idat: Buffer | undefined
): (item: number) => Buffer | undefined {
  const found = new Map<number, Array<Buffer | undefined>>();
  for (const { id, method, extents } of itemLocations(iloc, MAX_BOXES)) {
    const source = method === 0 ? file : method === 1 ? idat : undefined;
    const pieces = extents.map(({ offset, length }) => {
      const inside = source !== undefined && length > 0 && offset + length <= source.length;
      return inside ? source.subarray(offset, offset + length) : undefined;
    });
    found.set(id, pieces);
  }
  return (item) => joined(found.get(item));
}

function joined(pieces: Array<Buffer | undefined> | undefined): Buffer | undefined {
  if (!pieces || pieces.length === 0) return undefined;
  const whole = pieces.filter((piece) => piece !== undefined);
  if (whole.length !== pieces.length) return undefined;
  if (whole.length === 1) return whole[0];
  const bytes = whole.reduce((sum, { length }) => sum + length, 0);
  return bytes <= MAX_JOINED_BYTES ? Buffer.concat(whole) : undefined;
}

import { MAX_EXTENTS_SHARE, MAX_HEIF_ITEMS } from './bounds';
import type { ContainerFacts } from './container_facts';

interface Box {
  type: string;
  body: Buffer;
}

/** Items, extents, and sizes of a HEIC or AVIF (ISO/IEC 14496-12 and 23008-12). */
export function heifBounds(file: Buffer): ContainerFacts {
  const meta = boxes(file).find(({ type }) => type === 'meta')?.body;
  if (!meta) return {};
  const parts = boxes(meta.subarray(4));
  const facts = largestSize(parts.find(({ type }) => type === 'iprp')?.body);
  const iloc = parts.find(({ type }) => type === 'iloc')?.body;
  if (!iloc) return facts;
  const { items, bytes } = extents(iloc, file.length);
  if (items > MAX_HEIF_ITEMS) {
    return { ...facts, problem: `has ${items} items, more than ${MAX_HEIF_ITEMS}` };
  }
  return bytes > file.length * MAX_EXTENTS_SHARE
    ? { ...facts, problem: 'names the same bytes over and over' }
    : facts;
}

/** The largest of the sizes that are given (`ispe`), of whichever item. */
function largestSize(iprp: Buffer | undefined): ContainerFacts {
  const ipco = iprp && boxes(iprp).find(({ type }) => type === 'ipco')?.body;
  let [width, height] = [0, 0];
  for (const { type, body } of ipco ? boxes(ipco) : []) {
    if (type !== 'ispe' || body.length < 12) continue;
    const size = [body.readUInt32BE(4), body.readUInt32BE(8)];
    if (size[0] * size[1] > width * height || Math.max(...size) > Math.max(width, height)) {
      [width, height] = size;
    }
  }
  return { width, height };
}

/** How many items are located, and the bytes of all their extents; an extent of length 0 is the whole file. */
function extents(iloc: Buffer, fileBytes: number): { items: number; bytes: number } {
  const version = iloc[0];
  const [offsetSize, lengthSize, baseSize] = [iloc[4] >> 4, iloc[4] & 15, iloc[5] >> 4];
  const indexSize = version > 0 ? iloc[5] & 15 : 0;
  const number = (at: number, size: number): number =>
    size === 0 ? 0 : size === 8 ? Number(iloc.readBigUInt64BE(at)) : iloc.readUIntBE(at, size);
  const items = version < 2 ? iloc.readUInt16BE(6) : iloc.readUInt32BE(6);
  let at = version < 2 ? 8 : 10;
  let bytes = 0;
  for (let item = 0; item < Math.min(items, MAX_HEIF_ITEMS); item++) {
    at += (version < 2 ? 2 : 4) + (version > 0 ? 2 : 0) + 2 + baseSize;
    const count = iloc.readUInt16BE(at);
    at += 2;
    for (let i = 0; i < count; i++) {
      bytes += number(at + indexSize + offsetSize, lengthSize) || fileBytes;
      at += indexSize + offsetSize + lengthSize;
    }
  }
  return { items, bytes };
}

/** The boxes one after another in a piece of the file. */
function boxes(piece: Buffer): Box[] {
  const found: Box[] = [];
  for (let at = 0; at + 8 <= piece.length;) {
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

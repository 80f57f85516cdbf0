import { boxes } from '../heic/iso_boxes';
import { itemCount, itemLocations } from '../heic/item_locations';
import { MAX_EXTENTS_SHARE, MAX_HEIF_ITEMS } from './bounds';
import type { ContainerFacts } from './container_facts';

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
  let bytes = 0;
  for (const location of itemLocations(iloc, MAX_HEIF_ITEMS)) {
    for (const { length } of location.extents) bytes += length || fileBytes;
  }
  return { items: itemCount(iloc), bytes };
}

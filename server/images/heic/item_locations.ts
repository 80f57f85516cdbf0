/** Where an item's bytes lie. */
export interface ItemLocation {
  id: number;
  /** 0: in the file, 1: in `idat`, 2: in another item. */
  method: number;
  /** In pieces; a length of 0 is "to the end". */
  extents: Array<{ offset: number; length: number }>;
}

/** How many items an `iloc` says that it locates (ISO/IEC 14496-12, 8.11.3). */
export const itemCount = (iloc: Buffer): number =>
  iloc[0] < 2 ? iloc.readUInt16BE(6) : iloc.readUInt32BE(6);

/**
 * The places of an `iloc`'s items.
 *
 * @param most no more than so many, whatever it says
 * @throws RangeError where it ends too early
 */
export function* itemLocations(iloc: Buffer, most: number): Generator<ItemLocation> {
  const version = iloc[0];
  const [offsetSize, lengthSize] = [iloc[4] >> 4, iloc[4] & 15];
  const [baseSize, indexSize] = [iloc[5] >> 4, version > 0 ? iloc[5] & 15 : 0];
  const number = (at: number, size: number): number =>
    size === 0 ? 0 : size === 8 ? Number(iloc.readBigUInt64BE(at)) : iloc.readUIntBE(at, size);
  let at = version < 2 ? 8 : 10;
  for (let left = Math.min(itemCount(iloc), most); left > 0; left--) {
    const id = version < 2 ? iloc.readUInt16BE(at) : iloc.readUInt32BE(at);
    at += version < 2 ? 2 : 4;
    const method = version > 0 ? iloc.readUInt16BE(at) & 15 : 0;
    at += (version > 0 ? 2 : 0) + 2;
    const base = number(at, baseSize);
    at += baseSize;
    const count = iloc.readUInt16BE(at);
    at += 2;
    const extents: ItemLocation['extents'] = [];
    // Extents without a byte of their own can be as many as a number says: three are as good as all.
    const told = indexSize + offsetSize + lengthSize === 0 ? Math.min(count, 3) : count;
    for (let i = 0; i < told; i++) {
      const offset = base + number(at + indexSize, offsetSize);
      const length = number(at + indexSize + offsetSize, lengthSize);
      at += indexSize + offsetSize + lengthSize;
      extents.push({ offset, length });
    }
    yield { id, method, extents };
  }
}

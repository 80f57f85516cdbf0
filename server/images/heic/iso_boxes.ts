/** Boxes of ISO base media files (HEIC, AVIF): ISO/IEC 14496-12. The one reader of their headers. */
export interface Box {
  type: string;
  body: Buffer;
}

/** Hostile files may nest and count as they like: nothing here is ever this large. */
export const MAX_BOXES = 20_000;

/**
 * A box's header (4.2): 32-bit size, type, then a 64-bit size if the first is 1; size 0 is "to the end".
 *
 * @returns undefined where no box begins: fewer than 8 bytes, or a size that none can have
 */
function headerAt(file: Buffer, at: number): { size: number; bytes: number } | undefined {
  if (at + 8 > file.length) return undefined;
  const size = file.readUInt32BE(at);
  if (size === 0) return { size: file.length - at, bytes: 8 };
  if (size === 1 && at + 16 <= file.length) {
    const large = Number(file.readBigUInt64BE(at + 8));
    return large < 16 ? undefined : { size: large, bytes: 16 };
  }
  return size < 8 ? undefined : { size, bytes: 8 };
}

/** The boxes one after another in a piece of the file; the last may be cut short. */
export function boxes(piece: Buffer): Box[] {
  const found: Box[] = [];
  let at = 0;
  for (
    let header = headerAt(piece, at);
    header && found.length < MAX_BOXES;
    header = headerAt(piece, at)
  ) {
    const type = piece.toString('latin1', at + 4, at + 8);
    found.push({ type, body: piece.subarray(at + header.bytes, at + header.size) });
    at += header.size;
  }
  return found;
}

/**
 * How many bytes the last box of a file lacks: more than 0 means that it was cut short. A decoder does not notice when only
 * what lies behind the main picture is missing, or fills gaps with gray. Bytes that are no box are something else behind the
 * last one; the decoder judges those.
 */
export function missingBytes(bytes: Uint8Array): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let header = headerAt(file, at); header; header = headerAt(file, at)) at += header.size;
  return Math.max(0, at - file.length);
}

/**
 * How many bytes the last box of an ISO base media file (HEIC, AVIF) lacks: more than 0 means that the file was cut
 * short. A decoder does not notice when only what lies behind the main picture is missing, or fills gaps with grey.
 *
 * Box header (ISO/IEC 14496-12, 4.2): 32-bit size, type, then a 64-bit size if the first is 1; size 0 is "to the end".
 */
export function missingBytes(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = 0;
  while (at + 8 <= file.length) {
    let size = view.getUint32(at);
    let header = 8;
    if (size === 0) {
      return 0;
    }
    if (size === 1 && at + 16 <= file.length) {
      size = Number(view.getBigUint64(at + 8));
      header = 16;
    }
    if (size < header) {
      // No box can be this small: bytes of something else behind the last box. The decoder judges the rest.
      return 0;
    }
    at += size;
  }
  return Math.max(0, at - file.length);
}

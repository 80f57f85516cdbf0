import type { MetadataBlocks } from './found_blocks';

/** EXIF and XMP in their RIFF chunks (RFC 9649, 2.7.1.5): type, 32-bit length, body, padded to an even length. */
export function webpMetadata(file: Buffer): MetadataBlocks {
  const found: MetadataBlocks = {};
  for (let at = 12; at + 8 <= file.length;) {
    const type = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === 'EXIF') found.exif ??= body;
    if (type === 'XMP ') found.xmp ??= body.toString('utf8');
    at += 8 + length + (length % 2);
  }
  return found;
}

import { startsWith, type MetadataBlocks } from './found_blocks';
import { iptcOfPhotoshop } from './iptc';

const SOI = 0xd8;
const SOS = 0xda;
const EOI = 0xd9;
const APP1 = 0xe1;
const APP13 = 0xed;
const XMP_HEADER = 'http://ns.adobe.com/xap/1.0/\0';
const PHOTOSHOP_HEADER = 'Photoshop 3.0\0';

export interface JpegSegment {
  marker: number;
  body: Buffer;
}

/** The segments in front of the pixels (ITU T.81, B.1.1): marker, 16-bit length, body. */
export function* jpegSegments(file: Buffer): Generator<JpegSegment> {
  let at = 2;
  while (at + 4 <= file.length) {
    if (file[at] !== 0xff) return;
    const marker = file[at + 1];
    // Any number of 0xff may fill the space before a marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === SOS || marker === EOI) return;
    if (marker === SOI || (marker >= 0xd0 && marker <= 0xd7) || marker === 0x01) {
      at += 2;
      continue;
    }
    const length = file.readUInt16BE(at + 2);
    if (length < 2) return;
    yield { marker, body: file.subarray(at + 4, at + 2 + length) };
    at += 2 + length;
  }
}

/** EXIF and XMP in APP1, IPTC in Photoshop's APP13, which may go on in the next one. */
export function jpegMetadata(file: Buffer): MetadataBlocks {
  const found: MetadataBlocks = {};
  const photoshop: Buffer[] = [];
  for (const { marker, body } of jpegSegments(file)) {
    if (marker === APP1 && startsWith(body, 'Exif\0')) found.exif ??= body;
    else if (marker === APP1 && startsWith(body, XMP_HEADER)) {
      found.xmp ??= body.toString('utf8', XMP_HEADER.length);
    } else if (marker === APP13 && startsWith(body, PHOTOSHOP_HEADER)) {
      photoshop.push(body.subarray(PHOTOSHOP_HEADER.length));
    }
  }
  return { ...found, iptc: iptcOfPhotoshop(Buffer.concat(photoshop)) };
}

import { inflateSync } from 'node:zlib';
import { iptcOfPhotoshop } from './iptc';
import type { MetadataBlocks } from './found_blocks';

/** More than any EXIF, XMP or title needs; a compressed chunk that grows past it is a bomb and is left out. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
/** Photos have about ten; without a limit a file of empty chunks would keep a worker busy. */
const MAX_TEXTS = 200;

/**
 * EXIF in eXIf wherever it stands, or as the "raw profile" that ImageMagick writes; XMP and everything people wrote in the
 * text chunks (PNG 3rd edition, 11.3).
 */
export function pngMetadata(file: Buffer): MetadataBlocks {
  const texts: Record<string, string> = {};
  let exif: Buffer | undefined;
  let count = 0;
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === 'IEND') break;
    if (type === 'eXIf') exif ??= body;
    const text = count < MAX_TEXTS ? readText(type, body) : undefined;
    if (text) {
      count++;
      // Keywords come from the file: one may be called "__proto__".
      if (!Object.hasOwn(texts, text.keyword)) {
        Object.defineProperty(texts, text.keyword, { value: text.value, enumerable: true });
      }
    }
    at += 12 + length;
  }
  const profile = (name: string) => rawProfile(texts[`Raw profile type ${name}`]);
  return {
    exif: exif ?? profile('exif') ?? profile('APP1'),
    xmp: texts['XML:com.adobe.xmp'] ?? profile('xmp')?.toString('utf8'),
    iptc: iptcOfPhotoshop(profile('iptc') ?? profile('8bim')),
    texts,
  };
}

function readText(type: string, body: Buffer): { keyword: string; value: string } | undefined {
  if (type !== 'tEXt' && type !== 'zTXt' && type !== 'iTXt') return undefined;
  const end = body.indexOf(0);
  // The standard allows 79 bytes.
  if (end < 1 || end > 79) return undefined;
  const keyword = body.toString('latin1', 0, end);
  const rest = body.subarray(end + 1);
  if (type === 'tEXt')
    return within(rest, (bytes) => ({ keyword, value: bytes.toString('latin1') }));
  if (type === 'zTXt') {
    const bytes = inflated(rest.subarray(1));
    return bytes && { keyword, value: bytes.toString('latin1') };
  }
  // Compression flag and method, then language and translated keyword, each ended by a zero.
  const language = rest.indexOf(0, 2);
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const text = rest.subarray(translated + 1);
  const bytes = rest[0] === 1 ? inflated(text) : text;
  return bytes && within(bytes, (value) => ({ keyword, value: value.toString('utf8') }));
}

const within = <T>(bytes: Buffer, read: (bytes: Buffer) => T): T | undefined =>
  bytes.length <= MAX_TEXT_BYTES ? read(bytes) : undefined;

function inflated(bytes: Buffer): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_TEXT_BYTES });
  } catch {
    return undefined;
  }
}

/** ImageMagick's way of keeping a profile in a text: its name, its length, and its bytes in hexadecimal digits. */
function rawProfile(text: string | undefined): Buffer | undefined {
  const match = text && /^\s*[\w.]+\s+(\d+)\s+([0-9a-fA-F\s]+)$/.exec(text);
  return match ? Buffer.from(match[2].replace(/\s+/g, ''), 'hex') : undefined;
}

import { inflateSync, constants } from 'node:zlib';
import { metadataBound } from './bounds';
import type { ContainerFacts } from './container_facts';

/**
 * Size and unpacked metadata of a PNG (W3C PNG 3, 5 and 11.3): texts and profiles are unpacked here, with a bound, so that
 * libpng is not given any that grow beyond it.
 */
export function pngBounds(file: Buffer): ContainerFacts {
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const bound = metadataBound(width, height);
  let left = bound;
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === 'IEND') break;
    left -= metadataBytes(type, body, left);
    if (left < 0) {
      const megabytes = Math.round(bound / 1e6);
      return { width, height, problem: `holds more than ${megabytes} MB of metadata` };
    }
    at += 12 + length;
  }
  return { width, height };
}

/** How many bytes a chunk of metadata takes when it is unpacked; more than `left` is told as one more. */
function metadataBytes(type: string, body: Buffer, left: number): number {
  switch (type) {
    case 'tEXt':
    case 'eXIf':
      return body.length;
    case 'zTXt':
    case 'iCCP':
      // keyword, 0, method, data
      return unpackedBytes(body.subarray(body.indexOf(0) + 2), left);
    case 'iTXt': {
      // keyword, 0, flag, method, language, 0, translated keyword, 0, text
      const flags = body.indexOf(0) + 1;
      if (body[flags] !== 1) return body.length;
      const language = body.indexOf(0, flags + 2);
      const text = body.indexOf(0, language + 1) + 1;
      return unpackedBytes(body.subarray(text), left);
    }
    default:
      return 0;
  }
}

function unpackedBytes(packed: Buffer, left: number): number {
  try {
    return inflateSync(packed, {
      maxOutputLength: Math.max(1, left),
      finishFlush: constants.Z_SYNC_FLUSH,
    }).length;
  } catch (error) {
    // Damaged texts are libpng's to judge; it unpacks no more of them than was possible here.
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? left + 1 : 0;
  }
}

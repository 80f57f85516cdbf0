import { MAX_DIRECTORIES, MAX_TIFF_BLOCK } from './bounds';
import type { ContainerFacts } from './container_facts';

/** Tags of TIFF 6.0. */
const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  samples: 277,
  tileWidth: 322,
  tileHeight: 323,
} as const;
const WANTED: ReadonlySet<number> = new Set(Object.values(TAG));
/** Bytes of a value, by the type of a field: SHORT, LONG, LONG8. */
const VALUE_BYTES: Record<number, number> = { 3: 2, 4: 4, 16: 8 };

/** The first directory of a TIFF or BigTIFF, and how many follow it. */
export function tiffBounds(file: Buffer): ContainerFacts {
  const { uint, big } = numbers(file);
  const directory = big ? uint(8, 8) : uint(4, 4);
  const count = big ? uint(directory, 8) : uint(directory, 2);
  const entryBytes = big ? 20 : 12;
  const entries = directory + (big ? 8 : 2);
  const values = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const at = entries + i * entryBytes;
    if (!WANTED.has(uint(at, 2))) continue;
    const bytes = VALUE_BYTES[uint(at + 2, 2)];
    const number = uint(at + 4, big ? 8 : 4);
    // Several values may lie elsewhere; of those, the first is as good as any (bits of each sample).
    const inPlace = bytes * number <= (big ? 8 : 4);
    const place = inPlace ? at + (big ? 12 : 8) : uint(at + (big ? 12 : 8), big ? 8 : 4);
    if (bytes && number > 0 && place + bytes <= file.length)
      values.set(uint(at, 2), uint(place, bytes));
  }
  const width = values.get(TAG.width) ?? 0;
  const height = values.get(TAG.height) ?? 0;
  const pixelBytes = ((values.get(TAG.bits) ?? 1) * (values.get(TAG.samples) ?? 1)) / 8;
  const facts = { width, height };
  const [tileWidth = 0, tileHeight = 0] = [TAG.tileWidth, TAG.tileHeight].map((tag) =>
    values.get(tag)
  );
  if (tileWidth * tileHeight * pixelBytes > MAX_TIFF_BLOCK) {
    return { ...facts, problem: `has tiles of ${tileWidth} × ${tileHeight}` };
  }
  let directories = 1;
  const countBytes = big ? 8 : 2;
  const linkBytes = big ? 8 : 4;
  let link = entries + count * entryBytes;
  while (link + linkBytes <= file.length) {
    const next = uint(link, linkBytes);
    if (next === 0 || next + countBytes > file.length) break;
    if (++directories > MAX_DIRECTORIES) {
      return { ...facts, problem: `has more than ${MAX_DIRECTORIES} pages` };
    }
    link = next + countBytes + uint(next, countBytes) * entryBytes;
  }
  return facts;
}

function numbers(file: Buffer) {
  const little = file[0] === 0x49;
  const uint = (at: number, bytes: number): number => {
    if (bytes === 8) return Number(little ? file.readBigUInt64LE(at) : file.readBigUInt64BE(at));
    return little ? file.readUIntLE(at, bytes) : file.readUIntBE(at, bytes);
  };
  return { uint, big: uint(2, 2) === 43 };
}

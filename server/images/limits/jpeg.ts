import { MAX_SCANS, MAX_SEGMENTS } from './bounds';
import type { ContainerFacts } from './container_facts';

const SOS = 0xda;
const EOI = 0xd9;
/** Frame headers: SOF0 to SOF15 without DHT, JPG, and DAC, which lie between them. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Stuffed bytes and restart markers belong to the coded pixels. */
const isInScan = (marker: number) => marker === 0 || (marker >= 0xd0 && marker <= 0xd7);

/** Segments and scans of a JPEG (ISO/IEC 10918-1, annex B), up to its end marker. */
export function jpegBounds(file: Buffer): ContainerFacts {
  const facts: ContainerFacts = {};
  let segments = 0;
  let scans = 0;
  let at = 2;
  for (;;) {
    at = file.indexOf(0xff, at);
    if (at < 0 || at + 3 >= file.length) return facts;
    const marker = file[at + 1];
    // Fill bytes, and whatever lies between segments, are passed over as libjpeg does.
    if (marker === 0xff || isInScan(marker) || marker === 1) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === EOI) return facts;
    if (isFrame(marker) && facts.width === undefined) {
      facts.height = file.readUInt16BE(at + 5);
      facts.width = file.readUInt16BE(at + 7);
    }
    if (++segments > MAX_SEGMENTS + 2 * MAX_SCANS) {
      return { ...facts, problem: `has more than ${MAX_SEGMENTS} segments of metadata` };
    }
    if (marker === SOS && ++scans > MAX_SCANS) {
      return { ...facts, problem: `has more than ${MAX_SCANS} scans` };
    }
    at += 2 + file.readUInt16BE(at + 2);
  }
}

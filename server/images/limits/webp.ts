import type { ContainerFacts } from './container_facts';

/** An animation, without the frames behind the first (WebP container specification, "Extended File Format"). */
export function webpBounds(file: Buffer): ContainerFacts {
  const kept: Buffer[] = [];
  let facts: ContainerFacts = {};
  let frames = 0;
  for (let at = 12; at + 8 <= file.length;) {
    const type = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (type === 'VP8X') {
      facts = { width: file.readUIntLE(at + 12, 3) + 1, height: file.readUIntLE(at + 15, 3) + 1 };
    }
    if (type !== 'ANMF' || ++frames === 1) kept.push(file.subarray(at, end));
    at = end;
  }
  if (frames < 2) return facts;
  const head = Buffer.from(file.subarray(0, 12));
  head.writeUInt32LE(4 + kept.reduce((sum, chunk) => sum + chunk.length, 0), 4);
  return { ...facts, first: Buffer.concat([head, ...kept]) };
}

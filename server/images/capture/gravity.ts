/** How a camera was held against gravity, degrees: pitch up, roll clockwise as the photographer sees it. */
export interface Gravity {
  pitchDeg: number;
  rollDeg: number;
}

const DEGREES = 180 / Math.PI;

/** "Apple iOS", a zero, a version, the byte order; the directory follows, and its offsets count from the note's start. */
const APPLE = Buffer.from('Apple iOS\0\0\x01MM', 'latin1');
/** ExifTool's name of it: AccelerationVector, three signed fractions in g (exiftool.org, "Apple Tags"). */
const ACCELERATION = 8;
const SIGNED_RATIONAL = 10;
/** Directories of maker notes hold some fifty entries; more is a damaged one. */
const MAX_ENTRIES = 256;
/** A phone at rest feels 1 g; one in a hand that moves up to a tenth more or less. */
const AT_REST_G = [0.8, 1.2] as const;
/** A camera that looks this steeply up or down has no side that is up: its roll means nothing. */
const STEEP_DEG = 70;

/**
 * Reads how a phone was held from its maker note: Apple's, the only one that holds the acceleration (2026). The vector's
 * axes are those of the device, upright in portrait: x to the right, y up, z out of the screen toward the photographer.
 *
 * The picture is upright, so its roll is what is left beside quarter turns: this holds for files that have lost their
 * orientation tag, too.
 *
 * @param makerNote the EXIF tag's bytes
 * @returns undefined for other makers, a damaged note, a phone in motion, and a camera that looks straight up or down
 */
export function gravityOf(makerNote: Uint8Array | undefined): Gravity | undefined {
  const vector = makerNote && accelerationOf(Buffer.from(makerNote));
  if (!vector) return undefined;
  const [x, y, z] = vector;
  const length = Math.hypot(x, y, z);
  if (!(length >= AT_REST_G[0] && length <= AT_REST_G[1])) return undefined;
  const pitchDeg = Math.asin(z / length) * DEGREES;
  if (Math.abs(pitchDeg) > STEEP_DEG) return undefined;
  const turned = Math.atan2(x, -y) * DEGREES;
  return { pitchDeg, rollDeg: turned - 90 * Math.round(turned / 90) };
}

function accelerationOf(note: Buffer): [x: number, y: number, z: number] | undefined {
  if (note.length < APPLE.length + 2 || !note.subarray(0, APPLE.length).equals(APPLE)) {
    return undefined;
  }
  const entries = note.readUInt16BE(APPLE.length);
  const end = APPLE.length + 2 + 12 * entries;
  if (entries > MAX_ENTRIES || end > note.length) return undefined;
  for (let at = APPLE.length + 2; at < end; at += 12) {
    const [tag, type] = [note.readUInt16BE(at), note.readUInt16BE(at + 2)];
    const [count, offset] = [note.readUInt32BE(at + 4), note.readUInt32BE(at + 8)];
    if (tag !== ACCELERATION) continue;
    if (type !== SIGNED_RATIONAL || count !== 3 || offset + 24 > note.length) return undefined;
    const fraction = (i: number) =>
      note.readInt32BE(offset + 8 * i) / note.readInt32BE(offset + 8 * i + 4);
    return [fraction(0), fraction(1), fraction(2)];
  }
  return undefined;
}

import type { Burst } from '../../../server/photos/photo_document';

/** What grouping looks at. */
export interface BurstPhoto {
  id: string;
  path: string;
  contentHash: string;
  /** Milliseconds since 1970; undefined without a time. */
  shotMs: number | undefined;
  /** 16 hex digits. */
  perceptualHash: string;
  camera?: string;
  pixels: number;
  bytes: number;
  full: boolean;
}

/**
 * Frames of one burst, and "one more, to be safe": up to a minute apart. Each is compared with the one before it, so
 * a burst may last longer.
 */
export const BURST_GAP_MS = 60_000;

/**
 * Differing bits of 64. Of all 300 pairs of 25 real photos of one trek the closest unrelated ones differ in 12 bits,
 * then 17; the middle is 31. Frames of a burst differ in 0 to 8.
 */
export const BURST_BITS = 10;

/**
 * A hash sees where things stand, so a walker or a cloud that moves between two frames, or a turn of a few degrees,
 * makes it differ by more. Up to here the photos' vectors are asked as well; unrelated photos differ in 31 bits.
 */
const DOUBTFUL_BITS = 24;

/** More frames than a person looks through; also what is held in memory. */
const MAX_BURST = 500;

/**
 * Finds bursts in photos that come in the order of their time (those without a time after them, in the order of their
 * content). Two photos next to each other belong together when they are the same file twice, or when the same camera
 * took them within BURST_GAP_MS and they look alike: by their hashes, or where these are in doubt by their vectors.
 *
 * Holds one group at a time.
 */
export class BurstGrouper {
  private group: BurstPhoto[] = [];

  /**
   * @param sameView cosine from which on two photos are one view in this library (its calibration says it); absent: the
   *   hashes decide alone. On the demo album's 15 bursts they join 41 of 45 pairs of frames; the others differ in 11 to
   *   19 bits.
   */
  constructor(private readonly sameView = Infinity) {}

  /** The photo before it, where only the vectors of both can tell whether they are one burst. */
  doubtfulWith(photo: BurstPhoto): BurstPhoto | undefined {
    const last = this.group[this.group.length - 1];
    if (!last || !sameMoment(last, photo) || belongTogether(last, photo)) return undefined;
    const bits = differingBits(last.perceptualHash, photo.perceptualHash);
    return bits <= DOUBTFUL_BITS ? last : undefined;
  }

  /**
   * @param cosine of the photo with the one before it, where it was doubtful
   * @returns the group that this photo closes: itself is not in it; empty when none is closed
   */
  push(photo: BurstPhoto, cosine = 0): BurstPhoto[] {
    const last = this.group[this.group.length - 1];
    const together = last && (belongTogether(last, photo) || cosine >= this.sameView);
    if (together && this.group.length < MAX_BURST) {
      this.group.push(photo);
      return [];
    }
    return this.end([photo]);
  }

  /** The last group. */
  end(next: BurstPhoto[] = []): BurstPhoto[] {
    const group = this.group;
    this.group = next;
    return group;
  }
}

function belongTogether(a: BurstPhoto, b: BurstPhoto): boolean {
  if (a.contentHash === b.contentHash) return true;
  return sameMoment(a, b) && differingBits(a.perceptualHash, b.perceptualHash) <= BURST_BITS;
}

function sameMoment(a: BurstPhoto, b: BurstPhoto): boolean {
  if (a.shotMs === undefined || b.shotMs === undefined || a.camera !== b.camera) return false;
  return b.shotMs - a.shotMs <= BURST_GAP_MS;
}

/** Hamming distance of two hashes of 16 hex digits. */
export function differingBits(a: string, b: string): number {
  let bits = 0;
  for (let x = BigInt(`0x${a}`) ^ BigInt(`0x${b}`); x !== 0n; x &= x - 1n) bits++;
  return bits;
}

/**
 * Which frame of a group is best, and what every frame is told: undefined for a photo that stands alone.
 *
 * Best is what has most pixels and was decoded in full; among equals most bytes, because blur compresses well (files
 * of one burst come from one encoder at one setting); the path decides the rest, so that every run says the same.
 */
export function burstsOf(group: readonly BurstPhoto[]): Map<string, Burst | undefined> {
  if (group.length < 2) return new Map(group.map(({ id }) => [id, undefined]));
  const ranked = [...group].sort(
    (a, b) =>
      b.pixels - a.pixels ||
      Number(b.full) - Number(a.full) ||
      b.bytes - a.bytes ||
      (a.path < b.path ? -1 : 1)
  );
  // Named after its smallest id: the same whatever order photos came in, and whichever is best.
  const id = [...group].map((photo) => photo.id).sort()[0];
  return new Map(ranked.map((photo, i) => [photo.id, { id, rank: i + 1, size: group.length }]));
}

/**
 * The gap twin: the demo model's vectors, moved to where SigLIP-2's lie. With x a unit photo vector and t a unit text
 * vector of n numbers,
 *
 *     photo' = [a·x ; c ; 0]        text' = [b·t ; d·g ; d·√(1 − g²)]
 *
 * are unit vectors of n + 2 numbers, and every text-photo logit under scale 110 and bias −16 is the demo model's under
 * its own scale and bias. A product that is right answers the same on both.
 */

/** SigLIP-2's published scale and bias, rounded. */
export const TWIN_LOGITS = { scale: 110, bias: -16 } as const;

/** Mean cosine of two photos of the demo album under the demo model. */
const DEMO_PHOTO_COSINE = 0.232;

/** How a twin differs from the demo model. */
export interface TwinShape {
  /** Mean cosine of two photos: 0.232 to 1. SigLIP-2's own is not published. */
  photoCosine: number;
  /** The logits as they should be, times this. */
  slope?: number;
  /** Added to every logit after that; the folder's logits.json does not know of it. */
  shift?: number;
}

/** A unit vector times a number, followed by two constants. */
export interface Extension {
  scale: number;
  constants: readonly [number, number];
}

export interface TwinMap {
  photo: Extension;
  text: Extension;
}

/**
 * The map of a twin.
 *
 * @param demo the demo model's scale and bias, exp applied
 * @throws RangeError for a slope so steep that no cosine reaches it
 */
export function twinMap(
  { photoCosine, slope = 1, shift = 0 }: TwinShape,
  demo: { scale: number; bias: number }
): TwinMap {
  const photo = Math.sqrt((1 - photoCosine) / (1 - DEMO_PHOTO_COSINE));
  const photoRest = Math.sqrt(1 - photo ** 2);
  const text = (slope * demo.scale) / (TWIN_LOGITS.scale * photo);
  const textRest = Math.sqrt(1 - text ** 2);
  const bias = slope * demo.bias + shift;
  const lean = (bias - TWIN_LOGITS.bias) / (TWIN_LOGITS.scale * photoRest * textRest);
  if (!(Math.abs(lean) <= 1)) {
    throw new RangeError(`No unit vectors have logits of slope ${slope} and shift ${shift}.`);
  }
  return {
    photo: { scale: photo, constants: [photoRest, 0] },
    text: { scale: text, constants: [textRest * lean, textRest * Math.sqrt(1 - lean ** 2)] },
  };
}

/** @param unit a unit vector of the demo model; @returns a unit vector of two numbers more */
export function extended(unit: Float32Array, { scale, constants }: Extension): Float32Array {
  return Float32Array.from([...unit.map((value) => scale * value), ...constants]);
}

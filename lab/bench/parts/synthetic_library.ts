import { seededRandom } from '../../../common/seeded_random';
import { l2Normalized } from '../../../server/embedding/vectors';
import { quantile } from '../../../common/statistics';
import { rounded } from '../report/statistics';

/**
 * Made-up vectors for libraries that nobody has at hand. No trained SigLIP-2 was measured for them: how alike its photos
 * are is not published, so the mean cosine of different photos is that of the tightest twin (lab/twins), where an
 * approximate index has it hardest.
 *
 * All photos share one direction; the rest comes from places, scenes at a place and frames of a scene, in a space of far
 * fewer dimensions than the vector has, the first of which count most: as embeddings are, and as noise is not. An
 * approximate index finds clusters easier than noise, and near-duplicates harder to put in order.
 */

const DIMS = 768;
/** Dimensions that carry the differences; the k-th is worth 1/√k of the first. */
const LATENT = 96;
/** What all photos share of a squared length of 1: the mean cosine between different photos. */
const SHARED = 0.72;
/** How the rest divides into place, scene, frame, and noise in all dimensions. */
const PLACE = 0.5;
const SCENE = 0.33;
const FRAME = 0.13;
const NOISE = 0.04;
/** Photos of a scene, and scenes of a place, on the average: a trekker stops and shoots a few frames. */
const PER_SCENE = 4;
const PER_PLACE = 12;
/**
 * Texts lie apart from photos (the modality gap); what lies in the photos' own space is this share of their squared
 * length, which gives cosines of at most 0.08 to the photos they mean. SigLIP-2's published ones are 0.12 to 0.29, so
 * its texts point at photos at least as clearly.
 */
const TEXT_SHARE = 0.02;

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface SyntheticLibrary {
  dims: number;
  /** The next photo's unit vector; frames of a scene follow each other. */
  photo(): Float32Array;
  /** A photo of a place in the library that is not in it. */
  photoQuery(): Float32Array;
  /** What a text about such a photo gives. */
  textQuery(): Float32Array;
}

export function syntheticLibrary(photos: number, seed = 20261123): SyntheticLibrary {
  const random = seededRandom(seed);
  const direction = (length: number) =>
    l2Normalized(Float32Array.from({ length }, () => normal(random)));
  const mean = direction(DIMS);
  const textMean = direction(DIMS);
  // Columns of length 1 in random directions: nearly at right angles, as there are many more dimensions than columns.
  const axes = Array.from({ length: LATENT }, () => direction(DIMS));
  const weights = Array.from({ length: LATENT }, (_, k) => (k + 1) ** -0.5);
  const scale = 1 / Math.hypot(...weights);
  const latent = (share: number) =>
    Float32Array.from(weights, (weight) => Math.sqrt(share) * scale * weight * normal(random));

  const places = Array.from({ length: Math.ceil(photos / PER_SCENE / PER_PLACE) }, () =>
    latent(PLACE)
  );
  const somePlace = () => places[Math.floor(random() * places.length)];
  const sceneAt = (place: Float32Array) => sum(place, latent(SCENE));
  const outward = (inside: Float32Array): Float32Array => {
    const vector = new Float32Array(DIMS);
    inside.forEach((value, k) => {
      const axis = axes[k];
      for (let i = 0; i < DIMS; i++) vector[i] += value * axis[i];
    });
    return vector;
  };
  const frameOf = (scene: Float32Array): Float32Array => {
    const vector = outward(sum(scene, latent(FRAME)));
    const noise = Math.sqrt(NOISE / DIMS);
    for (let i = 0; i < DIMS; i++) {
      vector[i] =
        Math.sqrt(SHARED) * mean[i] + Math.sqrt(1 - SHARED) * (vector[i] + noise * normal(random));
    }
    return l2Normalized(vector);
  };
  let scene = sceneAt(somePlace());
  return {
    dims: DIMS,
    photo: () => {
      if (random() < 1 / PER_SCENE) scene = sceneAt(somePlace());
      return frameOf(scene);
    },
    photoQuery: () => frameOf(sceneAt(somePlace())),
    textQuery: () => {
      const meant = outward(sceneAt(somePlace()));
      return l2Normalized(
        textMean.map(
          (value, i) => Math.sqrt(1 - TEXT_SHARE) * value + Math.sqrt(TEXT_SHARE) * meant[i]
        )
      );
    },
  };
}

function sum(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value + b[i]);
}

export function dot(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

/** Mean and highest cosine between different photos of a sample: to be held against the real ones. */
export function spreadOf(vectors: readonly Float32Array[]): {
  mean: number;
  p99: number;
  max: number;
} {
  const cosines: number[] = [];
  for (let a = 0; a < vectors.length; a++) {
    for (let b = 0; b < a; b++) cosines.push(dot(vectors[a], vectors[b]));
  }
  return {
    mean: rounded(cosines.reduce((total, value) => total + value, 0) / cosines.length),
    p99: rounded(quantile(cosines, 0.99)),
    max: rounded(quantile(cosines, 1), 4),
  };
}

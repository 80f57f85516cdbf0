import { createHash } from 'node:crypto';
import type { Embedder } from '../embedding/embedder';
import { identityHash } from '../embedding/model/identity';
import type { Logits } from '../embedding/model/model_folder';
import type { Calibration } from './calibration';
import { NULL_TEXTS_VERSION } from './unrelated_texts';

export const CALIBRATION_VERSION = 1;

/** A library that has grown by half is another one. */
export const GROWTH = 1.5;

/** Fewer photos have no background worth the name. */
export const MIN_PHOTOS = 8;

export function calibrationId(parts: Omit<Calibration, 'id'>): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

export function logitsHash(logits: Logits | undefined): string | undefined {
  if (!logits) return undefined;
  const { scale, bias } = logits;
  return createHash('sha256')
    .update(JSON.stringify([scale, bias]))
    .digest('hex')
    .slice(0, 8);
}

/**
 * Why a library should be calibrated again.
 *
 * @param photos how many it holds now
 * @returns a sentence's end ("because …"), or undefined where the calibration holds
 */
export function calibrationDue(
  calibration: Calibration | undefined,
  { identity, model }: Pick<Embedder, 'identity' | 'model'>,
  photos: number
): string | undefined {
  if (photos < MIN_PHOTOS) return undefined;
  if (!calibration) return 'it never was calibrated';
  if (
    calibration.version !== CALIBRATION_VERSION ||
    calibration.texts_version !== NULL_TEXTS_VERSION
  ) {
    return 'another version of Peak Search calibrated it';
  }
  if (calibration.embedding !== identityHash(identity)) return 'the model changed';
  if (calibration.logits !== logitsHash(model.logits)) return "the model's logits.json changed";
  if (photos >= calibration.photos * GROWTH) {
    return `it has grown from ${calibration.photos} to ${photos} photos`;
  }
  return undefined;
}

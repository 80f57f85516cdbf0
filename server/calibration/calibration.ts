import type { LooksEvidence } from './looks_evidence';
import type { NullScale } from './null_scale';
import type { SameView } from './same_view';

/**
 * What certainty means in one library, measured on the library itself without anybody's labels. It lies in the `_meta`
 * of the photos index: a new model fills a new index, which begins without one.
 */
export interface Calibration {
  /** Hash over all below; every stored prediction names the calibration it was made with. */
  id: string;
  /** Increase CALIBRATION_VERSION when the method changes. */
  version: number;
  texts_version: number;
  /** identityHash of the model. */
  embedding: string;
  /** Hash of the model's scale and bias; absent where it has none. */
  logits?: string;
  /** Photos in the library when it was made. */
  photos: number;
  /** Photos with a place that the looks were measured on. */
  placed: number;
  /** False: the model failed the published pictures and knows its own world only. */
  open_world: boolean;
  /** What unrelated texts find. */
  nulls: NullScale;
  /** Absent where too few photos have a place. */
  looks?: LooksEvidence;
  /** Absent where too few frames of one view are known. */
  same_view?: SameView;
  /** 99 of 100 photos have another in the library that is at least as much alike: a cosine. */
  likeness: number;
}

import sharp from 'sharp';
import {
  decodePhoto,
  renderPhoto,
  type DecodedPhoto,
  type DecodeTask,
  type Rendition,
  type RenderTask,
} from '../picture/decode_photo';
import { PhotoError, type PhotoErrorCode } from '../photo_error';

/** The protocol between the pool (photo_decoder.ts) and this thread. */
export type WorkerTask = { started: Int32Array } & (
  { kind: 'decode'; task: DecodeTask } | { kind: 'render'; task: RenderTask }
);

export type WorkerAnswer =
  | { kind: 'decoded'; photo: DecodedPhoto }
  | { kind: 'rendered'; rendition: Rendition }
  | { kind: 'failed'; code: PhotoErrorCode; message: string; permanent: boolean };

// The pool is the parallelism: one libvips thread a worker. No file comes twice, so a cache is memory lost.
sharp.concurrency(1);
sharp.cache(false);

/** Runs one task. Failures that belong to the file are answers; anything thrown is a defect and reported as crash. */
export default async function run(work: WorkerTask): Promise<WorkerAnswer> {
  // Tells the pool that this thread could be loaded: what fails from here on is the file's doing.
  Atomics.store(work.started, 0, 1);
  try {
    return work.kind === 'decode'
      ? { kind: 'decoded', photo: await decodePhoto(work.task) }
      : { kind: 'rendered', rendition: await renderPhoto(work.task) };
  } catch (error) {
    if (error instanceof PhotoError) {
      return {
        kind: 'failed',
        code: error.code,
        message: error.message,
        permanent: error.permanent,
      };
    }
    throw error;
  }
}

import { loadNodeAv, NativeDecoderMissing } from '../heic/native_heic';
import {
  decodePhoto,
  readCapture,
  renderPhoto,
  type CaptureTask,
  type DecodedPhoto,
  type DecodeTask,
  type PhotoCapture,
  type Rendition,
  type RenderTask,
} from '../picture/decode_photo';
import { PhotoError, type PhotoErrorCode } from '../photo_error';

/** What the pool (photo_decoder.ts) asks its processes for. */
export type PhotoTask =
  | { kind: 'decode'; task: DecodeTask }
  | { kind: 'render'; task: RenderTask }
  | { kind: 'capture'; task: CaptureTask }
  /** whether node-av can be loaded from a folder */
  | { kind: 'native heic'; folder: string };

export type PhotoReply =
  | { kind: 'decoded'; photo: DecodedPhoto }
  | { kind: 'rendered'; rendition: Rendition }
  | { kind: 'captured'; capture: PhotoCapture }
  | { kind: 'native heic'; problem?: string }
  | { kind: 'refused'; code: PhotoErrorCode; message: string; permanent: boolean };

/** Runs one task. What belongs to the file is an answer; what is thrown is a defect. */
export async function photoTask(asked: PhotoTask): Promise<PhotoReply> {
  try {
    switch (asked.kind) {
      case 'decode':
        return { kind: 'decoded', photo: await decodePhoto(asked.task) };
      case 'render':
        return { kind: 'rendered', rendition: await renderPhoto(asked.task) };
      case 'capture':
        return { kind: 'captured', capture: await readCapture(asked.task) };
      case 'native heic':
        return { kind: 'native heic', problem: nativeHeicProblem(asked.folder) };
    }
  } catch (error) {
    if (!(error instanceof PhotoError)) throw error;
    const { code, message, permanent } = error;
    return { kind: 'refused', code, message, permanent };
  }
}

function nativeHeicProblem(folder: string): string | undefined {
  try {
    loadNodeAv(folder);
    return undefined;
  } catch (error) {
    if (error instanceof NativeDecoderMissing) return error.message;
    throw error;
  }
}

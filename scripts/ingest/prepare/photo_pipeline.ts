import { photoDocument } from '../../../server/photos/make_photo_document';
import { photoId } from '../../../server/photos/photo_document';
import { EmbedderBusyError, EmbedderClosedError } from '../../../server/embedding/errors';
import type { Embedder } from '../../../server/embedding/embedder';
import { PhotoError } from '../../../server/images/photo_error';
import type { DecodedPhoto, PhotoDecoder } from '../../../server/images/pool/photo_decoder';
import type { PendingPhoto } from '../write/bulk_writer';
import type { IndexedPhoto } from '../write/indexed_photos';
import { OUTLINE_PX } from '../../../server/identify/camera_pose';
import type { PoseFinder } from './poses';
import type { Predictor } from './predictor';
import { FileProblem } from '../scan/read_file';
import type { FileContent } from '../scan/read_file';
import type { AlbumFile } from '../scan/walk';
import { reasonOf } from '../../../server/errors';

export interface PipelineParts {
  album: string;
  decoder: PhotoDecoder;
  embedder: Embedder;
  predict: Predictor;
  /** Where terrain is configured: works out how cameras were turned. */
  poses?: PoseFinder;
  preview: boolean;
  /** See IngestOptions. */
  nativeHeic?: string;
  thumbnailPx: number;
  defaultZone: string;
}

/**
 * A minute: a 24 MP HEIC takes 2 s alone on a core, and an ingest shares its cores with whatever else runs there at
 * night; nobody waits for an answer.
 */
const DECODE_TIMEOUT_MS = 60_000;

/**
 * Decodes, embeds and predicts one photo.
 *
 * @param before the document that it replaces
 * @throws FileProblem for what goes to quarantine; anything else is the run's problem, not the file's
 */
export async function preparePhoto(
  file: AlbumFile,
  content: FileContent,
  before: IndexedPhoto | undefined,
  parts: PipelineParts
): Promise<PendingPhoto> {
  const decoded = await decode(file, content, parts);
  const vector = await embed(decoded, parts.embedder);
  const id = photoId(parts.album, file.path);
  const corrections = keptCorrections(before, decoded);
  const pose = await parts.poses?.find(decoded);
  // What a person set wins.
  const corrected = corrections.bearingCorrectionDeg || corrections.pitchDeg !== undefined;
  const document = photoDocument({
    album: parts.album,
    path: file.path,
    contentHash: content.hash,
    sidecarHash: content.sidecar?.hash,
    companions: file.companions,
    bytes: content.bytes.length,
    decoded,
    vector,
    predictions: await parts.predict({
      ...decoded,
      id,
      imageVector: vector,
      pose: corrected ? undefined : pose,
    }),
    pose,
    // Null where an update has taken it away.
    burst: before?.burst ?? undefined,
    ...corrections,
  });
  return { id, document, file, replaced: before !== undefined };
}

async function decode(
  file: AlbumFile,
  content: FileContent,
  parts: PipelineParts
): Promise<DecodedPhoto> {
  try {
    return await parts.decoder.decode(
      {
        bytes: content.bytes,
        imageSize: parts.embedder.model.imageSize,
        thumbnailPx: parts.thumbnailPx,
        previewMode: parts.preview,
        nativeHeic: parts.nativeHeic,
        defaultZone: parts.defaultZone,
        sidecar: content.sidecar?.packet,
        fileName: file.path,
        outlinePx: parts.poses && OUTLINE_PX,
      },
      { timeoutMs: DECODE_TIMEOUT_MS }
    );
  } catch (error) {
    if (error instanceof PhotoError) {
      throw new FileProblem(error.code, error.message, error.permanent);
    }
    throw error;
  }
}

async function embed(decoded: DecodedPhoto, embedder: Embedder): Promise<Float32Array> {
  try {
    const [vector] = await embedder.embedImages([decoded.pixels], { priority: 'background' });
    return vector;
  } catch (error) {
    if (error instanceof EmbedderClosedError || error instanceof EmbedderBusyError) throw error;
    const reason = reasonOf(error);
    throw new FileProblem('embedding_failed', `The model failed on it (${reason}).`, false);
  }
}

/**
 * What people corrected of compass and tilt belongs to the exposure: it stays when the file was only written anew
 * (other keywords, another compression), and goes when another photo took its name.
 */
function keptCorrections(
  before: IndexedPhoto | undefined,
  { metadata }: DecodedPhoto
): { bearingCorrectionDeg?: number; pitchDeg?: number } {
  const same =
    before?.shot_time === metadata.shotTime && before?.bearing_deg === metadata.bearingDeg;
  if (!before || !same) return {};
  return {
    bearingCorrectionDeg: before.bearing_correction_deg,
    pitchDeg: before.pitch_deg ?? undefined,
  };
}

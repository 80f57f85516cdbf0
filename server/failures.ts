import type { ErrorCode } from '../common/api';
import { elasticsearchError } from './elasticsearch/elasticsearch_errors';
import {
  EmbedderBusyError,
  EmbedderDeadlineError,
  EmbeddingError,
  ModelFolderError,
} from './embedding/errors';
import { PeakSearchError } from './errors';
import { PhotoError, type PhotoErrorCode } from './images/photo_error';

const PHOTO_CODES: Record<PhotoErrorCode, ErrorCode> = {
  not_an_image: 'unsupported_format',
  unsupported_format: 'unsupported_format',
  damaged: 'damaged',
  too_large: 'too_large',
  timeout: 'timeout',
  decoder_crashed: 'damaged',
  busy: 'busy',
};

/** When a photo may be sent again to a decoder that had too many waiting. */
const DECODER_RETRY_S = 2;
/** The same for a model that did not answer in time: it is loading, which takes 5 s, or has a queue. */
const MODEL_RETRY_S = 5;

/** Whatever any part of the product threw as a failure of ours; what is none comes back as it is. */
export function knownFailure(error: unknown): unknown {
  if (error instanceof PhotoError) {
    const retryAfterS = error.code === 'busy' ? DECODER_RETRY_S : undefined;
    return new PeakSearchError(PHOTO_CODES[error.code], error.message, {
      cause: error,
      retryAfterS,
    });
  }
  return embeddingError(elasticsearchError(error));
}

/** Turns what the embedder threw into an error that its reader can act on; everything else comes back as it is. */
export function embeddingError(error: unknown): unknown {
  if (error instanceof EmbedderBusyError) {
    const { retryAfterS } = error;
    return new PeakSearchError('busy', error.message, { cause: error, retryAfterS });
  }
  if (error instanceof EmbedderDeadlineError) {
    const retryAfterS = MODEL_RETRY_S;
    return new PeakSearchError('timeout', error.message, { cause: error, retryAfterS });
  }
  if (error instanceof ModelFolderError) {
    // Which file is wrong may be known to all; where it lies may not.
    const problems = error.problems.join(' ').replaceAll(error.dir, 'the model folder');
    return new PeakSearchError('model_missing', `The embedding model cannot be used: ${problems}`, {
      cause: error,
      detail: error.message,
    });
  }
  if (error instanceof EmbeddingError) {
    return new PeakSearchError(
      'model_missing',
      'The embedding model cannot be used. The server log says why; "peak-search model check" looks at the folder.',
      { cause: error, detail: error.message }
    );
  }
  return error;
}

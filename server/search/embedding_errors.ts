import {
  EmbedderBusyError,
  EmbedderDeadlineError,
  EmbeddingError,
  ModelFolderError,
} from '../embedding/errors';
import { PeakSearchError } from '../errors';

/** Turns what the embedder threw into an error that its reader can act on; everything else comes back as it is. */
export function embeddingError(error: unknown): unknown {
  if (error instanceof EmbedderBusyError) {
    return new PeakSearchError('busy', error.message, {
      cause: error,
      retryAfterS: error.retryAfterS,
    });
  }
  if (error instanceof EmbedderDeadlineError) {
    return new PeakSearchError('timeout', error.message, { cause: error, retryAfterS: 5 });
  }
  if (error instanceof ModelFolderError || error instanceof EmbeddingError) {
    return new PeakSearchError('model_missing', error.message, { cause: error });
  }
  return error;
}

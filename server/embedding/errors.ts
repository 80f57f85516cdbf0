/** The base of all that can go wrong in this folder; `message` is a sentence a person can act on. */
export class EmbeddingError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The model folder cannot be used as it is. */
export class ModelFolderError extends EmbeddingError {
  constructor(
    readonly dir: string,
    readonly problems: readonly string[]
  ) {
    super(`The model folder ${dir} cannot be used: ${problems.join(' ')}`);
  }
}

/** More is waiting than is allowed; come back later (HTTP 429 or 503 with Retry-After). */
export class EmbedderBusyError extends EmbeddingError {
  /** @param retryAfterS whole seconds after which a place is likely to be free, at least 1 */
  constructor(
    readonly waiting: number,
    readonly retryAfterS: number
  ) {
    super(
      `The embedding model is busy (${waiting} requests are waiting). Try again in ${retryAfterS} s.`
    );
  }
}

/** The answer did not come within the time the caller allowed. */
export class EmbedderDeadlineError extends EmbeddingError {
  constructor(readonly deadlineMs: number) {
    super(
      `The embedding model did not answer within ${deadlineMs} ms. It may still be loading or be busy; try again, or allow more time.`
    );
  }
}

/** The model could not be loaded, or failed while computing. */
export class EmbedderFailedError extends EmbeddingError {}

/** The embedder was closed (its host is stopping). */
export class EmbedderClosedError extends EmbeddingError {
  constructor() {
    super('The embedder is closed, because its host is stopping.');
  }
}

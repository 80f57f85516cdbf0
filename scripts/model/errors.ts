/** A download that cannot succeed as it is asked for; `message` says what to do. */
export class ModelFetchError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ModelFetchError';
  }
}

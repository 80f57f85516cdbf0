import type { ErrorCode } from '../common/api';

/** HTTP status for each code; the command line's exit codes derive from the same codes (scripts/cli/exit_codes.ts). */
const HTTP_STATUS: Record<ErrorCode, number> = {
  bad_request: 400,
  unsupported_format: 415,
  damaged: 422,
  too_large: 413,
  // Chromium sends a request again, upload and all, that is answered with 408.
  timeout: 504,
  busy: 429,
  model_missing: 503,
  model_mismatch: 409,
  index_missing: 503,
  elasticsearch_unreachable: 503,
  forbidden: 403,
  not_found: 404,
  internal: 500,
};

/** A failure that its reader can act on: a code for programs, a sentence for people. */
export class PeakSearchError extends Error {
  public readonly code: ErrorCode;
  /** Seconds after which trying again makes sense; only for passing failures. */
  public readonly retryAfterS?: number;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; retryAfterS?: number } = {}
  ) {
    super(message, { cause: options.cause });
    this.name = 'PeakSearchError';
    this.code = code;
    this.retryAfterS = options.retryAfterS;
  }

  public get httpStatus(): number {
    return HTTP_STATUS[this.code];
  }
}

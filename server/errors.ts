import type { ErrorCode } from '../common/api';

/** What a failure means to whoever meets it. */
interface FailureKind {
  httpStatus: number;
  /** Of the command line (scripts/cli/exit_codes.ts). */
  exit: 'unexpected' | 'usage' | 'input' | 'unreachable' | 'index' | 'model';
  /** True when trying again later can help, with nothing changed. */
  passes: boolean;
}

/** The one table of failures. What to do about one stands in its message, which knows more than its code does. */
export const FAILURES: Readonly<Record<ErrorCode, FailureKind>> = {
  bad_request: { httpStatus: 400, exit: 'usage', passes: false },
  unsupported_format: { httpStatus: 415, exit: 'input', passes: false },
  damaged: { httpStatus: 422, exit: 'input', passes: false },
  too_large: { httpStatus: 413, exit: 'input', passes: false },
  // Not 408: Chromium sends a request again, upload and all, that is answered with it.
  timeout: { httpStatus: 504, exit: 'unreachable', passes: true },
  busy: { httpStatus: 429, exit: 'unreachable', passes: true },
  model_missing: { httpStatus: 503, exit: 'model', passes: false },
  model_mismatch: { httpStatus: 409, exit: 'index', passes: false },
  index_missing: { httpStatus: 503, exit: 'index', passes: false },
  elasticsearch_unreachable: { httpStatus: 503, exit: 'unreachable', passes: true },
  forbidden: { httpStatus: 403, exit: 'unreachable', passes: false },
  not_found: { httpStatus: 404, exit: 'input', passes: false },
  internal: { httpStatus: 500, exit: 'unexpected', passes: false },
};

/** A failure that its reader can act on: a code for programs, a sentence for people. */
export class PeakSearchError extends Error {
  public readonly code: ErrorCode;
  /** Seconds after which trying again makes sense; only for passing failures. */
  public readonly retryAfterS?: number;
  /**
   * What only an operator may read, in the log or on the command line: addresses, paths, another program's words. The
   * message goes to whoever uses the app.
   */
  public readonly detail?: string;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; retryAfterS?: number; detail?: string } = {}
  ) {
    super(message, { cause: options.cause });
    this.name = 'PeakSearchError';
    this.code = code;
    this.retryAfterS = options.retryAfterS;
    this.detail = options.detail;
  }

  public get httpStatus(): number {
    return FAILURES[this.code].httpStatus;
  }
}

/** Why something failed, in its own words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

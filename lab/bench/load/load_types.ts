/** What the process that makes the load is asked for. */
export interface LoadOrder {
  /** Address of the host, with base path. */
  url: string;
  seconds: number;
  /** People who search, each sending the next search when the last is answered. */
  searchers: number;
  /** Searches they choose from, at random. */
  searches: unknown[];
  /** People who upload photos, likewise. */
  uploaders: number;
  photos: string[];
  /** Pause of a person between two requests, in milliseconds. */
  pauseMs: number;
}

export interface LoadFigures {
  /** Requests by status ('error': no answer at all). */
  statuses: Record<string, number>;
  /** Answers 429 without a Retry-After, which none should be. */
  busyWithoutRetry: number;
  /** Milliseconds of the answers with 200. */
  times: number[];
}

export interface LoadReport {
  search: LoadFigures;
  identify: LoadFigures;
  /** Searches with 200, by searcher. */
  perSearcher: number[];
  /** The first few answers that were neither 200 nor 429. */
  complaints: string[];
}

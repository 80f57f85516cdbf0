import { CatalogFileError } from '../../server/catalog/catalog_file';
import { FAILURES, PeakSearchError } from '../../server/errors';
import { knownFailure } from '../../server/failures';
import { AlbumLockedError } from '../ingest/scan/album_lock';
import { StateFolderError } from '../ingest/scan/state_error';
import { ModelFetchError } from '../model/errors';

/** What the command line's exit code says; printed by `--help`, so keep the sentences short. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'done' },
  unexpected: { code: 1, meaning: 'something unexpected failed' },
  usage: { code: 2, meaning: 'wrong arguments' },
  input: { code: 3, meaning: 'a file given is wrong (catalog, photo, GPX); nothing was written' },
  unreachable: {
    code: 4,
    meaning: 'Elasticsearch or Kibana is away, refuses or does not let you in',
  },
  index: { code: 5, meaning: 'an index is missing, or another model filled it' },
  model: { code: 6, meaning: 'the embedding model is missing or cannot be used' },
  partly: {
    code: 7,
    meaning: 'done but for some files, which are quarantined or differ (--verify)',
  },
  locked: { code: 8, meaning: 'another process works on the album' },
  state: {
    code: 9,
    meaning: 'the state folder of the ingest cannot be written (disk full, read-only)',
  },
  interrupted: { code: 130, meaning: 'interrupted (Ctrl-C); running again goes on from there' },
} as const;

export type ExitReason = keyof typeof EXIT_CODES;

/** An error that a command ends with, as its reader should see it. */
export interface CommandFailure {
  reason: ExitReason;
  /** For programs: an ErrorCode, or the exit reason where there is none. */
  code: string;
  message: string;
}

/** Sorts whatever a command threw. A message without a known class keeps its stack, which somebody will need. */
export function commandFailure(thrown: unknown): CommandFailure {
  const error = knownFailure(thrown);
  // Also a bad request, by its base; on the command line the file is what is wrong.
  if (error instanceof CatalogFileError) return failure('input', error);
  if (error instanceof PeakSearchError) {
    const { code, message, detail } = error;
    // Whoever runs a command is an operator.
    return {
      reason: FAILURES[code].exit,
      code,
      message: detail === undefined ? message : `${message}\n${detail}`,
    };
  }
  if (error instanceof ModelFetchError) return failure('model', error);
  if (error instanceof AlbumLockedError) return failure('locked', error);
  if (error instanceof StateFolderError) return failure('state', error);
  if (error instanceof Error && error.name === 'AbortError') {
    return { reason: 'interrupted', code: 'interrupted', message: 'Interrupted.' };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { reason: 'unexpected', code: 'internal', message };
}

function failure(reason: ExitReason, error: Error): CommandFailure {
  return { reason, code: reason, message: error.message };
}

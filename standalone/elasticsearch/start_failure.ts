import { lastLines } from './run_tool';

/** Where the node's log tells a cause that a person can remove: the log's words, and our sentence. */
const CAUSES: Array<[RegExp, string]> = [
  [
    /failed to obtain node lock|maybe these locations are not writable or multiple nodes were started/i,
    'Another Elasticsearch uses this data folder already (or it cannot be written): stop that one, or choose another folder.',
  ],
  [
    /BindHttpException|Address already in use/,
    'Its port is taken by another program: stop that program, or choose another port.',
  ],
  [
    /Could not reserve enough space|insufficient memory|Cannot allocate memory|OutOfMemoryError|Initial heap size set to a larger/i,
    'There is not enough free memory for it: close other programs, or give it a smaller heap.',
  ],
  [
    /No space left on device/i,
    'The disk is full: make room, or choose a data folder on another disk.',
  ],
  [
    /cannot (down|up)grade a node/i,
    'The data folder was written by another version of Elasticsearch: choose another folder, or delete it and ingest again.',
  ],
  [
    /AccessDeniedException|Permission denied/i,
    'Files of the data folder belong to another user: choose another folder, or change their owner.',
  ],
];

/**
 * One message for a node that did not start: what happened, the cause in plain words when its log names a known one, the log's
 * last lines, and where the whole log lies.
 */
export function startFailure(what: string, log: string, logFile: string): Error {
  const cause = CAUSES.find(([words]) => words.test(log))?.[1];
  const tail = lastLines(log.replace(/^\s+at .*$/gm, ''), 8);
  return new Error(
    [
      `${what}${cause ? ` ${cause}` : ''}`,
      tail || '(its log is empty)',
      `The whole log: ${logFile}`,
    ].join('\n')
  );
}

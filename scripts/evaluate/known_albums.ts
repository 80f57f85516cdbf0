import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PeakSearchError } from '../../server/errors';

/** A labelled album and what belongs to it. */
export interface AlbumToEvaluate {
  root: string;
  /** Queries with what answers them; absent: the labels' own tags and captions are asked. */
  queries?: string;
  /** The model to use where none is given. */
  model?: string;
}

const REPOSITORY = join(__dirname, '../..');

/** Albums with a name of their own. No constant was fitted on the demo's (docs/quality.md). */
const KNOWN: Record<string, AlbumToEvaluate> = {
  demo: {
    root: join(REPOSITORY, 'demo/album'),
    queries: join(REPOSITORY, 'demo/model/queries.json'),
    model: join(REPOSITORY, 'demo/model/siglip2-demo'),
  },
};

/**
 * @param name "demo", or a folder with labels.jsonl (and, if it likes, queries.json)
 * @throws PeakSearchError `bad_request` where there are no labels
 */
export function albumToEvaluate(name: string): AlbumToEvaluate {
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  const root = known?.root ?? resolve(name);
  if (!existsSync(join(root, 'labels.jsonl'))) {
    throw new PeakSearchError(
      'bad_request',
      `${known ? root : name} has no labels.jsonl, so nothing is known of it.`
    );
  }
  const queries = join(root, 'queries.json');
  return known ?? { root, queries: existsSync(queries) ? queries : undefined };
}

import type { IngestReport } from './events';
import type { IngestContext } from './ingest_run';
import type { IngestTarget } from './ingest_target';
import type { Tally } from './tally';

/**
 * What is done when all photos of an album are in: forget what is gone.
 */
export async function finishAlbum(
  { journal }: IngestContext,
  target: IngestTarget,
  tally: Tally
): Promise<Pick<IngestReport, 'bursts' | 'trails'>> {
  const gone = [...journal.quarantine.keys()].filter((path) => !tally.quarantined.has(path));
  // Without its folder nobody can say whether a file is gone.
  if (!tally.incomplete) await journal.forget(gone);
  if (journal.finishedIndex !== target.uuid) await journal.markFinished(target.uuid!);
  return {};
}

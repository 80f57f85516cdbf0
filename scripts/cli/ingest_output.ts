import type { IngestEvent, IngestReport, SkipReason } from '../ingest/events';
import { count, duration, plural } from './output';
import { shown } from '../../common/escape';
import { Progress } from './progress';
import { placeWords } from './track_files';
import type { WatchEvent } from '../ingest/watch/watch_album';

/** Shows an ingest's events to a person. */
export class IngestProgress {
  private readonly progress = new Progress('photos');
  private done = 0;

  tell(event: IngestEvent): void {
    switch (event.type) {
      case 'started':
        return this.progress.say(
          `${shown(event.album)}: ${shown(event.root)} → ${event.index}${event.dryRun ? ' (dry run: nothing is written)' : ''}`
        );
      case 'total':
        return this.progress.update(this.done, event.files);
      case 'quarantined':
        this.progress.say(`quarantined ${shown(event.path)}: ${shown(event.message)}`);
        return this.progress.update(++this.done);
      case 'indexed':
      case 'unchanged':
      case 'would_index':
        return this.progress.update(++this.done);
      case 'waiting':
        return this.progress.say(
          `${event.reason} Waiting ${duration(event.retryInS)}; ${duration(event.waitedS)} so far.`
        );
      case 'resumed':
        return this.progress.say(`Elasticsearch answers again after ${duration(event.waitedS)}.`);
      case 'note':
        return this.progress.say(event.message);
      default:
    }
  }

  stop(): void {
    this.progress.stop();
  }
}

const SKIPPED: Record<SkipReason, string> = {
  hidden: 'hidden',
  other_type: 'not photos by their name',
  link: 'links (never followed)',
  system: 'folders of systems and thumbnails',
  nomedia: 'folders with .nomedia',
  excluded: 'excluded',
  paired: 'RAW files and films beside their photo',
  other_shard: 'of other shares',
};

/** The closing lines. The counts of the first line add up to what was seen. */
export function tellReport(report: IngestReport): void {
  const would = report.dryRun ? ' would be' : '';
  const parts = [
    `${count(report.indexed)}${would} indexed`,
    `${count(report.unchanged)} unchanged`,
    `${count(report.quarantined)} quarantined`,
  ];
  if (report.pending > 0) parts.push(`${count(report.pending)} not done`);
  console.log(
    `${shown(report.album)}: ${plural(report.seen, 'photo')}: ${parts.join(', ')}. ${duration(report.seconds)}.`
  );
  if (report.places) placeWords(report.places).forEach((line) => console.log(line));
  if (report.removed > 0) console.log(`${plural(report.removed, 'photo')} removed from the index.`);
  const skipped = (Object.keys(SKIPPED) as SkipReason[])
    .filter((reason) => report.skipped[reason] > 0)
    .map((reason) => `${count(report.skipped[reason])} ${SKIPPED[reason]}`);
  if (skipped.length > 0) console.log(`Skipped: ${skipped.join(', ')}.`);
  if (report.quarantined > 0) {
    console.log('"peak-search quarantine list" tells of each quarantined file.');
  }
  if (report.interrupted)
    console.log('Interrupted. Run the same command again to go on from there.');
}

/** What becomes of a watched album, in a line. */
export function watchWords(root: string, event: WatchEvent): string {
  switch (event.type) {
    case 'watching':
      return event.by === 'events'
        ? `${shown(root)}: watching. Press Ctrl-C to stop.`
        : `${shown(root)}: its file system sends no events, so it is looked at every minute. Press Ctrl-C to stop.`;
    case 'away':
      return `${shown(root)}: the folder is not there. Nothing is removed; waiting for it to come back.`;
    case 'back':
      return `${shown(root)}: the folder is back.`;
    case 'failed':
      return `${shown(root)}: ${event.message} The next look tries again.`;
  }
}

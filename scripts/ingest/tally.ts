import { MAX_LISTED_QUARANTINE } from './events';
import type { IngestEvent, IngestReport, QuarantinedFile, SkipReason } from './events';

/** Counts what becomes of each file and tells it. */
export class Tally {
  seen = 0;
  indexed = 0;
  unchanged = 0;
  removed = 0;
  bytes = 0;
  /** A folder could not be listed: what lies in it is unknown. */
  incomplete = false;
  readonly quarantined = new Set<string>();
  private readonly listed: QuarantinedFile[] = [];
  private readonly skipped: Record<SkipReason, number> = {
    hidden: 0,
    other_type: 0,
    link: 0,
    system: 0,
    nomedia: 0,
    excluded: 0,
    paired: 0,
    other_shard: 0,
  };

  constructor(private readonly onEvent: (event: IngestEvent) => void) {}

  skip(path: string, reason: SkipReason): void {
    this.skipped[reason]++;
    this.onEvent({ type: 'skipped', path, reason });
  }

  keep(path: string): void {
    this.unchanged++;
    this.onEvent({ type: 'unchanged', path });
  }

  index(path: string, bytes: number, replaced: boolean): void {
    this.indexed++;
    this.bytes += bytes;
    this.onEvent({ type: 'indexed', path, replaced });
  }

  move(path: string, from: string): void {
    this.onEvent({ type: 'moved', path, from });
  }

  wouldIndex(path: string, bytes: number, replaced: boolean): void {
    this.indexed++;
    this.bytes += bytes;
    this.onEvent({ type: 'would_index', path, replaced });
  }

  quarantine(file: QuarantinedFile): void {
    const { path, code, message, permanent } = file;
    this.quarantined.add(path);
    this.incomplete ||= code === 'unreadable_folder';
    if (this.listed.length < MAX_LISTED_QUARANTINE) {
      this.listed.push({ path, code, message, permanent });
    }
    this.onEvent({ type: 'quarantined', path, code, message, permanent });
  }

  remove(path: string): void {
    this.removed++;
    this.onEvent({ type: 'removed', path });
  }

  report(): Pick<
    IngestReport,
    | 'seen'
    | 'indexed'
    | 'unchanged'
    | 'quarantined'
    | 'pending'
    | 'removed'
    | 'skipped'
    | 'quarantine'
    | 'bytes'
  > {
    const { seen, indexed, unchanged, removed, skipped, bytes } = this;
    const quarantined = this.quarantined.size;
    return {
      seen,
      indexed,
      unchanged,
      quarantined,
      pending: seen - indexed - unchanged - quarantined,
      removed,
      skipped,
      quarantine: [...this.listed].sort((a, b) => (a.path < b.path ? -1 : 1)),
      bytes,
    };
  }
}

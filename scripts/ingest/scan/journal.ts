import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { QuarantinedFile } from '../events';
import { stateFolderError } from './state_error';
import type { AlbumFile } from './walk';

/**
 * Increase when the decoder learns to read files that it refused before: files refused by an older one are then tried
 * again by themselves.
 */
export const PIPELINE_VERSION = 1;

/** What a file looked like when it was dealt with. */
type FileState = Pick<AlbumFile, 'path' | 'bytes' | 'mtimeMs'>;

/** One line of the journal (NDJSON). */
type JournalLine =
  /** In the index with this content. */
  | { done: string; bytes: number; mtime: number; hash: string }
  | {
      quarantined: string;
      bytes?: number;
      mtime?: number;
      code: QuarantinedFile['code'];
      message: string;
      permanent: boolean;
      pipeline: number;
      at: string;
    }
  /** Quarantined before, and gone from the disk since. */
  | { forgotten: string }
  /** From here on the index may hold more than the journal says, until `finished`. */
  | { writing: true; at: string }
  /** Bursts, predictions and trails are up to date in this index (its uuid). */
  | { finished: string; at: string };

export interface QuarantineRecord extends QuarantinedFile {
  bytes?: number;
  mtimeMs?: number;
  pipeline: number;
  /** ISO time of the failure. */
  at: string;
}

/**
 * What was done with each file of an album: append-only, so that a process killed at any moment leaves a readable one
 * (at worst with a torn last line, which says nothing).
 *
 * The index stays the truth about itself; the journal only spares reading files again that have not changed. So a
 * journal that is lost, old, or of another cluster costs time and nothing else.
 *
 * Memory: 8 bytes a file and the quarantined files.
 */
export class Journal {
  readonly quarantine: Map<string, QuarantineRecord>;
  private handle?: FileHandle;
  /** The append before, however it ended. */
  private last: Promise<void> = Promise.resolve();
  private dirty: boolean;

  private constructor(
    private readonly file: string,
    private readonly known: Float64Array,
    loaded: Pick<LoadedJournal, 'quarantine' | 'finished'>
  ) {
    this.quarantine = loaded.quarantine;
    this.finishedIndex = loaded.finished;
    this.dirty = loaded.finished === undefined;
  }

  /** The uuid of the index for which everything was finished, with nothing done since. */
  finishedIndex: string | undefined;

  /** Reads a journal; writes nothing, also where there is none yet. */
  static async read(file: string): Promise<Journal> {
    const loaded = await load(file);
    return new Journal(file, loaded.fingerprints, loaded);
  }

  /** Whether this file, unchanged since, was indexed with this content. */
  knows(file: FileState, hash: string): boolean {
    return contains(this.known, fingerprint(file, hash));
  }

  /** The reason why this very file was quarantined before and need not be tried again. */
  settledQuarantine(file: FileState): QuarantineRecord | undefined {
    const record = this.quarantine.get(file.path);
    const settled =
      record?.permanent &&
      record.pipeline === PIPELINE_VERSION &&
      record.bytes === file.bytes &&
      record.mtimeMs === file.mtimeMs;
    return settled ? record : undefined;
  }

  /** To be called before the first write to the index. */
  async markWriting(): Promise<void> {
    if (this.dirty && this.handle) return;
    this.dirty = true;
    this.finishedIndex = undefined;
    await this.append([{ writing: true, at: new Date().toISOString() }]);
  }

  async markFinished(indexUuid: string): Promise<void> {
    this.dirty = false;
    this.finishedIndex = indexUuid;
    await this.append([{ finished: indexUuid, at: new Date().toISOString() }]);
  }

  async markDone(files: ReadonlyArray<FileState & { hash: string }>): Promise<void> {
    files.forEach((file) => this.quarantine.delete(file.path));
    await this.append(
      files.map(({ path, bytes, mtimeMs, hash }) => ({ done: path, bytes, mtime: mtimeMs, hash }))
    );
  }

  /** @param file absent for what is no file at all (a folder, a name that cannot be read) */
  async markQuarantined(problem: QuarantinedFile, file?: FileState): Promise<void> {
    const { path, code, message, permanent } = problem;
    const at = new Date().toISOString();
    const { bytes, mtimeMs } = file ?? {};
    const before = this.quarantine.get(path);
    this.quarantine.set(path, { ...problem, bytes, mtimeMs, pipeline: PIPELINE_VERSION, at });
    // The same failure again says nothing new; a nightly run must not grow the journal by it.
    const same =
      before?.code === code &&
      before.bytes === bytes &&
      before.mtimeMs === mtimeMs &&
      before.permanent === permanent &&
      before.pipeline === PIPELINE_VERSION;
    if (same) return;
    await this.append([
      {
        quarantined: path,
        bytes,
        mtime: mtimeMs,
        code,
        message,
        permanent,
        pipeline: PIPELINE_VERSION,
        at,
      },
    ]);
  }

  /** Drops quarantined files that are no more on the disk. */
  async forget(paths: readonly string[]): Promise<void> {
    paths.forEach((path) => this.quarantine.delete(path));
    await this.append(paths.map((path) => ({ forgotten: path })));
  }

  async close(): Promise<void> {
    await this.last;
    await this.handle?.close();
    this.handle = undefined;
  }

  /** Appends, and waits until the disk has it: only then may `writing` be followed by a write to the index. */
  private async append(lines: JournalLine[]): Promise<void> {
    if (lines.length === 0) return;
    // One after the other: lanes and writer come at any time, and a handle that is written to twice at once may mix lines.
    const written = this.last.then(() => this.write(lines));
    this.last = written.catch(() => undefined);
    await written;
  }

  private async write(lines: JournalLine[]): Promise<void> {
    try {
      this.handle ??= await openForAppend(this.file);
      await this.handle.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      await this.handle.datasync();
    } catch (error) {
      throw stateFolderError(error, dirname(this.file));
    }
  }
}

interface LoadedJournal {
  fingerprints: Float64Array;
  quarantine: Map<string, QuarantineRecord>;
  finished: string | undefined;
}

async function load(file: string): Promise<LoadedJournal> {
  const quarantine = new Map<string, QuarantineRecord>();
  const fingerprints = new Numbers();
  let finished: string | undefined;
  for await (const line of journalLines(file)) {
    if ('finished' in line) {
      finished = line.finished;
      continue;
    }
    if ('done' in line) {
      const { done: path, bytes, mtime: mtimeMs, hash } = line;
      fingerprints.push(fingerprint({ path, bytes, mtimeMs }, hash));
      quarantine.delete(path);
      continue;
    }
    if ('writing' in line) finished = undefined;
    if ('forgotten' in line) quarantine.delete(line.forgotten);
    if ('quarantined' in line) {
      const { quarantined: path, mtime: mtimeMs, ...rest } = line;
      quarantine.set(path, { path, mtimeMs, ...rest });
    }
  }
  return { fingerprints: fingerprints.sorted(), quarantine, finished };
}

async function* journalLines(file: string): AsyncGenerator<JournalLine> {
  if (!(await stat(file).catch(() => undefined))) return;
  for await (const text of createInterface({
    input: createReadStream(file),
    crlfDelay: Infinity,
  })) {
    const line = parsed(text);
    if (line) yield line;
  }
}

/** A line that cannot be read (torn by a crash, or by a bad disk) is as good as none: its file is looked at again. */
function parsed(text: string): JournalLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJournalLine(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Only what would do harm if it were of another type is looked at: names, and what is shown to people. */
function isJournalLine(value: unknown): value is JournalLine {
  if (typeof value !== 'object' || value === null) return false;
  const line = value as Record<string, unknown>;
  if ('done' in line) return typeof line.done === 'string' && typeof line.hash === 'string';
  if ('quarantined' in line) {
    const texts = [line.quarantined, line.code, line.message];
    return texts.every((text) => typeof text === 'string') && typeof line.permanent === 'boolean';
  }
  if ('forgotten' in line) return typeof line.forgotten === 'string';
  if ('finished' in line) return typeof line.finished === 'string';
  return 'writing' in line;
}

async function openForAppend(file: string): Promise<FileHandle> {
  await mkdir(dirname(file), { recursive: true });
  const torn = await endsTorn(file);
  const handle = await open(file, 'a');
  // Or the torn line would swallow the first one that is appended.
  if (torn) await handle.appendFile('\n');
  return handle;
}

async function endsTorn(file: string): Promise<boolean> {
  const size = (await stat(file).catch(() => undefined))?.size ?? 0;
  if (size === 0) return false;
  const handle = await open(file, 'r');
  try {
    const last = Buffer.alloc(1);
    await handle.read(last, 0, 1, size - 1);
    return last[0] !== 0x0a;
  } finally {
    await handle.close();
  }
}

/**
 * 53 bits over a file's state and content. That two of ten million files share one is a chance of 1 in 200, and it
 * would matter only if one of them changed to exactly the other's.
 */
function fingerprint({ path, bytes, mtimeMs }: FileState, hash: string): number {
  const digest = createHash('sha256').update(`${path}\0${bytes}\0${mtimeMs}\0${hash}`).digest();
  return digest.readUIntBE(0, 6) * 32 + (digest[6] & 31);
}

/** A growing array of doubles. */
class Numbers {
  private items = new Float64Array(1024);
  private length = 0;

  push(value: number): void {
    if (this.length === this.items.length) {
      const larger = new Float64Array(this.items.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = value;
  }

  sorted(): Float64Array {
    return this.items.slice(0, this.length).sort();
  }
}

function contains(sorted: Float64Array, value: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low < sorted.length && sorted[low] === value;
}

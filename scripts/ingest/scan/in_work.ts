import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { stateFolderError } from './state_error';
import type { AlbumFile } from './walk';

/** After so many deaths of the process with a file alone in work the file is quarantined. */
export const DEATHS = 2;

const entriesSchema = z.array(
  z.object({
    path: z.string(),
    bytes: z.number(),
    mtimeMs: z.number(),
    /** Runs that ended in mid-air while it alone was in work. */
    deaths: z.number(),
    working: z.boolean(),
  })
);

type Entry = z.infer<typeof entriesSchema>[number];
type FileState = Pick<AlbumFile, 'path' | 'bytes' | 'mtimeMs'>;

/**
 * Which files are in work at this moment, kept on disk: a run that finds such marks of an earlier one knows which files may
 * have ended it. A decoder's crash costs one child process and is no matter for this; what is meant is a file that takes
 * the whole run along, by exhausting the machine for instance.
 *
 * A death with several files in work makes suspects of them all; these are to be tried one at a time, after everything
 * else, so that the next death names the right one. Only such deaths count, so that a run that somebody kills again and
 * again quarantines none of its photos. The marks are written without waiting for the disk: they are to
 * outlive the process, not a power cut, which is no file's doing.
 */
export class InWork {
  private readonly entries: Map<string, Entry>;
  private last: Promise<void> = Promise.resolve();
  private stale = false;

  private constructor(
    private readonly file: string,
    entries: Entry[]
  ) {
    this.entries = new Map(entries.map((entry) => [entry.path, entry]));
  }

  /** Reads the marks of earlier runs; a file that can't be read is as good as none. */
  static async read(file: string): Promise<InWork> {
    try {
      const entries = entriesSchema.parse(JSON.parse(await readFile(file, 'utf8')));
      const alone = entries.filter(({ working }) => working).length === 1;
      return new InWork(
        file,
        entries.map(({ working, deaths, ...entry }) => ({
          ...entry,
          deaths: deaths + (working && alone ? 1 : 0),
          working: false,
        }))
      );
    } catch {
      return new InWork(file, []);
    }
  }

  /** Whether an earlier run ended with this very file in work. */
  isSuspect(file: FileState): boolean {
    return this.entryOf(file) !== undefined;
  }

  /** How many runs have ended with this very file alone in work. */
  deathsOf(file: FileState): number {
    return this.entryOf(file)?.deaths ?? 0;
  }

  private entryOf(file: FileState): Entry | undefined {
    const entry = this.entries.get(file.path);
    return entry?.bytes === file.bytes && entry.mtimeMs === file.mtimeMs ? entry : undefined;
  }

  /** To be awaited before the file is given to a decoder. */
  async begin(file: FileState): Promise<void> {
    const { path, bytes, mtimeMs } = file;
    const deaths = this.deathsOf(file);
    this.entries.set(path, { path, bytes, mtimeMs, deaths, working: true });
    await this.save();
  }

  /** Whatever became of it: it has ended, and the process lives. */
  async end({ path }: FileState): Promise<void> {
    this.entries.delete(path);
    await this.save();
  }

  /** One write at a time; those that come meanwhile share the next. */
  private async save(): Promise<void> {
    if (!this.stale) {
      this.stale = true;
      this.last = this.last.catch(() => undefined).then(() => this.write());
    }
    await this.last;
  }

  private async write(): Promise<void> {
    this.stale = false;
    const draft = `${this.file}.new`;
    try {
      await mkdir(dirname(this.file), { recursive: true });
      await writeFile(draft, JSON.stringify([...this.entries.values()]));
      await rename(draft, this.file);
    } catch (error) {
      throw stateFolderError(error, dirname(this.file));
    }
  }
}

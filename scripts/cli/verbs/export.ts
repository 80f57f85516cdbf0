import type { Command } from 'commander';
import { StateFolderError } from '../../ingest/scan/state_error';
import { exportLibrary } from '../../move/export_library';
import { count, printJson } from '../output';
import { Progress } from '../progress';
import { verb } from '../verb';

const HELP = `
The folder gets files of lines of JSON with checksums. They hold exact places: keep the folder where only you can read it.
Run the same command again to go on after an interruption. Originals are neither read nor copied.

Example:
  peak-search export /srv/backup/photos-2026-12`;

/** `peak-search export DIR`: the whole library as files, for another cluster. */
export function exportVerb(program: Command): void {
  const command = program
    .command('export')
    .argument('<folder>', 'an empty folder, or one that does not exist yet')
    .description('Writes photos, vectors, catalog, calibration and trails to a folder.')
    .addHelpText('after', HELP);
  verb<object, [string]>(command, async ({ library, json }, _options, folder) => {
    const progress = new Progress('Exported', { quiet: json });
    try {
      const onProgress = (done: number, total: number) => progress.update(done, total);
      const done = await exportLibrary(library, { folder, onProgress });
      progress.stop();
      if (json) return printJson(done);
      const { photos, catalog, trails } = done.documents;
      console.log(
        `${folder}: ${count(photos)} photos, ${count(catalog)} peaks, ${count(trails)} trail lines (${count(Math.ceil(done.bytes / 1e6))} MB).`
      );
    } catch (error) {
      throw folderFailure(folder, error);
    } finally {
      progress.stop();
    }
  });
}

/** A disk that is full or read-only is nothing unexpected. */
function folderFailure(folder: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code && syscall
    ? new StateFolderError(
        `"${folder}" cannot be written (${code}). Free space there or give another folder, and run the command again: it goes on from there.`,
        { cause: error }
      )
    : error;
}

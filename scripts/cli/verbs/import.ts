import type { Command } from 'commander';
import { DEFAULT_MAX_WAIT_MS } from '../../../server/elasticsearch/retry';
import { openLibrary } from '../../../server/library';
import { importLibrary } from '../../move/import_library';
import { addIndexingOptions } from '../options';
import { count, printJson } from '../output';
import { Progress } from '../progress';
import { verb } from '../verb';

const HELP = `
All files are checked before anything is written. What this library already has is left as it is, so run the same
command again to go on after an interruption. No photo is decoded or embedded.

Example:
  peak-search import /srv/backup/photos-2026-12 --shards 4`;

/** `peak-search import DIR`: an exported library into this cluster. */
export function importVerb(program: Command): void {
  const command = program
    .command('import')
    .argument('<folder>', 'what "peak-search export" wrote')
    .description('Takes an exported library into this cluster.')
    .addHelpText('after', HELP);
  addIndexingOptions(command);
  verb<object, [string]>(command, async (context, _options, folder) => {
    const { services, client, signal, json } = context;
    const progress = new Progress('Imported', { quiet: json });
    const retry = {
      maxWaitMs: DEFAULT_MAX_WAIT_MS,
      signal,
      onEvent: (event: { type: string; reason?: string }) =>
        event.reason && progress.say(`Waiting: ${event.reason}`),
    };
    const library = openLibrary(services, client, { signal, retry, exactPlaces: true });
    try {
      const onProgress = (done: number, total: number) => progress.update(done, total);
      const done = await importLibrary(library, { folder, onProgress });
      progress.stop();
      if (json) return printJson(done);
      const { photos, catalog, trails } = done.imported;
      const present = Object.values(done.present).reduce((sum, n) => sum + n, 0);
      console.log(
        `${count(photos)} photos, ${count(catalog)} peaks and ${count(trails)} trail lines imported; ${count(present)} were there already.`
      );
    } finally {
      progress.stop();
    }
  });
}

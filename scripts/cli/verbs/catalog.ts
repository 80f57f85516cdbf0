import { join } from 'node:path';
import type { Command } from 'commander';
import { readCatalogFile } from '../../../server/catalog/catalog_file';
import { loadCatalog } from '../../../server/catalog/load_catalog';
import { stderrLogger } from '../../../server/own_process/stderr_logger';
import { plural, printJson } from '../output';
import { Progress } from '../progress';
import { verb } from '../verb';

/** The catalog that comes with the product. */
export const DEFAULT_CATALOG = join(__dirname, '../../../peaks.yaml');

const HELP = `
A file with mistakes is refused as a whole: every mistake is named with its line, and nothing is written.

Examples:
  peak-search catalog --model models/siglip2-base-patch16-224
  peak-search catalog my-peaks.yaml`;

/** `peak-search catalog [FILE]`: the peaks and their prototypes. */
export function catalogVerb(program: Command): void {
  const command = program
    .command('catalog')
    .argument('[file]', 'catalog in YAML', DEFAULT_CATALOG)
    .description('Loads the catalog of peaks.')
    .addHelpText('after', HELP);
  verb(command, async ({ client, services, settings, json, signal }, _options, file: string) => {
    const peaks = await readCatalogFile(file);
    const embedder = await services.embedder();
    const progress = new Progress('prototypes', { quiet: json });
    const { decoder } = services;
    const report = await loadCatalog({
      client,
      settings,
      embedder,
      decoder,
      peaks,
      logger: stderrLogger,
      signal,
      onProgress: (done, total) => progress.update(done, total),
    }).finally(() => progress.stop());
    if (json) return printJson(report);
    const { indexed, unchanged, deleted } = report;
    console.log(
      `${settings.indices.peaks}: ${plural(indexed, 'peak')} loaded, ${unchanged} unchanged, ${deleted} removed (${report.index}).`
    );
  });
}

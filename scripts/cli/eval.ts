import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Embedder } from '../../server/embedding/embedder';
import { PeakSearchError } from '../../server/errors';
import { identifyFigures } from '../eval/identify_figures';
import { knnRecall } from '../eval/knn_recall';
import { openLabelledAlbum, partOf } from '../eval/labelled_album';
import type { AlbumPart } from '../eval/labelled_album';
import { readLabels, readQueries } from '../eval/labels';
import { tellIdentify, tellKnn, tellSearch } from '../eval/report';
import type { EvalReport } from '../eval/report';
import { askQueries, searchFigures } from '../eval/search_figures';
import { DEFAULT_CATALOG } from './catalog';
import type { CliContext } from './context';
import { addKnnOptions } from './options';
import { printJson } from './output';
import { Progress } from './progress';
import { verb } from './verb';

interface EvalFlags {
  queries?: string;
  catalog: string;
  name?: string;
  part: AlbumPart;
  knn?: boolean;
  k?: number;
}

const HELP = `
DIR holds photos and labels.jsonl, one JSON object a photo: file, peaks [{id, certainty}], tags, caption. A peaks.json
beside it names the peaks that the labels speak of, when they do not speak of all.

Which peak a photo shows is judged on the files, without Elasticsearch; without --model by geometry alone. With --queries
the search is asked in the index, where the album must be (peak-search ingest). With --knn the approximate search is
compared with the exact one, on whatever the index holds; DIR is not needed then.

Examples:
  peak-search eval ../shared/photos
  peak-search eval demo/album --model demo/model/siglip2-demo --queries demo/model/queries.json --json
  peak-search eval --knn --k 100`;

/** `peak-search eval [DIR]` */
export function evalVerb(program: Command): void {
  const command = program
    .command('eval')
    .argument('[dir]', 'a labelled album')
    .description('Measures how right the answers are, and says how sure the figures.')
    .option('--queries <file>', 'queries with what answers them: {"queries": [{text, predicate}]}')
    .option('--catalog <file>', 'catalog in YAML', DEFAULT_CATALOG)
    .option('--name <album>', 'what the index calls the album (default: the folder’s name)')
    .addOption(
      new Option('--part <half>', 'every second day only: for fitting constants, or for reporting')
        .choices(['all', 'fit', 'report'])
        .default('all')
    )
    .option('--knn', 'compare the approximate with the exact search')
    .addHelpText('after', HELP);
  addKnnOptions(command);
  verb<EvalFlags, [string | undefined]>(command, async (context, flags, dir) => {
    if (dir === undefined && !flags.knn) {
      throw new PeakSearchError('bad_request', 'Give a labelled album, or --knn.');
    }
    const report: EvalReport = {};
    if (dir !== undefined) {
      const root = labelledFolder(dir);
      report.identify = await evaluateIdentify(context, root, flags);
      if (!context.json) tellIdentify(report.identify);
      if (flags.queries) {
        report.search = await evaluateSearch(context, root, flags.queries, flags);
        if (!context.json) tellSearch(report.search);
      }
    }
    if (flags.knn) {
      const { client, settings, signal } = context;
      report.knn = await knnRecall(client, settings, { k: flags.k ?? settings.knn.k, signal });
      if (!context.json) tellKnn(report.knn);
    }
    if (context.json) printJson(report);
  });
}

function labelledFolder(dir: string): string {
  const root = resolve(dir);
  if (!existsSync(join(root, 'labels.jsonl'))) {
    throw new PeakSearchError(
      'bad_request',
      `${dir} has no labels.jsonl, so nothing is known of it.`
    );
  }
  return root;
}

async function evaluateIdentify(
  { services, settings, signal, json }: CliContext,
  root: string,
  { catalog, part }: EvalFlags
): Promise<NonNullable<EvalReport['identify']>> {
  let embedder: Embedder | undefined;
  if (settings.model.dir !== undefined) embedder = await services.embedder();
  else console.error('No --model was given: geometry alone is measured.');
  const progress = new Progress('photos', { quiet: json });
  const album = await openLabelledAlbum({
    services,
    root,
    catalogFile: catalog,
    part,
    embedder,
    signal,
    onProgress: (done, total) => progress.update(done, total),
  }).finally(() => progress.stop());
  return identifyFigures(album);
}

async function evaluateSearch(
  { services, client, signal }: CliContext,
  root: string,
  queriesFile: string,
  { name, part }: EvalFlags
): Promise<NonNullable<EvalReport['search']>> {
  const [labels, queries] = await Promise.all([
    readLabels(join(root, 'labels.jsonl')),
    readQueries(queriesFile),
  ]);
  const album = name ?? basename(root);
  return searchFigures(
    await askQueries({ services, client, album, labels: partOf(labels, part), queries, signal })
  );
}

import { join } from 'node:path';
import type { Command } from 'commander';
import type { Embedder } from '../../../server/embedding/embedder';
import { PeakSearchError } from '../../../server/errors';
import { openLibrary } from '../../../server/library';
import { knnRecall } from '../../../server/quality/knn_recall';
import type { PeakSearchServices } from '../../../server/services';
import { identifyFigures } from '../../evaluate/identify_figures';
import { albumToEvaluate } from '../../evaluate/known_albums';
import type { AlbumToEvaluate } from '../../evaluate/known_albums';
import { openLabelledAlbum } from '../../evaluate/labelled_album';
import type { LabelledAlbum } from '../../evaluate/labelled_album';
import { queriesOf, readLabels, readQueries } from '../../evaluate/labels';
import { burstFigures } from '../../evaluate/burst_figures';
import { referenceFigures } from '../../evaluate/reference_figures';
import { sumFigures } from '../../evaluate/sum_figures';
import {
  tellBursts,
  tellIdentify,
  tellKnn,
  tellReferences,
  tellSearch,
  tellSums,
} from '../../evaluate/report';
import type { EvalReport } from '../../evaluate/report';
import { askQueries, searchFigures } from '../../evaluate/search_figures';
import { libraryWith } from '../../evaluate/temporary_library';
import type { Library } from '../../evaluate/temporary_library';
import { DEFAULT_CATALOG } from './catalog';
import { ownServices } from '../context';
import type { CliContext } from '../context';
import { addKnnOptions } from '../options';
import type { GlobalOptions } from '../options';
import { printJson } from '../output';
import { Progress } from '../progress';
import { verb } from '../verb';

interface EvalFlags extends GlobalOptions {
  album?: string;
  queries?: string;
  catalog: string;
  name?: string;
  search: boolean;
  knn?: boolean;
  k?: number;
}

const HELP = `
The album holds photos and labels.jsonl, one JSON object a photo: file, peaks [{id, certainty}], tags, caption. A
queries.json beside it holds queries with what answers them; without one the labels' own tags and captions are asked. A
peaks.json names the peaks that the labels speak of, when they do not speak of all.

Which peak a photo shows is judged on the files; without --model by geometry alone. Several albums are judged as one, for
narrower intervals; the search is then not asked. Of one album it is asked in the index where the album is in it, else in
one made for the purpose and deleted afterwards; the catalog and the photos in a library of your own stay as they are.
With --knn, or with one album, the approximate search is compared with the exact.

Examples:
  peak-search eval --album demo --json
  peak-search eval --album /srv/photos/labelled --no-search
  peak-search eval demo OTHER THIRD
  peak-search eval --knn --k 100`;

/** `peak-search eval` */
export function evalVerb(program: Command): void {
  const command = program
    .command('eval')
    .argument('[dirs...]', 'labelled albums, as --album')
    .description('Measures how right the answers are, and says how sure the figures.')
    .option('--album <name>', 'a labelled album: "demo", or a folder')
    .option('--queries <file>', 'queries with what answers them: {"queries": [{text, predicate}]}')
    .option('--catalog <file>', 'catalog in YAML', DEFAULT_CATALOG)
    .option('--name <album>', 'what the index calls the album (default: the folder’s name)')
    .option('--no-search', 'files only, without Elasticsearch')
    .option('--knn', 'compare the approximate with the exact search in the index as it is')
    .addHelpText('after', HELP);
  addKnnOptions(command);
  verb<EvalFlags, [string[]]>(command, async (context, flags, dirs) => {
    const names = flags.album === undefined ? dirs : [flags.album, ...dirs];
    if (names.length === 0 && !flags.knn) {
      throw new PeakSearchError('bad_request', 'Give a labelled album, or --knn.');
    }
    const report =
      names.length === 0
        ? { knn: await evaluateKnn(context, context.services, flags) }
        : await evaluateAlbums(context, names.map(albumToEvaluate), flags);
    if (context.json) printJson(report);
  });
}

async function evaluateAlbums(
  context: CliContext,
  albums: readonly AlbumToEvaluate[],
  flags: EvalFlags
): Promise<EvalReport> {
  const [album] = albums;
  // In whatever order they are named.
  const known = albums.find(({ model }) => model !== undefined)?.model;
  const own = context.settings.model.dir === undefined && known !== undefined;
  const services = own ? ownServices({ ...flags, model: known }) : context.services;
  try {
    const embedder = services.settings.model.dir ? await services.embedder() : undefined;
    const report: EvalReport = {
      albums: albums.map(({ root }) => root),
      model: embedder?.identity.model,
      notMeasured: [],
    };
    const leftOut = (sentence: string): void => {
      report.notMeasured!.push(sentence);
      if (!context.json) console.error(sentence);
    };
    if (!embedder) leftOut('No --model was given: identify is judged by geometry alone.');
    const opened = await openAlbums(context, services, embedder, albums, flags);
    report.identify = identifyFigures(opened);
    if (opened.length === 1) report.references = referenceFigures(opened[0]);
    if (!context.json) {
      tellIdentify(report.identify);
      if (report.references) tellReferences(report.references);
    }
    if (!embedder || !flags.search || albums.length > 1) {
      const why = albums.length > 1 ? ', for it is judged over one album' : '';
      leftOut(`The search was not asked${why}.`);
      return report;
    }
    await withLibrary(context, services, album, flags, leftOut, async (library) => {
      Object.assign(report, await evaluateSearch(context, library, album, opened[0], flags));
      if (!context.json) tellLibrary(report);
      report.knn = await evaluateKnn(context, library.services, flags);
    });
    return report;
  } finally {
    if (own) await services.close();
  }
}

/** Runs with the library that holds the album; where there is no cluster, says so and goes on without. */
async function withLibrary(
  { client, signal, json }: CliContext,
  services: PeakSearchServices,
  { root }: AlbumToEvaluate,
  { name, catalog, esUrl }: EvalFlags,
  leftOut: (sentence: string) => void,
  work: (library: Library) => Promise<void>
): Promise<void> {
  const progress = new Progress('photos taken in', { quiet: json });
  let library: Library;
  try {
    library = await libraryWith({
      services,
      client,
      root,
      catalogFile: catalog,
      album: name,
      signal,
      onProgress: (done) => progress.update(done),
    });
  } catch (error) {
    if (!(error instanceof PeakSearchError && error.code === 'elasticsearch_unreachable'))
      throw error;
    return leftOut(
      `Elasticsearch does not answer at ${esUrl}, so the search was not asked. "npm run eval" brings its own.`
    );
  } finally {
    progress.stop();
  }
  try {
    await work(library);
  } finally {
    await library.close();
  }
}

function tellLibrary({ search, sums, bursts }: EvalReport): void {
  if (search) tellSearch(search);
  if (sums) tellSums(sums);
  if (bursts) tellBursts(bursts);
}

async function openAlbums(
  { signal, json }: CliContext,
  services: PeakSearchServices,
  embedder: Embedder | undefined,
  albums: readonly AlbumToEvaluate[],
  { catalog }: EvalFlags
): Promise<LabelledAlbum[]> {
  const opened: LabelledAlbum[] = [];
  for (const { root } of albums) {
    const progress = new Progress('photos', { quiet: json });
    const album = await openLabelledAlbum({
      services,
      root,
      catalogFile: catalog,
      embedder,
      signal,
      onProgress: (done, total) => progress.update(done, total),
    }).finally(() => progress.stop());
    opened.push(album);
  }
  return opened;
}

async function evaluateSearch(
  { client, signal, json }: CliContext,
  { services, album }: Library,
  { root, queries: file }: AlbumToEvaluate,
  { photos }: LabelledAlbum,
  flags: EvalFlags
): Promise<Pick<EvalReport, 'search' | 'sums' | 'bursts'>> {
  const labels = await readLabels(join(root, 'labels.jsonl'));
  const queriesFile = flags.queries ?? file;
  const queries = queriesFile ? await readQueries(queriesFile) : queriesOf(labels);
  const progress = new Progress('queries', { quiet: json });
  const library = openLibrary(services, client, { signal, exactPlaces: true });
  const outcomes = await askQueries({
    library,
    album,
    labels,
    queries,
    onProgress: (done, total) => progress.update(done, total),
  }).finally(() => progress.stop());
  const vectors = new Map(photos.map(({ label, imageVector }) => [label.file, imageVector!]));
  const index = services.settings.indices.photos;
  return {
    search: searchFigures(outcomes),
    sums: await sumFigures({ library, album, queries, vectors }),
    bursts: await burstFigures(client, { index, album, labels }),
  };
}

async function evaluateKnn(
  { client, signal, json }: CliContext,
  services: PeakSearchServices,
  { k }: EvalFlags
): Promise<NonNullable<EvalReport['knn']>> {
  const progress = new Progress('searches', { quiet: json });
  const library = openLibrary(services, client, { signal, exactPlaces: true });
  const onProgress = (done: number, total: number) => progress.update(done, total);
  const rows = await knnRecall(library, { k, onProgress }).finally(() => progress.stop());
  if (!json) tellKnn(rows);
  return rows;
}

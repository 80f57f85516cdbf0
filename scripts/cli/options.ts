import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { PeakSearchError } from '../../server/errors';
import { VARIANT_CHOICES, type VariantChoice } from '../../server/embedding/model/model_variants';
import { DEFAULT_SETTINGS } from '../../server/settings';
import type { Quantization } from '../../server/settings';

/** What every verb takes. Secrets come by environment only: arguments can be read by everybody on the machine. */
export interface GlobalOptions {
  esUrl: string;
  esCa?: string;
  model?: string;
  variant: VariantChoice;
  providers?: string;
  photosIndex?: string;
  peaksIndex?: string;
  terrain?: string;
  json?: boolean;
}

/** How vectors are indexed and searched; a verb offers those that it uses. */
export interface KnnOptions {
  m?: number;
  efConstruction?: number;
  quantization?: Quantization;
  shards?: number;
  k?: number;
  numCandidates?: number;
  oversample?: number;
}

const QUANTIZATIONS: Quantization[] = ['auto', 'hnsw', 'int8_hnsw', 'bbq_hnsw', 'flat'];

/** For verbs that may create the photos index. */
export function addIndexingOptions(command: Command): Command {
  const { m, efConstruction } = DEFAULT_SETTINGS.knn;
  return command
    .addOption(
      new Option('--m <n>', `neighbours a node of the graph (default: ${m})`).argParser(
        wholeNumber(2, 512)
      )
    )
    .addOption(
      new Option(
        '--ef-construction <n>',
        `candidates while building (default: ${efConstruction})`
      ).argParser(wholeNumber(2, 3200))
    )
    .addOption(new Option('--quantization <kind>', 'how vectors are held').choices(QUANTIZATIONS))
    .addOption(
      new Option(
        '--shards <n>',
        'shards of a photos index that is made anew (default: 1, right up to a million photos)'
      ).argParser(wholeNumber(1, 1024))
    );
}

/** For verbs that search. */
export function addKnnOptions(command: Command): Command {
  return command
    .addOption(new Option('--k <n>', 'nearest neighbours').argParser(wholeNumber(1, 10_000)))
    .addOption(
      new Option(
        '--num-candidates <n>',
        'candidates a shard; more finds more and takes longer'
      ).argParser(wholeNumber(1, 10_000))
    )
    .addOption(
      new Option('--oversample <n>', 'quantized vectors: rescore this many times k').argParser(
        wholeNumber(1, 10)
      )
    );
}

export const DEFAULT_ES_URL = 'http://127.0.0.1:9200';

/** Adds the options that every verb takes; they stand after the verb, where people type them. */
export function addGlobalOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--es-url <url>', 'Elasticsearch')
        .env('ELASTICSEARCH_URL')
        .default(DEFAULT_ES_URL)
        .argParser(httpUrl)
    )
    .addOption(
      new Option('--es-ca <file>', 'certificate authority of the cluster (PEM)').env(
        'PEAK_SEARCH_ES_CA'
      )
    )
    .addOption(
      new Option('--model <dir>', 'folder of the embedding model').env('PEAK_SEARCH_MODEL')
    )
    .addOption(
      new Option(
        '--variant <name>',
        'weights to use; auto picks the most exact that fit this machine'
      )
        .choices(VARIANT_CHOICES)
        .default('auto' satisfies VariantChoice)
    )
    .option('--providers <list>', 'where the model runs, tried in this order: cuda,cpu')
    .option('--photos-index <name>', 'name of the photos index')
    .option('--peaks-index <name>', 'name of the peaks index')
    .addOption(
      new Option(
        '--terrain <dir>',
        'folder of tiles (SRTM’s N27E086.hgt, …, or GeoTIFFs): what the ground hides is named less'
      ).env('PEAK_SEARCH_TERRAIN')
    )
    .option('--json', 'print JSON for programs');
}

/** `--help`'s closing part: how to log in. */
export const LOGIN_HELP = `
Logging in to Elasticsearch, by environment only (arguments can be seen by everyone on the machine):
  PEAK_SEARCH_ES_API_KEY                         an API key, or
  PEAK_SEARCH_ES_USER, PEAK_SEARCH_ES_PASSWORD   a name and a password
  …_API_KEY_FILE, …_PASSWORD_FILE                files that hold them`;

/** A parser for addresses of servers. */
export function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('It must be like https://host:9200.');
  }
  if (url.username || url.password) {
    // Not an InvalidArgumentError, which commander prints together with what was given.
    throw new PeakSearchError(
      'bad_request',
      'Leave name and password out of the address; see "Logging in" in "peak-search --help".'
    );
  }
  return text;
}

/** A parser for whole numbers within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most || text.trim() === '') {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

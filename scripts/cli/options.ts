import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

/** What every verb takes. Secrets come by environment only: arguments can be read by everybody on the machine. */
export interface GlobalOptions {
  esUrl: string;
  esCa?: string;
  esInsecure?: boolean;
  model?: string;
  variant?: string;
  photosIndex?: string;
  peaksIndex?: string;
  json?: boolean;
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
    .option(
      '--variant <name>',
      'weights to use: fp32, fp16, uint8 … (default: the best of the folder)'
    )
    .option('--photos-index <name>', 'name of the photos index')
    .option('--peaks-index <name>', 'name of the peaks index')
    .option('--json', 'print JSON for programs');
}

/** `--help`'s closing part: how to log in. */
export const LOGIN_HELP = `
Logging in to Elasticsearch, by environment only (arguments can be seen by everyone on the machine):
  PEAK_SEARCH_ES_API_KEY                         an API key, or
  PEAK_SEARCH_ES_USER, PEAK_SEARCH_ES_PASSWORD   a name and a password
  …_API_KEY_FILE, …_PASSWORD_FILE                files that hold them`;

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('It must be like https://host:9200.');
  }
  if (url.username || url.password) {
    throw new InvalidArgumentError(
      'Leave name and password out of it; see "Logging in" in --help.'
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

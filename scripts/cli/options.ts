import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { PeakSearchError } from '../../server/errors';
import { absolutePath } from '../../server/setting_kinds';
import type { Kind, Setting } from '../../server/setting_kinds';
import { SETTINGS } from '../../server/settings';

/** `num-candidates` is `numCandidates`, as commander reads it. */
type Camel<Flag extends string> = Flag extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Flag;
type FlagsOf<Group> = {
  [
    Name in keyof Group as Group[Name] extends { flag: infer Flag extends string }
      ? Camel<Flag>
      : never
  ]?: Group[Name] extends Setting<infer Value> ? Value : never;
};
type Settings = typeof SETTINGS;

/** The settings that have a flag (server/settings.ts). */
export type SettingFlags = FlagsOf<Settings['indices']> &
  FlagsOf<Settings['model']> &
  FlagsOf<Settings['knn']> &
  FlagsOf<Settings['photos']> &
  FlagsOf<Settings['terrain']>;

/** What every verb takes. Secrets come by environment only: arguments can be read by everybody on the machine. */
export interface GlobalOptions extends SettingFlags {
  esUrl: string;
  esCa?: string;
  json?: boolean;
}

/** For verbs that may create the photos index. */
export function addIndexingOptions(command: Command): Command {
  const { m, efConstruction, quantization } = SETTINGS.knn;
  return addSettings(command, [m, efConstruction, quantization, SETTINGS.photos.shards]);
}

/** For verbs that search. */
export function addKnnOptions(command: Command): Command {
  const { k, numCandidates, oversample } = SETTINGS.knn;
  return addSettings(command, [k, numCandidates, oversample]);
}

export const DEFAULT_ES_URL = 'http://127.0.0.1:9200';

/** Adds the options that every verb takes; they stand after the verb, where people type them. */
export function addGlobalOptions(command: Command): Command {
  const { indices, model, terrain } = SETTINGS;
  command
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
    );
  return addSettings(command, [
    model.dir,
    model.variant,
    model.providers,
    indices.photos,
    indices.peaks,
    terrain.dir,
  ]).option('--json', 'print JSON for programs');
}

function addSettings(command: Command, settings: ReadonlyArray<Setting<unknown>>): Command {
  return settings.reduce((made, setting) => made.addOption(optionOf(setting)), command);
}

/** A setting's flag. It has no default of its own: a process of ours has others than Kibana (context.ts). */
function optionOf({ kind, flag, env, means, default: usual }: Setting<unknown>): Option {
  const shown = typeof usual === 'number' || typeof usual === 'string';
  const among = kind.type === 'words' ? `: ${kind.words.join(', ')}` : '';
  const help = `${helpOf(means)}${among}${shown ? ` (default: ${usual})` : ''}`;
  const option = new Option(`--${flag} <${placeholder(kind)}>`, help);
  if (env) option.env(env);
  return kind.type === 'word' ? option.choices(kind.words) : option.argParser(parserOf(kind));
}

/** The first sentence, without Markdown and as `--help` writes it. */
function helpOf(means: string): string {
  const [sentence = ''] = /^.*?(?=\.(\s|$))/.exec(means.replace(/ ?\(\[.*?\)\)|`/g, '')) ?? [means];
  return /^[A-Z][a-z]/.test(sentence)
    ? sentence.charAt(0).toLowerCase() + sentence.slice(1)
    : sentence;
}

const isFolder = (kind: Kind) => kind.type === 'text' && kind.refuse === absolutePath;

function placeholder(kind: Kind): string {
  if (kind.type === 'number') return 'n';
  if (kind.type === 'words') return 'list';
  return isFolder(kind) ? 'dir' : 'name';
}

function parserOf(kind: Kind): (text: string) => unknown {
  if (kind.type === 'number') return (kind.whole ? wholeNumber : anyNumber)(kind.min, kind.max);
  if (kind.type === 'words') return (text) => wordsAmong(kind.words, text);
  // Typed at a prompt, a folder may be relative to where one stands.
  if (isFolder(kind)) return (text) => resolve(text);
  return (text) => {
    const refusal = kind.type === 'text' ? kind.refuse?.(text) : undefined;
    if (refusal) throw new InvalidArgumentError(`It ${refusal}.`);
    return text;
  };
}

function wordsAmong(words: readonly string[], text: string): string[] {
  const given = text.split(',').map((word) => word.trim());
  if (given.some((word) => !words.includes(word))) {
    throw new InvalidArgumentError(
      `It must be some of ${words.join(', ')}, with commas between them.`
    );
  }
  return given;
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
    const value = anyNumber(least, most, 'a whole number')(text);
    if (Number.isInteger(value)) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function anyNumber(least: number, most: number, what = 'a number'): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (value >= least && value <= most && text.trim() !== '') return value;
    throw new InvalidArgumentError(`It must be ${what} from ${least} to ${most}.`);
  };
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

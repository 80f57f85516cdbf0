import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { REPOSITORY } from './standalone_host';

export interface StartOptions {
  /** Folders with photos; each is an album of the folder's name. */
  photos: string[];
  /** Absent: photos_model.ts chooses. */
  model?: string;
  /** Photos that are not the demo's. */
  ownPhotos: boolean;
  /** Elevation tiles; absent: none. The demo album has those of its own world. */
  terrain?: string;
  /** Do not offer to fetch a model. */
  noModel: boolean;
  /** An existing cluster; absent: the embedded node. */
  esUrl?: string;
  esCa?: string;
  port: number;
  /** Where Elasticsearch's indices and the ingest's journal are kept. */
  data: string;
  check: boolean;
  /** Install what is missing, and fetch a model for photos of one's own, without asking. */
  yes: boolean;
  /** A packed plugin to host instead of this checkout. */
  fromZip?: string;
}

/** As Kibana: bookmarks and the documentation name it. */
const DEFAULT_PORT = 5601;
const DEMO_ALBUM = join(REPOSITORY, 'demo/album');
export const DEMO_TERRAIN = join(REPOSITORY, 'demo/terrain');
export const DEMO_MODEL = join(REPOSITORY, 'demo/model/siglip2-demo');

function port(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new InvalidArgumentError('A port is a number from 0 (any free one) to 65535.');
  }
  return number;
}

function folder(value: string): string {
  const path = resolve(value);
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new InvalidArgumentError(`There is no folder ${path}.`);
  }
  return path;
}

function file(value: string): string {
  const path = resolve(value);
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new InvalidArgumentError(`There is no file ${path}.`);
  }
  return path;
}

function loopback(value: string): string {
  if (!['127.0.0.1', 'localhost', '::1'].includes(value)) {
    throw new InvalidArgumentError(
      'This host has no login, so it serves this machine only: 127.0.0.1. To share it, install the plugin into Kibana.'
    );
  }
  return value;
}

function httpUrl(value: string): string {
  if (!/^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '')) {
    throw new InvalidArgumentError('An address looks like https://localhost:9200.');
  }
  if (new URL(value).password !== '') {
    throw new InvalidArgumentError(
      'Keep the password out of the address: set PEAK_SEARCH_ES_USER and PEAK_SEARCH_ES_PASSWORD.'
    );
  }
  return value;
}

/**
 * Reads the command line of `npm start`.
 *
 * @throws CommanderError after it said what is wrong, or showed the help (exitCode 0)
 */
export function parseStartOptions(argv: readonly string[]): StartOptions {
  const command = new Command('npm start --')
    .description('Starts Elasticsearch, loads the peaks, ingests an album and serves Peak Search.')
    .option(
      '--photos <dir>',
      'a folder with photos (may be given more than once)',
      (value: string, before: string[]) => [...before, folder(value)],
      []
    )
    .option('--model <dir>', 'an embedding model (see "peak-search model fetch")', folder)
    .option('--terrain <dir>', 'a folder with elevation tiles (docs/terrain.md)', folder)
    .option('--no-model', 'with --photos: go on without a model for real photos, and do not ask')
    .option('--es-url <url>', 'use this Elasticsearch instead of the embedded one', httpUrl)
    .option('--es-ca <file>', "certificate authority of that Elasticsearch's certificate")
    .option('--port <n>', 'where to listen; 0 takes any free port', port, DEFAULT_PORT)
    .option('--host <name>', 'loopback only', loopback, '127.0.0.1')
    .option('--data <dir>', 'where indices are kept', join(REPOSITORY, '.data'))
    .option('--from-zip <file>', 'run the packed plugin that "npm run build" made', file)
    .option(
      '--yes',
      'without asking, install missing system packages (apt-get, as root) and, with --photos, fetch SigLIP-2',
      false
    )
    .option('--check', 'start with throw-away data, try every capability, stop', false)
    .addHelpText(
      'after',
      `
Who to be in Elasticsearch comes from the environment: PEAK_SEARCH_ES_API_KEY, or PEAK_SEARCH_ES_USER and
PEAK_SEARCH_ES_PASSWORD, or ..._API_KEY_FILE and ..._PASSWORD_FILE, files that hold them (a command line can be read by everybody on the machine).`
    )
    .exitOverride();
  command.parse([...argv], { from: 'user' });
  const given = command.opts<{
    photos: string[];
    /** False: --no-model. */
    model?: string | false;
    terrain?: string;
    esUrl?: string;
    esCa?: string;
    port: number;
    data: string;
    check: boolean;
    yes: boolean;
    fromZip?: string;
  }>();
  return {
    ...given,
    photos: given.photos.length > 0 ? given.photos : [DEMO_ALBUM],
    ownPhotos: given.photos.length > 0,
    terrain: given.terrain ?? (given.photos.length > 0 ? undefined : DEMO_TERRAIN),
    // Commander's default of an option that has a --no- form beside it is true.
    model: typeof given.model === 'string' ? given.model : undefined,
    noModel: given.model === false,
    data: resolve(given.data),
  };
}

import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { CommandLine } from './command_line';
import { DEMO_MODEL, type StartOptions } from './start_options';
import { REPOSITORY } from './standalone_host';

/** What is fetched for photos of one's own: SigLIP-2 base. */
const NAME = 'siglip2-base-patch16-224';
/** Where `peak-search model fetch`, run in the checkout, puts it as well. */
const FOLDER = join(REPOSITORY, 'models', NAME);
/** In the data folder: that somebody said no, so that nobody is asked again. */
const ANSWER = 'model_declined';

type Weights = 'fp32' | 'uint8';

/** What the choice needs of the world; tests bring their own. */
export interface Asking {
  /** @returns what was typed, or undefined where nobody sits at a terminal */
  ask(question: string): Promise<string | undefined>;
  fetch(weights: Weights | undefined): Promise<unknown>;
  /** Where a fetched model lies. */
  folder: string;
  log(line: string): void;
}

const WITHOUT = `Going on without a model for real photos: the demo's knows drawn ones only. Time, place, file names, captions, and
peaks by where you stood work. A model adds search by words ("prayer flags at sunset"), by likeness, and peaks by their looks:
peak-search model fetch ${NAME}, then npm start -- --photos DIR.`;

const QUESTION = `Your photos need a model to be searched by words. SigLIP-2 (Apache 2.0) can be fetched once:
  u  8-bit weights, 0.4 GB
  f  full precision, 1.5 GB
  n  none: time, place, names, captions, and peaks by where you stood
Fetch it? [u/f/N] `;

/**
 * The model for this start: the one that was named, the demo's for the demo's photos, and for photos of one's own
 * SigLIP-2, which is offered once. Whoever does not want it, or cannot get it, goes on with what works without.
 */
export async function modelFor(
  options: Pick<StartOptions, 'model' | 'ownPhotos' | 'noModel' | 'yes' | 'data'>,
  asking: Asking
): Promise<string> {
  if (options.model !== undefined) return options.model;
  if (!options.ownPhotos) return DEMO_MODEL;
  const { folder, log } = asking;
  if (!options.noModel && (await isThere(join(folder, 'model.lock.json')))) return folder;
  const weights = options.noModel ? undefined : await wanted(options, asking);
  if (weights === undefined) {
    log(WITHOUT);
    return DEMO_MODEL;
  }
  try {
    await asking.fetch(weights === 'best' ? undefined : weights);
    return folder;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ModelFetchError')) throw error;
    log(`SigLIP-2 could not be fetched: ${error.message}\n${WITHOUT}`);
    return DEMO_MODEL;
  }
}

/** Which weights to fetch; `best`: the best that fit this machine. */
async function wanted(
  { yes, data }: Pick<StartOptions, 'yes' | 'data'>,
  { ask }: Asking
): Promise<Weights | 'best' | undefined> {
  if (yes) return 'best';
  const declined = join(data, ANSWER);
  if (await isThere(declined)) return undefined;
  const typed = await ask(QUESTION);
  if (typed === undefined) return undefined;
  if (/^u/i.test(typed.trim())) return 'uint8';
  if (/^f/i.test(typed.trim())) return 'fp32';
  await mkdir(data, { recursive: true });
  await writeFile(declined, 'Delete this file to be asked for a model again.\n');
  return undefined;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false
  );

/** Asks whoever started it, and fetches from the hub. */
export function atTheTerminal({ fetchModel }: Pick<CommandLine, 'fetchModel'>): Asking {
  return {
    folder: FOLDER,
    log: console.log,
    ask: async (question) => {
      if (!process.stdin.isTTY) return undefined;
      const terminal = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await terminal.question(question);
      } finally {
        terminal.close();
      }
    },
    fetch: async (variant) => {
      let told = -1;
      await fetchModel(NAME, {
        into: FOLDER,
        variant,
        onProgress: ({ bytes, totalBytes }) => {
          const tenth = Math.floor((10 * bytes) / totalBytes);
          if (tenth === told) return;
          told = tenth;
          console.log(`Model: ${tenth * 10} % of ${(totalBytes / 1e9).toFixed(1)} GB.`);
        },
      });
    },
  };
}

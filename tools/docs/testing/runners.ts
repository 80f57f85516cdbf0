import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { parseBenchFlags } from '../../../lab/bench/main';
import { parseTwinFlags } from '../../../lab/twins/worlds';
import { parseHostileFlags } from '../../../lab/hostile/main';
import { parseSoakFlags } from '../../../lab/soak/main';
import { readSteps, readTutorial } from '../../dev/tutorial';
import { buildProgram } from '../../../scripts/cli/main';
import { parseStartOptions } from '../../../standalone/start_options';
import { ROOT, type DocCommand } from '../commands';

/** How a command of the documentation is proved. */
export type Runner = {
  name: string;
  matches: RegExp;
} & (
  | { how: 'run' }
  /** Too long or too far for a test: `check` tries what can be tried of it, `why` says why not all. */
  | { how: 'checked'; why: string; check: (text: string) => void }
);

const words = (text: string) => text.split(/\s+/);
/** What stands behind `--` on npm's command line. */
const afterDashes = (text: string) =>
  words(text).slice(words(text).indexOf('--') + 1 || words(text).length);

function mustExist(path: string): void {
  if (!existsSync(join(ROOT, path))) throw new Error(`There is no ${path}.`);
}

const scripts = (
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  }
).scripts;

function mustBeScript(text: string): void {
  const [, run, name = run] = words(text).filter((word) => word !== '--silent');
  const script = scripts[run === 'run' ? name : run];
  if (!script) throw new Error(`package.json has no script for "${text}".`);
  mustExist(words(script)[1]);
}

/**
 * The first that matches a command is its runner. A command that none matches, and a runner that matches none, fail
 * commands.test.ts; what is `run` is run by road.integration.test.ts as it stands.
 */
export const RUNNERS: readonly Runner[] = [
  { name: 'names and settings of a shell', matches: /^(alias|export|cd|NODE=)/, how: 'run' },
  {
    name: 'a verb by its name',
    matches: /^(peak-search( <?[a-z]+>?){0,2}|.*peak-search(\.js)? (-- )?<verb>)$/,
    how: 'checked',
    why: 'a text that names a verb is no command; there must be such a verb',
    check: (text) => {
      const names = words(text.replace(/^.*peak-search(\.js)?( --)?/, '').trim());
      let command: Command | undefined = buildProgram();
      for (const name of names.filter((word) => word !== '' && word !== '<verb>')) {
        command = command?.commands.find((verb) => verb.name() === name);
      }
      if (!command) throw new Error(`peak-search has no "${names.join(' ')}".`);
    },
  },
  {
    name: 'an ingest that goes on',
    matches: /^peak-search ingest \S+ --watch$/,
    how: 'checked',
    why: 'it ends by Ctrl-C only; scripts/ingest/watch/watch_album.integration.test.ts runs and ends one',
    check: () => {
      const ingest = buildProgram().commands.find((verb) => verb.name() === 'ingest');
      if (!ingest?.options.some(({ long }) => long === '--watch')) {
        throw new Error('peak-search ingest has no --watch.');
      }
    },
  },
  { name: 'the command line', matches: /^(npm run --silent )?peak-search /, how: 'run' },
  {
    name: 'the command line that was packed',
    matches: /^\$NODE bin\/peak-search\.js /,
    how: 'run',
  },
  {
    name: 'a start with photos and a model',
    matches: /^npm start -- --photos \S+ --model /,
    how: 'run',
  },
  { name: 'a start from the package', matches: /^npm start -- --from-zip \S+\.zip$/, how: 'run' },
  { name: 'the help of a start', matches: /^npm start -- --help$/, how: 'run' },
  {
    name: 'other starts',
    matches: /^npm start( -- .*)?$/,
    how: 'checked',
    why: 'each takes a minute: two of them are run, of the others the options are parsed',
    check: (text) => {
      mustBeScript('npm start');
      const there = text
        .replace('--from-zip FILE', '--from-zip package.json')
        .replace(/\bDIR\b/g, '.');
      parseStartOptions(afterDashes(there));
    },
  },
  { name: 'the build', matches: /^npm run build -- --kibana-version \S+ --platform /, how: 'run' },
  {
    name: 'the helpers of Kibana',
    matches: /^(npm run build -- .* --helper-files|node \.\.\/\.\.\/scripts\/plugin_helpers .*)$/,
    how: 'checked',
    why: 'they need a checkout of Kibana; tools/build/manifest.test.ts holds the files that they read',
    check: () => mustExist('tools/build/manifest.test.ts'),
  },
  { name: 'the installation', matches: /^bin\/kibana-plugin install file:/, how: 'run' },
  {
    name: 'the removal',
    matches: /^bin\/kibana-plugin remove peakSearch$/,
    how: 'checked',
    why: 'it is a command of Kibana, which is not at hand; it names the id of the manifest',
    check: () => {
      const manifest = readFileSync(join(ROOT, 'kibana.jsonc'), 'utf8');
      if (!/"id":\s*"peakSearch"/.test(manifest)) throw new Error('The id is another one.');
    },
  },
  { name: 'the roles', matches: /^curl -X PUT /, how: 'run' },
  {
    name: 'tests by their path',
    matches: /^npm test( -- .*)?$/,
    how: 'checked',
    why: 'a test cannot run all tests; what is named must be there',
    check: (text) => {
      mustBeScript('npm test');
      for (const path of afterDashes(text)) if (path !== '--yes') mustExist(path);
    },
  },
  {
    name: 'the bench',
    matches: /^npm run bench( -- .*)?$/,
    how: 'checked',
    why: 'minutes to hours: its options and sections are parsed, a report that it reads must be there',
    check: (text) => {
      mustBeScript('npm run bench');
      const { report } = parseBenchFlags(afterDashes(text));
      if (report) mustExist(report);
    },
  },
  {
    name: 'the long attack',
    matches: /^npm run test:hostile( -- .*)?$/,
    how: 'checked',
    why: 'half an hour; its short form is lab/hostile/hostile.integration.test.ts',
    check: (text) => {
      mustBeScript('npm run test:hostile');
      parseHostileFlags(afterDashes(text));
    },
  },
  {
    name: 'the long run',
    matches: /^npm run test:soak( -- .*)?$/,
    how: 'checked',
    why: 'an hour; its short form is lab/soak/soak.integration.test.ts',
    check: (text) => {
      mustBeScript('npm run test:soak');
      parseSoakFlags(afterDashes(text));
    },
  },
  {
    name: 'the evaluation',
    matches: /^npm run eval$/,
    how: 'checked',
    why: 'five minutes; scripts/evaluate/eval.integration.test.ts runs it on fewer photos',
    check: mustBeScript,
  },
  {
    name: 'the twins',
    matches: /^npm run twins( -- .*)?$/,
    how: 'checked',
    why: 'half an hour; lab/twins/twins.integration.test.ts holds the models themselves',
    check: (text) => {
      mustBeScript('npm run twins');
      parseTwinFlags(afterDashes(text));
    },
  },
  {
    name: 'the drawing of imports',
    matches: /^npm run imports$/,
    how: 'checked',
    why: 'tools/dev/house_rules.test.ts runs the same program over the same folders',
    check: mustBeScript,
  },
  {
    name: 'the sentences',
    matches: /^npm run sentences( -- --reading)?$/,
    how: 'checked',
    why: 'the tests of lab/sentences ask the same sentences and hold the same bounds',
    check: mustBeScript,
  },
  {
    name: 'what is behind',
    matches: /^npm run outdated$/,
    how: 'checked',
    why: 'it asks registries; tools/dev/outdated.test.ts reads answers of theirs',
    check: mustBeScript,
  },
  {
    name: 'a source by its path',
    matches: /^npx tsx \S+\.ts/,
    how: 'checked',
    why: 'they take minutes or write into the checkout; the file must be there',
    check: (text) => mustExist(words(text)[2]),
  },
  {
    name: 'Docker',
    matches: /^docker compose up /,
    how: 'checked',
    why: 'Docker is not everywhere; standalone/docker_compose.test.ts reads the file',
    check: () => mustExist('docker-compose.yml'),
  },
  {
    name: 'other packages',
    matches: /^npm (install --prefix \S+ \S+|audit --omit=dev)$/,
    how: 'checked',
    why: 'they ask a registry, which a test must not depend on',
    check: () => undefined,
  },
];

/** Commands with their answers below them, which are the tutorial's. */
export const TUTORIAL_RUNNER: Runner = {
  name: 'what the tutorial answers',
  matches: /^peak-search /,
  how: 'checked',
  why: 'demo/tutorial.integration.test.ts runs each of them and compares the answer',
  check: (text) => {
    const steps = readSteps(readTutorial()).map(({ args }) => args.join(' '));
    const args = text.replace(/^peak-search /, '').replaceAll('"', '');
    if (!steps.includes(args)) throw new Error(`The tutorial's test does not run "${text}".`);
  },
};

export function runnerOf({ kind, text }: Pick<DocCommand, 'kind' | 'text'>): Runner | undefined {
  const runners = kind === 'console' ? [TUTORIAL_RUNNER] : RUNNERS;
  return runners.find(({ matches }) => matches.test(text));
}

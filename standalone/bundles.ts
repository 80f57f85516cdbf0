import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { BROWSER_OPTIONS, buildBrowserBundle } from './bundle/browser_bundle';
import { sharedDepsPlugin } from './bundle/browser_externals';
import { contentHash } from './content_hash';

/** Browser files that are ready to be served; `hash` changes with every change of any of them. */
export interface BrowserFiles {
  hash: string;
  /** `peakSearch.plugin.js` and its chunks. */
  pluginDir: string;
  /** bootstrap.js, shared_deps.js, shell.js */
  shellDir: string;
}

interface Part {
  name: string;
  /** A file it makes: when it is gone, the part is built again. */
  output: string;
  /** What it is made from: it is built again only when the content of these changes. */
  inputs: readonly string[];
  build(root: string, outDir: string): Promise<unknown>;
}

const KBN = 'standalone/kbn';

const PLUGIN: Part = {
  name: 'the app',
  output: 'peakSearch.plugin.js',
  inputs: ['public', 'common', 'standalone/bundle', 'package-lock.json'],
  build: buildBrowserBundle,
};

/** The oldest EUI that we support (package.json), or the newest (tools/eui_highest). */
export type EuiVersion = 'lowest' | 'highest';

/**
 * The older EUI loads an icon by a path without ending, which webpack completes and esbuild does not. With the ending,
 * esbuild takes all icons into the script (0.7 of its 5 MB). The newer one imports each by its whole path.
 */
const EUI_ICONS: Plugin = {
  name: 'eui-icons',
  setup(onBuild) {
    onBuild.onLoad({ filter: /eui[\\/]es[\\/]components[\\/]icon[\\/]icon\.js$/ }, ({ path }) => {
      const asset = "'./assets/' + typeToPathMap[iconType]";
      const source = readFileSync(path, 'utf8');
      return { contents: source.replace(asset, `${asset} + '.js'`), loader: 'js' };
    });
  },
};

/** React, EUI and the like, as Kibana's npm bundle: large, and built once an npm install. */
const shared = (eui: EuiVersion): Part => ({
  name: 'shared libraries',
  output: 'shared_deps.js',
  inputs: [
    'standalone/bundles.ts',
    'standalone/bundle',
    'standalone/shell/shared_deps.ts',
    KBN,
    'package-lock.json',
  ],
  build: (root, outDir) =>
    build({
      ...shellOptions(root),
      entryPoints: { shared_deps: join(root, 'standalone/shell/shared_deps.ts') },
      outdir: outDir,
      plugins: [EUI_ICONS],
      // Its own imports are the real packages: by package.json's fields, not by our tsconfig's paths alone.
      alias: {
        '@kbn/i18n': join(root, KBN, 'i18n.ts'),
        '@kbn/i18n-react': join(root, KBN, 'i18n_react.tsx'),
        ...(eui === 'highest' && {
          '@elastic/eui': join(root, 'node_modules/eui-highest/node_modules/@elastic/eui'),
        }),
      },
    }),
});

const SHELL: Part = {
  name: 'the page around it',
  output: 'shell.js',
  inputs: ['standalone/shell', 'common', 'standalone/bundle', 'package-lock.json'],
  build: async (root, outDir) => {
    await build({
      ...shellOptions(root),
      entryPoints: { bootstrap: join(root, 'standalone/shell/bootstrap.ts') },
      outdir: outDir,
    });
    await build({
      ...shellOptions(root),
      entryPoints: { shell: join(root, 'standalone/shell/main.tsx') },
      outdir: outDir,
      plugins: [sharedDepsPlugin()],
      // Leaflet's styles travel as text: scripts are all that the host serves.
      loader: { '.css': 'text' },
      globalName: '__shell',
      footer: {
        js: `__kbnBundles__.define('entry/shell', function () { return __shell; }, 'entry/shell');`,
      },
    });
  },
};

const shellOptions = (root: string) =>
  ({ ...BROWSER_OPTIONS, absWorkingDir: root, format: 'iife' }) as const;

async function buildIfStale(root: string, part: Part, outDir: string, log: (line: string) => void) {
  const marker = join(root, 'target', `.${basename(outDir)}.${part.output}.built-from`);
  const hash = contentHash(root, part.inputs);
  const built = existsSync(join(outDir, part.output)) && existsSync(marker);
  if (!built || readFileSync(marker, 'utf8') !== hash) {
    log(`Building ${part.name} for the browser …`);
    mkdirSync(outDir, { recursive: true });
    // Built aside and moved into place: another host of this checkout may be reading the old files now.
    const aside = mkdtempSync(join(root, 'target', 'building-'));
    try {
      await part.build(root, aside);
      for (const name of readdirSync(aside)) renameSync(join(aside, name), join(outDir, name));
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
    writeFileSync(marker, hash);
  }
  return hash;
}

/**
 * Builds what is missing or older than its sources; quick when nothing changed.
 *
 * @param pluginDir a folder with a bundle that is built already (an unpacked plugin); default: ours, from source
 * @param eui which EUI the page gives to the app; as in Kibana, the app itself brings none
 * @throws esbuild's BuildFailure, whose message names file and line
 */
export async function ensureBrowserFiles(
  root: string,
  log: (line: string) => void,
  { pluginDir, eui = 'lowest' }: { pluginDir?: string; eui?: EuiVersion } = {}
): Promise<BrowserFiles> {
  const shellDir = join(root, eui === 'lowest' ? 'target/standalone' : 'target/standalone_newest');
  const ownPluginDir = join(root, 'target/public');
  const hashes = [
    await buildIfStale(root, shared(eui), shellDir, log),
    await buildIfStale(root, SHELL, shellDir, log),
    pluginDir === undefined
      ? await buildIfStale(root, PLUGIN, ownPluginDir, log)
      : contentHash(pluginDir, ['.']),
  ];
  return {
    hash: hashes.map((hash) => hash.slice(0, 6)).join(''),
    pluginDir: pluginDir ?? ownPluginDir,
    shellDir,
  };
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants as zlib } from 'node:zlib';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { PLUGIN_ID, PLUGIN_NAME } from '../../common/constants';
import { SHARED_DEPS, sharedDepsPlugin } from './browser_externals';

const BUNDLE_KEY = `plugin/${PLUGIN_ID}/public`;

/** Of whatever a browser loads: the plugin's own script, its lazily loaded chunk, and the standalone host's page. */
export const BROWSER_OPTIONS = {
  bundle: true,
  platform: 'browser',
  // Kibana's own target for external plugins.
  target: 'es2020',
  // Neither react/jsx-runtime nor @emotion/react/jsx-runtime is among Kibana's shared globals.
  jsx: 'transform',
  define: { 'process.env.NODE_ENV': '"production"' },
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'silent',
} satisfies BuildOptions;
const COMMON: BuildOptions = { ...BROWSER_OPTIONS, plugins: [sharedDepsPlugin()] };

export interface BrowserBundle {
  /** Names of the files written. */
  files: string[];
  /** npm packages that are inside them, for the third-party notices. */
  packages: string[];
}

/** Names of the packages that inputs of a build belong to. */
function packagesIn({ inputs }: Metafile): string[] {
  return Object.keys(inputs).flatMap((input) => {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    return name === undefined ? [] : [name];
  });
}

/** The shared globals that a bundle reads: the set shifts between Kibanas, and what we do not use may go. */
function sharedIn({ outputs }: Metafile): string[] {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.keys(inputs))
    .flatMap((input) => {
      const [, module] = /^shared-deps:(.*)$/.exec(input) ?? [];
      return module === undefined ? [] : [SHARED_DEPS[module]!];
    });
}

/**
 * Around our code: a script that throws, or never defines itself, ends in Kibana's fatal error page for
 * everybody. So whatever is wrong with a shared global, a plugin is defined; at worst one that only says so.
 */
function wrapped(code: string, shared: readonly string[]): string {
  const key = JSON.stringify(BUNDLE_KEY);
  const globals = JSON.stringify([...new Set(shared)].sort());
  const banner = `(function () {
var define = function (ns) { __kbnBundles__.define(${key}, function () { return ns; }, ${key}); };
var unavailable = function (reason) {
  var say = function () { console.error(${JSON.stringify(`${PLUGIN_NAME} is switched off: `)} + reason); };
  return { plugin: function () { return { setup: say, start: function () {}, stop: function () {} }; } };
};
var shared = globalThis.__kbnSharedDeps__ || {};
var missing = ${globals}.filter(function (name) { return shared[name] === undefined; });
if (missing.length > 0) {
  return define(unavailable('this Kibana does not share ' + missing.join(', ') + ' with plugins.'));
}
try {`;
  const footer = `} catch (error) {
  return define(unavailable(error && error.message ? error.message : String(error)));
}
define(__peakSearch);
})();`;
  return `${banner}\n${code}${footer}\n`;
}

/**
 * Builds the browser side as Kibana loads it: `<id>.plugin.js`, a classic script that defines itself once, and
 * the map as a module that the script imports when it is first shown; each with a `.br` beside it.
 *
 * @param root the repository's root
 * @param outDir usually `<root>/target/public`
 * @throws esbuild's BuildFailure, whose message names file and line
 */
export async function buildBrowserBundle(root: string, outDir: string): Promise<BrowserBundle> {
  await mkdir(outDir, { recursive: true });
  const written = [`${PLUGIN_ID}.plugin.js`, `${PLUGIN_ID}.map.js`];
  const map = await build({
    ...COMMON,
    metafile: true,
    absWorkingDir: root,
    entryPoints: [join(root, 'public/map/map_chunk.ts')],
    outfile: join(outDir, written[1]!),
    format: 'esm',
    // Leaflet's styles travel as text: Kibana serves a plugin's scripts, and style tags are allowed.
    loader: { '.css': 'text', '.png': 'dataurl', '.svg': 'dataurl' },
  });
  const own = await build({
    ...COMMON,
    metafile: true,
    // The guard around it needs to know first what is inside.
    write: false,
    absWorkingDir: root,
    entryPoints: [join(root, 'public/index.ts')],
    outfile: join(outDir, written[0]!),
    format: 'iife',
    globalName: '__peakSearch',
  });
  const metafiles = [own.metafile, map.metafile];
  await writeFile(
    join(outDir, written[0]!),
    wrapped(own.outputFiles[0]!.text, metafiles.flatMap(sharedIn))
  );
  const packages = metafiles.flatMap(packagesIn);
  for (const name of [...written]) {
    const bytes = await promisify(brotliCompress)(await readFile(join(outDir, name)), {
      // 9 of 11: within 3 % of the best size at a tenth of its time.
      params: { [zlib.BROTLI_PARAM_QUALITY]: 9 },
    });
    await writeFile(join(outDir, `${name}.br`), bytes);
    written.push(`${name}.br`);
  }
  return { files: written, packages: [...new Set(packages)].sort() };
}

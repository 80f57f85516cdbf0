import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { listFiles } from './archive';

/** Rooms whose code runs on the Kibana host. Tests and what only a checkout needs stay behind. */
const ROOMS = ['common', 'server', 'scripts'];
const LEFT_OUT = /(^|\/)(testing|fixtures|parity)\/|(^|\/)test_[^/]+$|\.test\.tsx?$|\.d\.ts$/;

/** What is read as it stands; Kibana looks for translations where `.i18nrc.json` says that they are. */
const COPIED = [
  'peaks.yaml',
  'places.yaml',
  'bin/peak-search.js',
  'translations',
  '.i18nrc.json',
  'LICENSE',
];

/**
 * Compiles the server's TypeScript file by file to CommonJS, as Kibana's own helpers do, and copies what the
 * command line reads beside it.
 */
export async function writeServerFiles(root: string, target: string): Promise<void> {
  const entryPoints: string[] = [];
  for (const room of ROOMS) {
    for (const file of await listFiles(join(root, room))) {
      if (/\.tsx?$/.test(file) && !LEFT_OUT.test(`${room}/${file}`)) {
        entryPoints.push(join(root, room, file));
      }
    }
  }
  const { outputFiles } = await build({
    entryPoints,
    // As if beside the sources, so that stack traces name a .ts that lies where its .js lies.
    outdir: root,
    outbase: root,
    write: false,
    platform: 'node',
    format: 'cjs',
    // Node 20 runs Kibana 9.1, Node 24 the newest.
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent',
  });
  for (const { path, contents } of outputFiles) {
    const file = join(target, relative(root, path));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
  for (const name of COPIED.filter((one) => existsSync(join(root, one)))) {
    await mkdir(dirname(join(target, name)), { recursive: true });
    await cp(join(root, name), join(target, name), { recursive: true });
  }
}

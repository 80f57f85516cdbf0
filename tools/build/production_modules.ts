import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { licenceFile } from './notices';
import { PLATFORMS, type Platform } from './platforms';

/** Packages that our production dependencies name and that the zip does without, each with its reason. */
const NOT_SHIPPED: Readonly<Record<string, string>> = {
  '@elastic/elasticsearch': 'Kibana has its own; the command line finds it from inside plugins/.',
  'adm-zip': 'only the install script of onnxruntime-node needs it',
  'global-agent': 'only the install script of onnxruntime-node needs it',
};

/** Files that nothing reads at run time. License texts stay. */
const DEAD_WEIGHT =
  /(\.(md|markdown|map|d\.ts|d\.cts|d\.mts|tsbuildinfo)|\.(test|spec)\.[cm]?js)$/i;

function npmCi(folder: string, platform: Platform): Promise<void> {
  const { os, cpu, ...rest } = PLATFORMS[platform];
  const args = [
    'ci',
    '--omit=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    // The lock file names contents: what npm's cache holds needs no asking.
    '--prefer-offline',
  ];
  args.push(`--os=${os}`, `--cpu=${cpu}`);
  if ('libc' in rest) args.push(`--libc=${rest.libc}`);
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {
      cwd: folder,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve()
        : reject(
            new Error(
              `npm ci for ${platform} ended with ${code}: see the lines above, then build again.`
            )
          )
    );
  });
}

/** Names of the top-level packages that our dependencies reach, without those that are not shipped. */
function reachable(modules: string, roots: string[]): Set<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    const manifest = join(modules, name, 'package.json');
    if (found.has(name) || name in NOT_SHIPPED || !existsSync(manifest)) return;
    found.add(name);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
      readFileSync(manifest, 'utf8')
    );
    [...Object.keys(dependencies), ...Object.keys(optionalDependencies)].forEach(visit);
  };
  roots.forEach(visit);
  return found;
}

async function topLevelPackages(modules: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(modules)) {
    if (entry.startsWith('@')) {
      names.push(...(await readdir(join(modules, entry))).map((name) => `${entry}/${name}`));
    } else {
      names.push(entry);
    }
  }
  return names;
}

/** onnxruntime-node carries the binaries of all platforms in one package: 288 MB, of which one platform is 25 to 90. */
async function pruneOnnxRuntime(modules: string, platform: Platform): Promise<void> {
  const { os, cpu } = PLATFORMS[platform];
  const binaries = join(modules, 'onnxruntime-node/bin/napi-v6');
  for (const folder of await readdir(binaries)) {
    if (folder !== os) {
      await rm(join(binaries, folder), { recursive: true });
      continue;
    }
    for (const arch of await readdir(join(binaries, folder))) {
      if (arch !== cpu) await rm(join(binaries, folder, arch), { recursive: true });
    }
  }
}

/** geo-tz carries three sets of borders; `all` is read (server/images/capture/zone_of_place.ts), the others have 42 MB. */
async function pruneZones(modules: string): Promise<void> {
  const folder = join(modules, 'geo-tz/data');
  for (const name of await readdir(folder)) {
    if (!name.startsWith('timezones.')) await rm(join(folder, name));
  }
}

async function removeDeadWeight(folder: string): Promise<void> {
  const licence = licenceFile(folder);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === '.bin' || entry.name === '.package-lock.json') {
      await rm(path, { recursive: true });
    } else if (entry.isDirectory()) {
      await removeDeadWeight(path);
    } else if (DEAD_WEIGHT.test(entry.name) && entry.name !== licence) {
      await rm(path);
    }
  }
}

/**
 * Makes `<target>/node_modules`: the locked production packages for one platform, flat, without links, without
 * other platforms' binaries and without what is not read at run time.
 */
export async function installProductionModules(
  root: string,
  target: string,
  platform: Platform
): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    await cp(join(root, name), join(target, name));
  }
  await npmCi(target, platform);
  const modules = join(target, 'node_modules');
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const shipped = reachable(modules, Object.keys(dependencies));
  for (const name of await topLevelPackages(modules)) {
    if (!shipped.has(name)) await rm(join(modules, name), { recursive: true });
  }
  await pruneOnnxRuntime(modules, platform);
  await pruneZones(modules);
  await removeDeadWeight(modules);
  for (const name of ['package-lock.json', '.npmrc']) await rm(join(target, name));
}

import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLUGIN_ID } from '../../common/constants';
import { listFiles, sha256OfFile, writeChecksums, writeZip } from './archive';
import { buildBrowserBundle } from '../../standalone/bundle/browser_bundle';
import { deriveManifest } from './manifest';
import { packageFolders, thirdPartyNotices } from './notices';
import type { Platform } from './platforms';
import { installProductionModules } from './production_modules';
import { writeServerFiles } from './server_files';

/** A name for these very contents: browsers keep a plugin's scripts for a year under its version. */
async function contentVersion(folder: string, packageVersion: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await listFiles(folder)) {
    hash.update(`${file}\0${await sha256OfFile(join(folder, file))}\n`);
  }
  return `${packageVersion}-${hash.digest('hex').slice(0, 8)}`;
}

/**
 * Packs the plugin for one Kibana version and platform: `<outDir>/peakSearch-<version>-<platform>.zip`, laid out
 * as Kibana's own plugin helpers lay it out (docs/kibana.md), with its checksum beside it.
 *
 * @returns path of the zip
 */
export async function buildPlugin(options: {
  root: string;
  outDir: string;
  kibanaVersion: string;
  platform: Platform;
  log: (line: string) => void;
}): Promise<string> {
  const { root, outDir, kibanaVersion, platform, log } = options;
  // Refused before any work is done when the version or kibana.jsonc is wrong.
  deriveManifest(root, { kibana: kibanaVersion, plugin: '0' });
  const stage = join(outDir, `stage-${platform}`);
  const target = join(stage, PLUGIN_ID);
  await rm(stage, { recursive: true, force: true });
  await mkdir(target, { recursive: true });

  log(`production packages for ${platform} …`);
  await installProductionModules(root, target, platform);
  log('server …');
  await writeServerFiles(root, target);
  log('browser …');
  const browser = await buildBrowserBundle(root, join(target, 'target/public'));

  const { name, version, description, license, dependencies } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8')
  );
  const notices = thirdPartyNotices([
    ...packageFolders(join(target, 'node_modules')),
    ...browser.packages.map((one) => join(root, 'node_modules', one)),
  ]);
  await writeFile(join(target, 'THIRD_PARTY_NOTICES.txt'), notices);
  await writeFile(
    join(target, 'package.json'),
    `${JSON.stringify({ name, version, description, license, private: true, dependencies }, null, 2)}\n`
  );
  const plugin = await contentVersion(target, version);
  const manifest = deriveManifest(root, { kibana: kibanaVersion, plugin });
  await writeFile(join(target, 'kibana.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeChecksums(target);

  log('zip …');
  const zipPath = join(outDir, `${PLUGIN_ID}-${kibanaVersion}-${platform}.zip`);
  await writeZip(target, `kibana/${PLUGIN_ID}`, zipPath, (file) => file.startsWith('bin/'));
  await writeFile(
    `${zipPath}.sha256`,
    `${await sha256OfFile(zipPath)}  ${zipPath.split(/[\\/]/).pop()}\n`
  );
  await rm(stage, { recursive: true });
  return zipPath;
}

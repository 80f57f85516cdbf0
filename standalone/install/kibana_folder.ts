import { mkdir, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { installPlugin, packedPlugins } from './installer';
import { readManifest } from './manifest_rules';

const REPOSITORY = resolve(__dirname, '../..');

/**
 * Lays out a folder as a Kibana is laid out, so far as a plugin can see it: `plugins/` below, and above the plugin
 * the packages that Kibana brings along (`@kbn/config-schema`, `@elastic/elasticsearch`), found by Node's ordinary way up.
 */
async function makeKibanaFolder(kibana: string): Promise<void> {
  await rm(kibana, { recursive: true, force: true });
  const modules = join(kibana, 'node_modules');
  await mkdir(join(modules, '@elastic'), { recursive: true });
  await mkdir(join(kibana, 'plugins'));
  await build({
    entryPoints: [join(REPOSITORY, 'standalone/kbn/config_schema.ts')],
    outfile: join(modules, '@kbn/config-schema/index.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
  });
  // A link, since the client's own dependencies lie beside it. ("junction": Windows asks no privilege for those.)
  await symlink(
    join(REPOSITORY, 'node_modules/@elastic/elasticsearch'),
    join(modules, '@elastic/elasticsearch'),
    'junction'
  );
}

/**
 * Installs a packed plugin into a fresh folder laid out as Kibana's, by the rules of the Kibana it is made for.
 *
 * @returns the plugin's folder, `<kibana>/plugins/peakSearch`
 * @throws Error with a sentence about what that Kibana would refuse
 */
export async function installIntoFreshFolder(archive: string, kibana: string): Promise<string> {
  const [{ kibanaVersion } = { kibanaVersion: '' }] = await packedPlugins(archive);
  await makeKibanaFolder(kibana);
  const plugin = await installPlugin(archive, kibana, kibanaVersion);
  readManifest(plugin, kibanaVersion);
  return plugin;
}

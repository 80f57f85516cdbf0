import { createWriteStream, existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { CAMEL_CASE } from './manifest_rules';
import { eachEntry } from './zip_entries';

/** A plugin that `kibana-plugin install` would find in an archive. */
export interface PackedPlugin {
  id: string;
  /** `kibana/<id>`: only entries below it are extracted. */
  prefix: string;
  /** The Kibana that it is for. */
  kibanaVersion: string;
}

/**
 * Where the installer looks. Not anchored and not case-sensitive, so that it finds `kibana/x/kibana.jsonc` and
 * folders deep inside node_modules, too.
 */
const MANIFEST = /(kibana[\\/][^\\/]+)[\\/]kibana.json/i;

/** Type bits of a Unix mode, and their value for a symbolic link. */
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/**
 * The plugins of an archive, as `kibana-plugin install` counts them. Mirrors src/cli/plugin/install/{zip,pack}.ts.
 *
 * @throws Error when it holds none, or one whose manifest is no JSON or has no camelCase id
 */
export async function packedPlugins(archive: string): Promise<PackedPlugin[]> {
  const found: PackedPlugin[] = [];
  await eachEntry(archive, async ({ fileName }, content) => {
    const prefix = MANIFEST.exec(fileName)?.[1];
    if (prefix === undefined) return;
    const manifest = JSON.parse(await text(await content())) as Record<string, string | undefined>;
    if (!CAMEL_CASE.test(manifest.id ?? '')) {
      throw new Error(
        `${archive}: ${fileName} has the id "${manifest.id}", which is no camelCase.`
      );
    }
    const kibanaVersion = manifest.kibanaVersion || manifest.version || '';
    found.push({ id: manifest.id!, prefix, kibanaVersion });
  });
  if (found.length === 0) {
    throw new Error(
      `${archive} holds no Kibana plugin. "npm run build -- --kibana-version X.Y.Z" makes one.`
    );
  }
  return found;
}

/**
 * Unpacks the first plugin of an archive into `<kibana>/plugins/<id>`, with the modes that the entries carry.
 * Where Kibana's installer would silently break the plugin (links, unreadable files), this one refuses.
 *
 * @param runningKibana x.y.z
 * @returns the plugin's folder
 */
export async function installPlugin(
  archive: string,
  kibana: string,
  runningKibana: string
): Promise<string> {
  const [plugin] = await packedPlugins(archive);
  const { id, prefix, kibanaVersion } = plugin!;
  if (/\d+\.\d+\.\d+/.exec(kibanaVersion)?.[0] !== runningKibana) {
    throw new Error(
      `${archive} is made for Kibana ${kibanaVersion} and cannot be installed into ${runningKibana}.`
    );
  }
  const target = join(kibana, 'plugins', id);
  if (existsSync(target)) throw new Error(`${target} exists: remove it before installing.`);
  await eachEntry(archive, async ({ fileName, externalFileAttributes }, content) => {
    if (!fileName.startsWith(`${prefix}/`) || fileName.endsWith('/')) return;
    const mode = externalFileAttributes >>> 16;
    if ((mode & FILE_TYPE) === SYMBOLIC_LINK) {
      throw new Error(
        `${archive}: ${fileName} is a symbolic link, which Kibana would make a text file.`
      );
    }
    if ((mode & 0o400) === 0) {
      throw new Error(`${archive}: ${fileName} has no Unix mode and could not be read.`);
    }
    const path = normalize(join(target, fileName.slice(prefix.length)));
    if (!path.startsWith(target + sep)) throw new Error(`${archive}: ${fileName} leads outside.`);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await content(), createWriteStream(path, { mode: mode & 0o777 }));
  });
  return target;
}

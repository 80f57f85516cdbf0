import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** The keys that Kibana's manifest parser knows; any other one keeps Kibana from starting (docs/kibana.md). */
export const MANIFEST_KEYS = [
  'id',
  'version',
  'kibanaVersion',
  'type',
  'server',
  'ui',
  'owner',
  'configPath',
  'requiredPlugins',
  'optionalPlugins',
  'requiredBundles',
  'runtimePluginDependencies',
  'extraPublicDirs',
  'serviceFolders',
  'description',
  'enabledOnAnonymousPages',
] as const;

export type Manifest = Partial<Record<(typeof MANIFEST_KEYS)[number], unknown>> & {
  id: string;
  version: string;
  kibanaVersion: string;
};

/** The parts of `kibana.jsonc` that the shipped manifest is derived from. */
interface KibanaJsonc {
  owner: string | string[];
  description?: string;
  plugin: { id: string; browser: boolean; server: boolean } & Record<string, unknown>;
}

/** The first with React 18 (elastic/kibana#209337) and `rendering.addContext` (#212163), without which no app of ours mounts. */
const OLDEST_KIBANA = [9, 1] as const;

/**
 * Derives the `kibana.json` that ships from the `kibana.jsonc` that people edit.
 *
 * @param root the repository's root
 * @param versions `kibana`: the exact x.y.z it is for; `plugin`: new for each different build, because browsers
 *   keep our scripts for a year under it
 * @throws Error naming the key that Kibana would not accept, or the file that is not JSON
 */
export function deriveManifest(
  root: string,
  versions: { kibana: string; plugin: string }
): Manifest {
  if (!/^\d+\.\d+\.\d+$/.test(versions.kibana)) {
    throw new Error(
      `--kibana-version must be the exact version of the Kibana it is for, as 9.5.4; got "${versions.kibana}".`
    );
  }
  const [major = 0, minor = 0] = versions.kibana.split('.').map(Number);
  if (major < OLDEST_KIBANA[0] || (major === OLDEST_KIBANA[0] && minor < OLDEST_KIBANA[1])) {
    throw new Error(
      `Peak Search needs Kibana ${OLDEST_KIBANA.join('.')} or newer; --kibana-version says ${versions.kibana}. Update Kibana first.`
    );
  }
  const file = join(root, 'kibana.jsonc');
  const { config, error } = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8'));
  if (error)
    throw new Error(`kibana.jsonc: ${ts.flattenDiagnosticMessageText(error.messageText, ' ')}`);
  const source = config as KibanaJsonc;
  const { browser, ...rest } = source.plugin;
  const owner = Array.isArray(source.owner) ? source.owner[0] : source.owner;
  const manifest: Manifest = {
    ...rest,
    ui: browser,
    owner: { name: owner },
    ...(source.description ? { description: source.description } : {}),
    version: versions.plugin,
    kibanaVersion: versions.kibana,
  };
  const unknown = Object.keys(manifest).filter((key) => !MANIFEST_KEYS.includes(key as never));
  if (unknown.length > 0) {
    throw new Error(`kibana.jsonc: Kibana's manifest knows no "${unknown.join('", "')}".`);
  }
  return manifest;
}

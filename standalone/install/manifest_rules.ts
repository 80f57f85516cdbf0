import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What Kibana accepts as `kibana.json` when it starts. An unacceptable one does not leave the plugin out: Kibana
 * ends. Mirrors src/core/packages/plugins/server-internal/src/discovery/plugin_manifest_parser.ts.
 */
export interface PluginManifest {
  id: string;
  version: string;
  kibanaVersion: string;
  server: boolean;
  ui: boolean;
  configPath: string | string[];
  requiredPlugins: string[];
}

const KNOWN_KEYS = new Set([
  ...['id', 'version', 'kibanaVersion', 'type', 'server', 'ui', 'owner', 'description'],
  ...['configPath', 'requiredPlugins', 'optionalPlugins', 'requiredBundles', 'extraPublicDirs'],
  ...['runtimePluginDependencies', 'serviceFolders', 'enabledOnAnonymousPages'],
]);

/** The same expression in the parser and in the installer. */
export const CAMEL_CASE = /^[a-z]([a-zA-Z0-9]+)$/;

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** x.y.z of `9.5.4-SNAPSHOT`, as semver's `coerce` reads it. */
const coerce = (version: string) => /\d+\.\d+\.\d+/.exec(version)?.[0];

/** Sentences about what Kibana would refuse; none for a manifest that it takes. */
export function manifestProblems(manifest: unknown, runningKibana: string): string[] {
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) {
    return ['kibana.json must hold a JSON object.'];
  }
  const given = manifest as Record<string, unknown>;
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  const { id, version, owner, configPath, extraPublicDirs, type } = given;
  const wantedKibana = isText(given.kibanaVersion) ? given.kibanaVersion : version;
  const unknown = Object.keys(given).filter((key) => !KNOWN_KEYS.has(key));
  const rules: Array<[holds: boolean, sentence: string]> = [
    [isText(id) && CAMEL_CASE.test(id), `"id" must be camelCase, but is ${JSON.stringify(id)}.`],
    [isText(version), '"version" is missing.'],
    [isText((owner as { name?: unknown } | undefined)?.name), '"owner" must have a name.'],
    [
      configPath === undefined || typeof configPath === 'string' || isStrings(configPath),
      '"configPath" must be a string or a list of strings.',
    ],
    [
      extraPublicDirs === undefined || isStrings(extraPublicDirs),
      '"extraPublicDirs" must be a list of strings.',
    ],
    [
      wantedKibana === 'kibana' ||
        (isText(wantedKibana) &&
          coerce(wantedKibana) !== undefined &&
          coerce(wantedKibana) === coerce(runningKibana)),
      `It is made for Kibana ${String(wantedKibana)}, but this is ${runningKibana}.`,
    ],
    [given.server === true || given.ui === true, 'One of "server" and "ui" must be true.'],
    [unknown.length === 0, `Unrecognized properties: ${unknown.join(', ')}.`],
    [
      type === undefined || type === 'standard' || type === 'preboot',
      '"type" must be "standard" or "preboot".',
    ],
  ];
  return rules.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}

/**
 * Reads the manifest of an installed plugin.
 *
 * @throws Error with all that Kibana would end for
 */
export function readManifest(pluginDir: string, runningKibana: string): PluginManifest {
  const path = join(pluginDir, 'kibana.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as PluginManifest;
  const problems = manifestProblems(manifest, runningKibana);
  if (problems.length > 0) throw new Error(`${path}: ${problems.join(' ')}`);
  return manifest;
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveManifest } from './manifest';

/** Replaces the helpers' own list (packages/kbn-plugin-helpers/src/tasks/write_server_files.ts), which knows no command line. */
const SERVER_SOURCES = [
  ...['package.json', 'package-lock.json', '.i18nrc.json', 'peaks.yaml', 'places.yaml', 'LICENSE'],
  '{common,server,scripts,bin,translations}/**/*',
  '!scripts/{build,dev,bench,hostile,soak}/**/*',
  '!**/{testing,fixtures,parity}/**/*',
];

/**
 * Writes the two files that Kibana's own plugin helpers need beside `kibana.jsonc`, for a build inside a Kibana checkout.
 * They are derived, so they are not kept in the repository.
 *
 * @param plugin the version of this plugin
 * @returns names of the files written
 */
export function writeHelperFiles(root: string, kibana: string, plugin: string): string[] {
  const files = {
    'kibana.json': deriveManifest(root, { kibana, plugin }),
    '.kibana-plugin-helpers.json': { serverSourcePatterns: SERVER_SOURCES },
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(root, name), `${JSON.stringify(content, null, 2)}\n`);
  }
  return Object.keys(files);
}

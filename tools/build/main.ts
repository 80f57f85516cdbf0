import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { buildPlugin } from './build_plugin';
import { writeHelperFiles } from './helper_files';
import { currentPlatform, PLATFORMS, type Platform } from './platforms';

const ROOT = join(__dirname, '../..');

/** `npm run build -- --kibana-version 9.5.4 [--platform linux-x64]` */
export async function main(argv: string[]): Promise<void> {
  const program = new Command('npm run build --')
    .description('Pack the plugin for one Kibana version and platform.')
    .requiredOption('--kibana-version <x.y.z>', 'the exact version of the Kibana it is for')
    .addOption(
      new Option('--platform <name>', 'where that Kibana runs')
        .choices(Object.keys(PLATFORMS))
        .default(currentPlatform(), 'this machine')
    )
    .option('--out <dir>', 'where the zip goes', join(ROOT, 'build'))
    .option('--helper-files', "only write what Kibana's own plugin helpers need (docs/kibana.md)")
    .parse(argv, { from: 'user' });
  const { kibanaVersion, platform, out, helperFiles } = program.opts<{
    kibanaVersion: string;
    platform?: Platform;
    out: string;
    helperFiles?: boolean;
  }>();
  if (helperFiles) {
    try {
      const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
      console.log(`Written: ${writeHelperFiles(ROOT, kibanaVersion, version).join(', ')}`);
    } catch (error) {
      program.error((error as Error).message);
    }
    return;
  }
  if (platform === undefined) {
    return program.error(
      "Peak Search cannot run on this machine's platform; name one with --platform."
    );
  }
  try {
    const zip = await buildPlugin({
      root: ROOT,
      outDir: out,
      kibanaVersion,
      platform,
      log: (line) => console.log(line),
    });
    console.log(`${zip} (${(statSync(zip).size / 1024 ** 2).toFixed(1)} MB)`);
  } catch (error) {
    program.error((error as Error).message);
  }
}

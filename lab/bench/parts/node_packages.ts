import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './python';
import { LeftOut } from '../section';

/** Other people's packages that the bench is held against; never packages of the product. */
const PACKAGES = ['@huggingface/transformers@4.3.1', 'heic-decode@2.1.0', 'node-av@6.1.1'];

/** @returns the folder whose node_modules has them; @throws LeftOut where they cannot be installed */
export async function provideNodePackages(
  cache: string,
  log: (line: string) => void
): Promise<string> {
  const folder = join(cache, 'js');
  const names = PACKAGES.map((each) => each.slice(0, each.lastIndexOf('@')));
  if (names.every((name) => existsSync(join(folder, 'node_modules', name)))) return folder;
  log('Installing transformers.js and node-av (.cache/bench/js) …');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  // Their install scripts would fetch CUDA and build from source; the binaries are in the packages.
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await runProgram('npm', [...args, ...PACKAGES], { cwd: folder });
  } catch (error) {
    throw new LeftOut(`npm could not install ${names.join(', ')} (${(error as Error).message}).`);
  }
  return folder;
}

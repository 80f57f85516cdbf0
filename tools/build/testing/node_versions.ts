import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CACHE = resolve(__dirname, '../../../.cache');

/**
 * Program of a Node of that major version: this one, or npm's package of it, installed into `.cache` once.
 *
 * @throws Error with a sentence where npm cannot bring it
 */
export function nodeProgram(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const prefix = join(CACHE, `node-${major}`);
  const program = join(prefix, 'node_modules', name, 'bin', system === 'win' ? 'node.exe' : 'node');
  if (!existsSync(program)) {
    const args = ['install', '--prefix', prefix, '--no-save', '--no-audit', '--no-fund'];
    try {
      execFileSync('npm', [...args, `${name}@${major}`], {
        stdio: 'pipe',
        shell: process.platform === 'win32',
      });
    } catch (cause) {
      throw new Error(
        `npm could not bring Node ${major} (${name}@${major}) for this test: check the connection to the npm registry.`,
        { cause }
      );
    }
  }
  return program;
}

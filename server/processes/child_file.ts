import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What `fork(filename, { execArgv })` needs to start a child process of ours. */
export interface ChildFile {
  filename: string;
  execArgv: string[];
}

/**
 * Where a child's code lies, and the flags it needs.
 *
 * The packed plugin carries compiled JavaScript; a checkout carries TypeScript, which a fresh process can only read with
 * tsx registered in it. `.js` is preferred, so a packed plugin never asks for tsx, which is a development dependency.
 *
 * @param dir the folder of the calling module (`__dirname`)
 * @param name the child's file name without its ending
 */
export function childFile(dir: string, name: string): ChildFile {
  const compiled = join(dir, `${name}.js`);
  if (existsSync(compiled)) {
    return { filename: compiled, execArgv: [] };
  }
  return {
    filename: join(dir, `${name}.ts`),
    execArgv: ['--require', require.resolve('tsx/cjs')],
  };
}

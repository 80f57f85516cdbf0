import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What `new Worker(filename, { execArgv })` and Piscina need to start a worker of ours. */
export interface WorkerFile {
  filename: string;
  execArgv: string[];
}

/**
 * Where a worker's code lies, and the flags its thread needs.
 *
 * The packed plugin carries compiled JavaScript; a checkout carries TypeScript, which a fresh thread can only
 * read with tsx registered in it (a thread does not inherit the hooks its parent registered by `require`).
 * `.js` is preferred, so a packed plugin never asks for tsx, which is a development dependency.
 *
 * @param dir the folder of the calling module (`__dirname`)
 * @param name the worker's file name without its ending
 */
export function workerOptions(dir: string, name: string): WorkerFile {
  const compiled = join(dir, `${name}.js`);
  if (existsSync(compiled)) {
    return { filename: compiled, execArgv: [] };
  }
  return {
    filename: join(dir, `${name}.ts`),
    execArgv: ['--require', require.resolve('tsx/cjs')],
  };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BASE_MODEL, DEMO_MODEL, REPOSITORY } from '../folders';
import { providePython, runProgram } from './python';
import { type BenchSize, LeftOut } from '../section';

/**
 * The folder with random weights of SigLIP-2 base's shape, made when it is not there yet (a minute or two; see
 * python/make_model.py). Random weights cost what the real ones cost; of quality they say nothing.
 *
 * @returns undefined where there is none and it cannot be made here; quick runs never make it
 */
export async function provideBaseModel(
  size: BenchSize,
  log: (line: string) => void
): Promise<string | undefined> {
  if (existsSync(join(BASE_MODEL, 'complete.txt'))) return BASE_MODEL;
  if (size === 'quick') return undefined;
  try {
    const python = await providePython(log);
    log('Making weights of SigLIP-2 base’s shape (.cache/bench-model, 2.2 GB) …');
    const script = join(REPOSITORY, 'lab/bench/python/make_model.py');
    await runProgram(python, [script, DEMO_MODEL, BASE_MODEL]);
    return BASE_MODEL;
  } catch (error) {
    if (!(error instanceof LeftOut)) throw error;
    log(error.message);
    return undefined;
  }
}

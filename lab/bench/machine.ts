import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Machine } from './section';
import { rounded } from './report/statistics';

/** The instruction sets that decide how fast inference and vector arithmetic are. */
const TELLING_FLAGS = ['avx2', 'avx512f', 'avx512_vnni', 'avx_vnni', 'amx_int8', 'asimddp'];

function instructionSets(): string {
  try {
    const flags = /^(?:flags|Features)\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
    const known = new Set(flags?.split(' '));
    return TELLING_FLAGS.filter((flag) => known.has(flag)).join(', ');
  } catch {
    return '';
  }
}

/** The machine as it is now; `loadAverageAtEnd` is filled in at the end. */
export function thisMachine(): Machine {
  const sets = instructionSets();
  return {
    cpu: `${cpus()[0]?.model.trim() ?? 'unknown'}${sets ? ` (${sets})` : ''}`,
    cores: availableParallelism(),
    memoryGb: rounded(totalmem() / 1024 ** 3),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    loadAverage: loadavg().map((value) => rounded(value)),
    loadAverageAtEnd: 0,
  };
}

/** Over one minute, now. */
export const loadAverageNow = (): number => rounded(loadavg()[0]);

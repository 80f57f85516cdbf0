import { childFile } from '../../processes/child_file';
import { ProcessPool } from '../../processes/process_pool';
import { EmbedderBusyError, EmbedderClosedError, EmbedderFailedError } from '../errors';
import type { KernelTestGiven, KernelTestReply, KernelTestTask } from './integer_kernel_process';
import { EXACT_WITHIN } from './integer_products';

/** What this machine makes of signed 8-bit weights, as it was found by multiplying. */
export interface IntegerKernels {
  /**
   * `exact`: products are right as the files are (x86 with VNNI, ARM, most GPUs).
   * `exact as unsigned`: they saturate as the files are, and are right once the runtime has rewritten the weights.
   * `saturating`: they are wrong either way.
   */
  verdict: 'exact' | 'exact as unsigned' | 'saturating';
  /** Largest error with the weights as they are, as a share of the largest product: 0 where exact, about 0.5 on AVX2. */
  signedError: number;
  /** The execution providers that were tried. */
  providers: string[];
}

type Ask = (task: KernelTestTask) => Promise<KernelTestReply>;

/** Judges the kernels by what `ask` measures; the rewritten weights are tried only where they are needed. */
export async function judgeKernels(ask: Ask): Promise<IntegerKernels> {
  const { worst: signedError, providers } = await ask({ unsignedWeights: false });
  if (signedError <= EXACT_WITHIN) return { verdict: 'exact', signedError, providers };
  const { worst } = await ask({ unsignedWeights: true });
  return {
    verdict: worst <= EXACT_WITHIN ? 'exact as unsigned' : 'saturating',
    signedError,
    providers,
  };
}

// A machine does not change while a process runs: asked once for each list of providers.
const known = new Map<string, Promise<IntegerKernels>>();

/**
 * Multiplies a small matrix of signed 8-bit weights on each of the providers and the CPU, in a process that ends
 * thereafter (half a second, most of it the process's start), and compares with the exact whole numbers.
 *
 * Found under an emulated CPU with AVX2 and without VNNI (QEMU's Haswell): error 0.49 as they are, 0 as unsigned ones;
 * photo vectors of SigLIP-2 base's shape had a cosine of 0.888 to fp32's at worst, and 0.9997 as unsigned ones.
 */
export function integerKernels(providers: readonly string[]): Promise<IntegerKernels> {
  const key = providers.join();
  const asked = known.get(key) ?? measureKernels(providers);
  known.set(key, asked);
  // What failed (no memory for a process, say) may work the next time.
  asked.catch(() => known.delete(key));
  return asked;
}

/** It answers within a second; a driver that hangs must not keep the model from being refused. */
const LIMIT_MS = 120_000;

/** What matters of this short run is in the error it may end with. */
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

async function measureKernels(providers: readonly string[]): Promise<IntegerKernels> {
  const pool = new ProcessPool<KernelTestGiven, KernelTestTask, KernelTestReply>({
    name: 'CPU test',
    file: childFile(__dirname, 'integer_kernel_process'),
    given: { providers: [...providers] },
    size: 1,
    maxQueue: 1,
    idleMs: 0,
    work: 'kept',
    busy: (waiting, retryAfterS) => new EmbedderBusyError(waiting, retryAfterS),
    closed: () => new EmbedderClosedError(),
    logger: quiet,
  });
  try {
    return await judgeKernels(async (task) => {
      const [reply] = await pool.run([task], { priority: 'typed', limitMs: LIMIT_MS });
      return reply;
    });
  } catch (error) {
    throw new EmbedderFailedError(
      `The test of this machine's 8-bit arithmetic failed (${(error as Error).message}). Use a model in another precision.`,
      { cause: error }
    );
  } finally {
    await pool.close();
  }
}

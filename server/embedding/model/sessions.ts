import * as ort from 'onnxruntime-node';
import { EmbedderFailedError } from '../errors';

// ONNX Runtime throws its errors and prints them as well, in colors, on the host's stderr: once is enough.
ort.env.logLevel = 'fatal';

export interface OpenedSession {
  session: ort.InferenceSession;
  /** the execution provider in use */
  provider: string;
  /** why an earlier one in the list is not */
  fallbackReason?: string;
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}

export interface SessionChoices {
  /**
   * Signed 8-bit weights are rewritten as unsigned ones when the session opens (w + 128, and the zero point with it:
   * the same products), on x86 CPUs only. Their kernels add in 32 bits where those for signed weights saturate, and
   * take longer; see integer_kernels.ts.
   */
  unsignedWeights?: boolean;
}

/**
 * Opens a model with the first execution provider that works.
 *
 * One attempt a provider, because ONNX Runtime's own list is no fall-back: `['cuda', 'cpu']` throws where `['cuda']`
 * does (a missing library, no adapter). The CPU is tried last even if it is not asked for.
 *
 * @param model a file, or the bytes of a small model
 * @param threads per session, for the CPU
 * @throws EmbedderFailedError when not even the CPU can load it
 */
export async function openSession(
  model: string | Uint8Array,
  providers: readonly string[],
  threads: number,
  { unsignedWeights = false }: SessionChoices = {}
): Promise<OpenedSession> {
  const failures: string[] = [];
  for (const provider of new Set([...providers, 'cpu'])) {
    try {
      const options: ort.InferenceSession.SessionOptions = {
        executionProviders: [provider],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: 'all',
        logSeverityLevel: 4,
        ...(unsignedWeights ? { extra: { session: { x64quantprecision: '1' } } } : {}),
      };
      const session = await (typeof model === 'string'
        ? ort.InferenceSession.create(model, options)
        : ort.InferenceSession.create(model, options));
      return {
        session,
        provider,
        ...(failures.length > 0 ? { fallbackReason: failures.join('; ') } : {}),
      };
    } catch (error) {
      failures.push(`${provider}: ${reason(error)}`);
    }
  }
  throw new EmbedderFailedError(
    `The model ${typeof model === 'string' ? model : 'for the test of the CPU'} could not be loaded (${failures.join('; ')}). Check the folder with "peak-search model check".`
  );
}

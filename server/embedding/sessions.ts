import * as ort from 'onnxruntime-node';
import { EmbedderFailedError } from './errors';

// ONNX Runtime throws its errors and prints them as well, in colours, on the host's stderr: once is enough.
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

/**
 * Opens a model with the first execution provider that works.
 *
 * One attempt a provider, because ONNX Runtime's own list is no fall-back: `['cuda', 'cpu']` throws where `['cuda']`
 * does (a missing library, no adapter). The CPU is tried last even if it is not asked for.
 *
 * @param threads per session, for the CPU
 * @throws EmbedderFailedError when not even the CPU can load it
 */
export async function openSession(
  path: string,
  providers: readonly string[],
  threads: number
): Promise<OpenedSession> {
  const failures: string[] = [];
  for (const provider of new Set([...providers, 'cpu'])) {
    try {
      const session = await ort.InferenceSession.create(path, {
        executionProviders: [provider],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: 'all',
        logSeverityLevel: 4,
      });
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
    `The model ${path} could not be loaded (${failures.join('; ')}). Check the folder with "peak-search model check".`
  );
}

import * as ort from 'onnxruntime-node';
import { serveTasks } from '../../processes/serve_tasks';
import {
  activations,
  inputShape,
  kernelTestModel,
  ROW_COUNTS,
  worstError,
} from './integer_products';
import { openSession } from './sessions';

/** What the process is started with. */
export interface KernelTestGiven {
  providers: string[];
}

/** The question: with signed weights as they are, or rewritten as unsigned ones (sessions.ts)? */
export interface KernelTestTask {
  unsignedWeights: boolean;
}

export interface KernelTestReply {
  /** those that work here; the CPU is always among them, for it does what another cannot */
  providers: string[];
  /** the worst of them; see worstError */
  worst: number;
}

/** Multiplies on each provider, and says how far off the products are. */
async function testKernels(
  task: KernelTestTask,
  { providers }: KernelTestGiven
): Promise<KernelTestReply> {
  const errors = new Map<string, number>();
  for (const wanted of new Set([...providers, 'cpu'])) {
    const { session, provider } = await openSession(kernelTestModel(), [wanted], 1, task);
    // One that does not work here has fallen back to the CPU, which has its own turn.
    if (provider === wanted) errors.set(provider, worstError(await productsOf(session)));
    await session.release();
  }
  return { providers: [...errors.keys()], worst: Math.max(...errors.values()) };
}

async function productsOf(session: ort.InferenceSession): Promise<Float32Array[]> {
  const found: Float32Array[] = [];
  for (const rows of ROW_COUNTS) {
    const x = new ort.Tensor('float32', activations(rows), inputShape(rows));
    const { y } = await session.run({ x });
    found.push(y.data as Float32Array);
  }
  return found;
}

serveTasks(testKernels);

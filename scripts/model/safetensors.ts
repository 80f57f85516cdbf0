import { z } from 'zod';
import { ModelFetchError } from './errors';
import { request, TransientError, withRetries } from './http';
import { fileUrl, listRepository, type HubAccess } from './hub';

/** The sigmoid's two numbers as they stand in the checkpoint: probability = sigmoid(exp(logit_scale) × cosine + logit_bias). */
export interface CheckpointLogits {
  logit_scale: number;
  logit_bias: number;
  source: string;
}

const TENSOR = z.object({
  dtype: z.string(),
  shape: z.array(z.number()),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});
const INDEX = z.object({ weight_map: z.record(z.string(), z.string()) });

/** safetensors allows a header of 100 MB; those of these models have about 50 KB. */
const MAX_HEADER_BYTES = 100 * 2 ** 20;
const NAMES = ['logit_scale', 'logit_bias'] as const;

async function readRange(
  hub: HubAccess,
  url: string,
  from: number,
  length: number
): Promise<Buffer> {
  return withRetries(async () => {
    const headers = { range: `bytes=${from}-${from + length - 1}` };
    const response = await request(hub.fetch, url, { headers, signal: hub.signal }, [200, 206]);
    // An answer to a request for a few bytes must not turn out to be the gigabytes around them.
    if (response.status === 200) {
      await response.body?.cancel();
      throw new ModelFetchError('The server does not send parts of a file.');
    }
    const bytes = await response.arrayBuffer().catch((error: unknown) => {
      if (hub.signal?.aborted) throw error;
      throw new TransientError('The connection broke off.');
    });
    if (bytes.byteLength !== length) throw new TransientError('The connection broke off.');
    return Buffer.from(bytes);
  }, hub);
}

/** One number in little-endian bytes of the given safetensors type. */
function scalar(bytes: Buffer, dtype: string): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (dtype === 'F32') return view.getFloat32(0, true);
  if (dtype === 'F64') return view.getFloat64(0, true);
  if (dtype === 'BF16') {
    // The upper half of a float32.
    const wide = new DataView(new ArrayBuffer(4));
    wide.setUint16(0, view.getUint16(0, true), false);
    return wide.getFloat32(0, false);
  }
  if (dtype === 'F16') {
    // IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits.
    const half = view.getUint16(0, true);
    const exponent = (half >> 10) & 31;
    const fraction = (half & 1023) / 1024;
    const size = exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15);
    return half >> 15 ? -size : size;
  }
  throw new ModelFetchError(`The checkpoint holds its logits as ${dtype}, which is not read.`);
}

async function tensorsOf(hub: HubAccess, url: string) {
  const headerLength = Number((await readRange(hub, url, 0, 8)).readBigUInt64LE());
  if (headerLength > MAX_HEADER_BYTES)
    throw new ModelFetchError('The checkpoint is not a safetensors file.');
  const text = (await readRange(hub, url, 8, headerLength)).toString('utf8');
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new ModelFetchError('The checkpoint is not a safetensors file.');
  }
  return { header, dataStart: 8 + headerLength };
}

/** The files of a checkpoint that hold the two numbers, by tensor name. A large checkpoint is split, with an index. */
async function shards(hub: HubAccess, repository: string, revision: string, files: string[]) {
  if (files.includes('model.safetensors')) {
    return Object.fromEntries(NAMES.map((name) => [name, 'model.safetensors']));
  }
  const url = fileUrl(hub.endpoint, repository, revision, 'model.safetensors.index.json');
  const response = await withRetries(
    () => request(hub.fetch, url, { signal: hub.signal }, [200]),
    hub
  );
  return INDEX.parse(await response.json()).weight_map;
}

/**
 * Reads logit_scale and logit_bias out of an original checkpoint without downloading it: a safetensors file begins with
 * 8 bytes of header length and a JSON header that says at which offset each tensor lies.
 *
 * @throws ModelFetchError when the checkpoint has none or the server sends no ranges
 */
export async function readCheckpointLogits(
  hub: HubAccess,
  checkpoint: { repository: string; revision?: string }
): Promise<CheckpointLogits> {
  const listing = await listRepository(hub, checkpoint.repository, checkpoint.revision ?? 'main');
  const { repository, revision } = listing;
  const files = listing.files.map((file) => file.path);
  const byName = await shards(hub, repository, revision, files);
  const numbers: number[] = [];
  for (const name of NAMES) {
    const url = fileUrl(hub.endpoint, repository, revision, byName[name] ?? 'model.safetensors');
    const { header, dataStart } = await tensorsOf(hub, url);
    const tensor = TENSOR.safeParse(header[name]);
    if (!tensor.success) throw new ModelFetchError(`The checkpoint ${repository} has no ${name}.`);
    const [from, to] = tensor.data.data_offsets;
    // 1 number of at most 8 bytes; anything else is not what SigLIP has there.
    if (to - from > 8 || to <= from)
      throw new ModelFetchError(`The checkpoint's ${name} is not one number.`);
    numbers.push(scalar(await readRange(hub, url, dataStart + from, to - from), tensor.data.dtype));
  }
  return {
    logit_scale: numbers[0],
    logit_bias: numbers[1],
    source: `${repository}@${revision}`,
  };
}

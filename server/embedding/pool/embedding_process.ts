import * as ort from 'onnxruntime-node';
import { vectorOutput, type ModelFolder, type Tower } from '../model/model_folder';
import { openSession, type OpenedSession } from '../model/sessions';
import { serveTasks } from '../../processes/serve_tasks';
import { loadTokenizer, type Encode } from '../text/tokenizer';

/** What the process is started with. */
export interface EmbeddingGiven {
  model: ModelFolder;
  tower: Tower;
  providers: string[];
  threads: number;
  /** see SessionChoices; only for signed 8-bit weights on a CPU whose kernels need it */
  unsignedWeights?: boolean;
}

/** One inference: a batch of texts (text tower) or of RGB pixels (vision tower). */
export type EmbeddingTask =
  { kind: 'texts'; texts: string[] } | { kind: 'images'; pixels: Uint8Array[] };

export interface EmbeddingReply {
  /** the vectors one after another, as the tower gave them: batch × dims */
  vectors: Float32Array;
  provider: string;
  fallbackReason?: string;
  /** milliseconds it took to load tokenizer and session; only in the reply that had to */
  loadMs?: number;
}

interface Loaded extends OpenedSession {
  encode?: Encode;
  output: string;
}

// One for the life of the process. Loading takes seconds: 3.4 s for the base model's text tower.
let loaded: Promise<Loaded> | undefined;

async function load(given: EmbeddingGiven): Promise<Loaded> {
  const { model, tower, providers, threads, unsignedWeights } = given;
  const encode = tower === 'text' ? loadTokenizer(model) : undefined;
  const path = tower === 'text' ? model.textModelPath : model.visionModelPath;
  const opened = await openSession(path, providers, threads, { unsignedWeights });
  const output = vectorOutput(tower, opened.session.outputNames);
  if (output === undefined) throw new Error(`${path} has no output pooler_output.`);
  return { ...opened, encode, output };
}

function textTensor(model: ModelFolder, encode: Encode, texts: string[]): ort.Tensor {
  const ids = BigInt64Array.from(texts.flatMap((text) => encode(text)).map(BigInt));
  return new ort.Tensor('int64', ids, [texts.length, model.textLength]);
}

/** RGB bytes, interleaved → the processor's numbers, one plane a channel (NCHW). */
function imageNumbers(model: ModelFolder, pixels: readonly Uint8Array[]): Float32Array {
  const plane = model.imageSize * model.imageSize;
  const numbers = new Float32Array(pixels.length * 3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    // 256 values are possible: compute each once.
    const scaled = Float32Array.from(
      { length: 256 },
      (_, value) => (value * model.rescaleFactor - model.mean[channel]) / model.std[channel]
    );
    pixels.forEach((image, index) => {
      let to = (index * 3 + channel) * plane;
      for (let from = channel; from < image.length; from += 3) numbers[to++] = scaled[image[from]];
    });
  }
  return numbers;
}

function imageTensor(model: ModelFolder, pixels: Uint8Array[]): ort.Tensor {
  const { imageSize } = model;
  return new ort.Tensor('float32', imageNumbers(model, pixels), [
    pixels.length,
    3,
    imageSize,
    imageSize,
  ]);
}

function feeds(
  model: ModelFolder,
  task: EmbeddingTask,
  encode: Encode | undefined
): ort.InferenceSession.FeedsType {
  if (task.kind === 'images') return { pixel_values: imageTensor(model, task.pixels) };
  if (!encode) throw new Error('A process of the vision tower was given a text.');
  return { input_ids: textTensor(model, encode, task.texts) };
}

async function embed(task: EmbeddingTask, given: EmbeddingGiven): Promise<EmbeddingReply> {
  const started = performance.now();
  const first = loaded === undefined;
  loaded ??= load(given);
  let ready: Loaded;
  try {
    ready = await loaded;
  } catch (error) {
    // The files may be mended meanwhile: let the next task try again.
    loaded = undefined;
    throw error;
  }
  const loadMs = first ? performance.now() - started : undefined;
  const results = await ready.session.run(feeds(given.model, task, ready.encode), [ready.output]);
  const tensor = results[ready.output];
  if (!(tensor.data instanceof Float32Array)) {
    throw new Error(`The model answers with ${tensor.type} where float32 is wanted.`);
  }
  return {
    vectors: tensor.data,
    provider: ready.provider,
    ...(ready.fallbackReason ? { fallbackReason: ready.fallbackReason } : {}),
    ...(loadMs === undefined ? {} : { loadMs }),
  };
}

serveTasks(embed);

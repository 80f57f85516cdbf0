import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { towerFile } from '../../server/embedding/model/tower_files';
import type { Tower } from '../../server/embedding/model/tower_files';
import {
  bytes,
  FLOAT,
  INT64,
  node,
  number,
  tensor,
  text,
  value,
} from '../../server/embedding/model/onnx_writer';
import { TWIN_LOGITS } from './twin_map';
import type { Extension, TwinMap } from './twin_map';

/**
 * Writes a model folder like any other whose towers are those of another folder with the map of a twin behind them.
 *
 * @param dims length of the vectors before the map
 */
export async function writeTwinFolder(
  from: string,
  into: string,
  { map, dims }: { map: TwinMap; dims: number }
): Promise<void> {
  await mkdir(join(into, 'onnx'), { recursive: true });
  for (const file of ['preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    await cp(join(from, file), join(into, file));
  }
  const config = JSON.parse(await readFile(join(from, 'config.json'), 'utf8')) as {
    text_config: object;
    vision_config: object;
  };
  const size = { hidden_size: dims + 2, projection_size: dims + 2 };
  Object.assign(config.text_config, size);
  Object.assign(config.vision_config, { hidden_size: dims + 2 });
  await writeFile(join(into, 'config.json'), JSON.stringify(config, null, 2));
  const logits = { logit_scale: Math.log(TWIN_LOGITS.scale), logit_bias: TWIN_LOGITS.bias };
  await writeFile(join(into, 'logits.json'), JSON.stringify(logits, null, 2));
  const extensions: Array<[Tower, Extension]> = [
    ['text', map.text],
    ['vision', map.photo],
  ];
  for (const [tower, extension] of extensions) {
    const file = towerFile(tower, 'fp32');
    const model = withExtension(await readFile(join(from, file)), extension, dims);
    await writeFile(join(into, file), model);
  }
}

// onnx.proto3: field numbers.
const GRAPH = 7;
const NODE = 1;
const INITIALIZER = 5;
const OUTPUT = 12;
const NODE_INPUT = 1;
const NODE_OUTPUT = 2;
const VALUE_NAME = 1;

/** The output of a tower that is read (tower_files.ts), and what it is called inside the twin. */
const VECTOR = 'pooler_output';
const INNER = 'vector_before_the_map';

/** The model with `L2 norm → · scale → pad by two → + constants` behind its vector output. */
export function withExtension(model: Uint8Array, extension: Extension, dims: number): Uint8Array {
  const parts = fieldsOf(model).map((field) =>
    field.number === GRAPH ? bytes(GRAPH, extendedGraph(field.payload, extension, dims)) : field.raw
  );
  return Buffer.concat(parts);
}

function extendedGraph(graph: Uint8Array, extension: Extension, dims: number): Uint8Array {
  const before = fieldsOf(graph).flatMap((field) => {
    if (field.number === NODE) return [bytes(NODE, renamed(field.payload))];
    if (field.number === OUTPUT && nameOf(field.payload) === VECTOR) return [];
    return [field.raw];
  });
  const axis = [...text(1, 'axis'), ...number(3, 1), ...number(20, 2)];
  const nodes = [
    node('LpNormalization', [INNER], ['twin_unit'], [axis]),
    node('Mul', ['twin_unit', 'twin_scale'], ['twin_scaled']),
    node('Pad', ['twin_scaled', 'twin_pads'], ['twin_padded']),
    node('Add', ['twin_padded', 'twin_constants'], [VECTOR]),
  ];
  const constants = new Float32Array(dims + 2);
  constants.set(extension.constants, dims);
  const initializers = [
    tensor('twin_scale', FLOAT, [], Float32Array.of(extension.scale)),
    tensor('twin_pads', INT64, [4], BigInt64Array.of(0n, 0n, 0n, 2n)),
    tensor('twin_constants', FLOAT, [dims + 2], constants),
  ];
  return Buffer.concat([
    ...before,
    ...nodes.map((each) => bytes(NODE, each)),
    ...initializers.map((each) => bytes(INITIALIZER, each)),
    bytes(OUTPUT, value(VECTOR, dims + 2)),
  ]);
}

/** The node with the vector under its inner name, whether it makes or reads it. */
function renamed(payload: Uint8Array): Uint8Array {
  return Buffer.concat(
    fieldsOf(payload).map(({ number: field, payload: content, raw }) => {
      const isName = field === NODE_INPUT || field === NODE_OUTPUT;
      if (!isName || Buffer.from(content).toString() !== VECTOR) {
        return raw;
      }
      return text(field, INNER);
    })
  );
}

function nameOf(payload: Uint8Array): string | undefined {
  const name = fieldsOf(payload).find((field) => field.number === VALUE_NAME);
  return name && Buffer.from(name.payload).toString();
}

interface Field {
  number: number;
  /** Of a length-delimited field; empty for a number. */
  payload: Uint8Array;
  /** The field as it stands, tag included. */
  raw: Uint8Array;
}

/** The fields of a protobuf message: numbers (wire type 0), fixed ones (1 and 5), and bytes (2). */
function fieldsOf(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const read = (): number => {
    let [result, factor] = [0, 1];
    for (;;) {
      const byte = message[at++];
      result += (byte & 0x7f) * factor;
      if (byte < 0x80) return result;
      factor *= 128;
    }
  };
  while (at < message.length) {
    const start = at;
    const tag = read();
    let payload: Uint8Array = new Uint8Array();
    const wire = tag & 7;
    if (wire === 0) read();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else {
      const length = read();
      payload = message.subarray(at, at + length);
      at += length;
    }
    fields.push({ number: Math.floor(tag / 8), payload, raw: message.subarray(start, at) });
  }
  return fields;
}

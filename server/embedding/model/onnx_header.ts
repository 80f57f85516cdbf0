import { open, type FileHandle } from 'node:fs/promises';

/** An input or output of a graph. A dimension is a number, or a name where the graph leaves it open. */
export interface OnnxValue {
  name: string;
  /** `float32`, `float16`, `int64`, or `type N` for another of ONNX's element types */
  type: string;
  shape: Array<number | string>;
}

export interface OnnxHeader {
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  /** files beside the model that hold its larger weights, as the model names them */
  externalData: string[];
  /** whether weights are stored as signed 8-bit numbers, whose products saturate on some CPUs (integer_kernels.ts) */
  signedWeights: boolean;
}

/** The file is not an ONNX model, or ends too early. The message fits behind the file's name. */
export class OnnxHeaderError extends Error {}

/** onnx.proto3, message by message: the field numbers read here. */
const MODEL = { graph: 7 };
const GRAPH = { initializer: 5, input: 11, output: 12 };
const TENSOR = { dataType: 2, rawData: 9, externalData: 13 };
/** TensorProto.DataType.INT8 */
const SIGNED_8_BIT = 3;
const ENTRY = { key: 1, value: 2 };
const VALUE_INFO = { name: 1, type: 2 };
const TENSOR_TYPE = { tensor: 1, elemType: 1, shape: 2, dim: 1, dimValue: 1, dimParam: 2 };
const ELEMENT_TYPES: Record<number, string> = {
  1: 'float32',
  7: 'int64',
  10: 'float16',
  11: 'float64',
};

/** Names and shapes are short; a longer value info is not one of ours and must not fill the memory. */
const MAX_SMALL_MESSAGE = 1 << 20;
/** A tag and a length take at most 20 bytes; a page makes one read of several small fields. */
const WINDOW = 4096;

/** Reads bytes at any place of a large file through one small window. */
class FileWindow {
  private start = 0;
  private bytes = Buffer.alloc(0);

  constructor(
    private readonly file: FileHandle,
    readonly size: number
  ) {}

  async at(position: number, length: number): Promise<Buffer> {
    if (position + length > this.size) {
      throw new OnnxHeaderError('ends in the middle (an unfinished download?).');
    }
    if (position < this.start || position + length > this.start + this.bytes.length) {
      const wanted = Math.min(Math.max(length, WINDOW), this.size - position);
      const buffer = Buffer.alloc(wanted);
      const { bytesRead } = await this.file.read(buffer, 0, wanted, position);
      this.start = position;
      this.bytes = buffer.subarray(0, bytesRead);
    }
    return this.bytes.subarray(position - this.start, position - this.start + length);
  }
}

interface Field {
  number: number;
  /** where the payload begins, and its length; a varint's value stands in `value` */
  start: number;
  length: number;
  value: number;
}

async function varint(
  file: FileWindow,
  position: number
): Promise<{ value: number; next: number }> {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = (await file.at(position + i, 1))[0];
    // Multiplication, not shifts: lengths pass 2^31.
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) {
      return { value, next: position + i + 1 };
    }
  }
  throw new OnnxHeaderError('is not an ONNX model.');
}

/** Walks the fields of the message in [start, end) without reading their payloads. */
async function* fields(file: FileWindow, start: number, end: number): AsyncGenerator<Field> {
  let position = start;
  while (position < end) {
    const tag = await varint(file, position);
    const number = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    let field: Field;
    if (wireType === 0) {
      const { value, next } = await varint(file, tag.next);
      field = { number, start: tag.next, length: next - tag.next, value };
    } else if (wireType === 2) {
      const { value, next } = await varint(file, tag.next);
      field = { number, start: next, length: value, value: 0 };
    } else if (wireType === 1 || wireType === 5) {
      field = { number, start: tag.next, length: wireType === 1 ? 8 : 4, value: 0 };
    } else {
      throw new OnnxHeaderError('is not an ONNX model.');
    }
    position = field.start + field.length;
    if (position > end) {
      throw new OnnxHeaderError(
        end === file.size
          ? 'ends in the middle (an unfinished download?).'
          : 'is not an ONNX model.'
      );
    }
    yield field;
  }
}

async function text(file: FileWindow, field: Field): Promise<string> {
  if (field.length > MAX_SMALL_MESSAGE) {
    throw new OnnxHeaderError('is not an ONNX model.');
  }
  return (await file.at(field.start, field.length)).toString('utf8');
}

async function shapeOf(file: FileWindow, shape: Field): Promise<Array<number | string>> {
  const dims: Array<number | string> = [];
  for await (const dim of fields(file, shape.start, shape.start + shape.length)) {
    let size: number | string = '?';
    for await (const part of fields(file, dim.start, dim.start + dim.length)) {
      if (part.number === TENSOR_TYPE.dimValue) {
        size = part.value;
      } else if (part.number === TENSOR_TYPE.dimParam) {
        size = await text(file, part);
      }
    }
    dims.push(size);
  }
  return dims;
}

async function valueInfo(file: FileWindow, info: Field): Promise<OnnxValue> {
  const value: OnnxValue = { name: '', type: 'unknown', shape: [] };
  for await (const field of fields(file, info.start, info.start + info.length)) {
    if (field.number === VALUE_INFO.name) {
      value.name = await text(file, field);
    } else if (field.number === VALUE_INFO.type) {
      for await (const kind of fields(file, field.start, field.start + field.length)) {
        if (kind.number !== TENSOR_TYPE.tensor) continue;
        for await (const part of fields(file, kind.start, kind.start + kind.length)) {
          if (part.number === TENSOR_TYPE.elemType) {
            value.type = ELEMENT_TYPES[part.value] ?? `type ${part.value}`;
          } else if (part.number === TENSOR_TYPE.shape) {
            value.shape = await shapeOf(file, part);
          }
        }
      }
    }
  }
  return value;
}

/** Whether a weight is signed 8-bit, and the file it lies in where that is not the model itself. */
async function weight(
  file: FileWindow,
  tensor: Field
): Promise<{ signed: boolean; location?: string }> {
  let signed = false;
  for await (const field of fields(file, tensor.start, tensor.start + tensor.length)) {
    // Fields come in the order of their numbers: the type before the bytes.
    if (field.number === TENSOR.dataType) signed = field.value === SIGNED_8_BIT;
    if (field.number === TENSOR.rawData) return { signed };
    if (field.number !== TENSOR.externalData) continue;
    let key = '';
    let value = '';
    for await (const part of fields(file, field.start, field.start + field.length)) {
      if (part.number === ENTRY.key) key = await text(file, part);
      if (part.number === ENTRY.value) value = await text(file, part);
    }
    if (key === 'location') return { signed, location: value };
  }
  return { signed };
}

/**
 * Reads what a model wants and gives, without loading it: an ONNX file is a protobuf message, whose gigabytes of
 * weights can be stepped over by their lengths. Takes milliseconds where a session takes seconds and memory.
 *
 * @throws OnnxHeaderError when the file is no ONNX model or is cut off (a protobuf has no checksum: bits turned over
 * within the weights are not seen here; `peak-search model check` compares SHA-256 where a lock file has them)
 */
export async function readOnnxHeader(path: string): Promise<OnnxHeader> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const file = new FileWindow(handle, size);
    const inputs: OnnxValue[] = [];
    const outputs: OnnxValue[] = [];
    const externalData = new Set<string>();
    let signedWeights = false;
    for await (const top of fields(file, 0, size)) {
      if (top.number !== MODEL.graph) continue;
      for await (const field of fields(file, top.start, top.start + top.length)) {
        if (field.number === GRAPH.input) inputs.push(await valueInfo(file, field));
        if (field.number === GRAPH.output) outputs.push(await valueInfo(file, field));
        if (field.number === GRAPH.initializer) {
          const { signed, location } = await weight(file, field);
          signedWeights ||= signed;
          if (location !== undefined) externalData.add(location);
        }
      }
    }
    if (inputs.length === 0 || outputs.length === 0) {
      throw new OnnxHeaderError('is not an ONNX model.');
    }
    return { inputs, outputs, externalData: [...externalData], signedWeights };
  } finally {
    await handle.close();
  }
}

/** Writes ONNX graphs: protobuf messages of onnx.proto3, as far as small graphs of our own need them. */

/** TensorProto.DataType */
export const FLOAT = 1;
export const INT8 = 3;
export const INT64 = 7;

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}

/** A field with a whole number. */
export const number = (field: number, value: number): number[] => [
  ...varint(field << 3),
  ...varint(value),
];

/** A field with bytes or a message. */
export function bytes(field: number, payload: Iterable<number>): Uint8Array {
  const content = Uint8Array.from(payload);
  return Buffer.concat([
    Uint8Array.from([...varint((field << 3) | 2), ...varint(content.length)]),
    content,
  ]);
}

export const text = (field: number, value: string): Uint8Array => bytes(field, Buffer.from(value));

/** A TensorProto. */
export function tensor(name: string, type: number, dims: number[], raw: ArrayBufferView): number[] {
  const data = new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength);
  return [
    ...dims.flatMap((dim) => number(1, dim)),
    ...number(2, type),
    ...text(8, name),
    ...bytes(9, data),
  ];
}

/** A NodeProto. @param attributes each an AttributeProto */
export function node(
  operator: string,
  inputs: string[],
  outputs: string[],
  attributes: readonly number[][] = []
): number[] {
  return [
    ...inputs.flatMap((name) => [...text(1, name)]),
    ...outputs.flatMap((name) => [...text(2, name)]),
    ...text(4, operator),
    ...attributes.flatMap((attribute) => [...bytes(5, attribute)]),
  ];
}

/** A ValueInfoProto of float32, rows × columns. */
export function value(name: string, columns: number): number[] {
  const shape = [...bytes(1, text(2, 'rows')), ...bytes(1, number(1, columns))];
  const type = bytes(1, [...number(1, FLOAT), ...bytes(2, shape)]);
  return [...text(1, name), ...bytes(2, type)];
}

/** A checkpoint in safetensors' layout: one large tensor, then the given numbers. */
export function safetensorsFile(
  numbers: Record<string, number>,
  dtype: 'F32' | 'BF16' | 'F16'
): Buffer {
  const weights = Buffer.alloc(300_000, 7);
  const width = dtype === 'F32' ? 4 : 2;
  const header: Record<string, unknown> = {
    __metadata__: { format: 'pt' },
    weights: { dtype: 'U8', shape: [weights.length], data_offsets: [0, weights.length] },
  };
  let at = weights.length;
  const values = Object.entries(numbers).map(([name, value]) => {
    const bytes = Buffer.alloc(width);
    if (dtype === 'F32') bytes.writeFloatLE(value);
    else if (dtype === 'BF16') {
      const wide = Buffer.alloc(4);
      wide.writeFloatBE(value);
      bytes.writeUInt16LE(wide.readUInt16BE(0));
    } else {
      // Powers of two times 1 + n/1024 only: what the tests use can be written exactly.
      const exponent = Math.floor(Math.log2(Math.abs(value)));
      const fraction = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
      bytes.writeUInt16LE((value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction);
    }
    header[name] = { dtype, shape: [1], data_offsets: [at, at + width] };
    at += width;
    return bytes;
  });
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, weights, ...values]);
}

import fc from 'fast-check';
import { phoneFile } from '../../../common/testing/phone_files';
import { missingBytes } from './iso_boxes';

function box(type: string, content: number): Buffer {
  const bytes = Buffer.alloc(8 + content);
  bytes.writeUInt32BE(bytes.length);
  bytes.write(type, 4, 'latin1');
  return bytes;
}

it('counts what a file lacks', () => {
  const file = Buffer.concat([box('ftyp', 16), box('meta', 40), box('mdat', 100)]);
  expect(missingBytes(file)).toBe(0);
  expect(missingBytes(file.subarray(0, -1))).toBe(1);
  expect(missingBytes(file.subarray(0, 40))).toBe(32);
});

it('counts what a HEIC lacks', () => {
  const photo = phoneFile('upright.heic');
  expect(missingBytes(photo)).toBe(0);
  expect(missingBytes(photo.subarray(0, photo.length - 1000))).toBe(1000);
});

it('knows 64-bit sizes and boxes to the end of the file, and ends on nonsense', () => {
  const large = Buffer.concat([box('ftyp', 16), box('mdat', 108)]);
  large.writeUInt32BE(1, 24);
  large.writeBigUInt64BE(116n, 32);
  expect(missingBytes(large)).toBe(0);
  expect(missingBytes(large.subarray(0, 100))).toBe(40);
  large.writeUInt32BE(0, 24);
  expect(missingBytes(large.subarray(0, 50))).toBe(0);
  large.writeUInt32BE(3, 24);
  expect(missingBytes(large)).toBe(0);
  large.writeUInt32BE(1, 24);
  large.writeBigUInt64BE(0xffffffffffffffffn, 32);
  expect(missingBytes(large)).toBeGreaterThan(1e18);
});

it('ends for any bytes, with a number that a file can lack', () => {
  const size = fc.constantFrom(0, 1, 7, 8, 9, 16, 0xffff, 0x7fffffff, 0xffffffff);
  const box = fc.tuple(size, fc.string({ minLength: 4, maxLength: 4 }), fc.uint8Array());
  fc.assert(
    fc.property(fc.array(box, { maxLength: 20 }), fc.uint8Array(), (boxes, rest) => {
      const parts = boxes.map(([claimed, type, data]) => {
        const head = Buffer.alloc(8);
        head.writeUInt32BE(claimed, 0);
        head.write(type, 4, 'latin1');
        return Buffer.concat([head, data]);
      });
      const missing = missingBytes(Buffer.concat([...parts, rest]));
      expect(Number.isInteger(missing) && missing >= 0).toBe(true);
    })
  );
});

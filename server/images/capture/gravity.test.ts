import fc from 'fast-check';
import { gravityOf } from './gravity';

/** A maker note as an iPhone writes it: one other entry, then the acceleration, then its fractions. */
function appleNote([x, y, z]: readonly number[], { type = 10, offset = 14 + 2 + 24 } = {}): Buffer {
  const head = Buffer.from('Apple iOS\0\0\x01MM', 'latin1');
  const directory = Buffer.alloc(2 + 24);
  directory.writeUInt16BE(2, 0);
  directory.writeUInt16BE(1, 2);
  directory.writeUInt16BE(9, 4);
  directory.writeUInt32BE(1, 6);
  directory.writeUInt16BE(8, 14);
  directory.writeUInt16BE(type, 16);
  directory.writeUInt32BE(3, 18);
  directory.writeUInt32BE(offset, 22);
  const fractions = Buffer.alloc(24);
  [x, y, z].forEach((value, i) => {
    fractions.writeInt32BE(Math.round(value! * 1e6), 8 * i);
    fractions.writeInt32BE(1e6, 8 * i + 4);
  });
  return Buffer.concat([head, directory, fractions]);
}

const RADIANS = Math.PI / 180;
const sin = (deg: number) => Math.sin(deg * RADIANS);
const cos = (deg: number) => Math.cos(deg * RADIANS);

it('tells pitch and roll of a phone held upright, on its side, and upside down', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -60, max: 60 }),
      fc.integer({ min: -40, max: 40 }),
      fc.constantFrom(0, 90, 180, 270),
      (pitch, roll, turn) => {
        const across = cos(pitch);
        const gravity = gravityOf(
          appleNote([across * sin(roll + turn), -across * cos(roll + turn), sin(pitch)])
        )!;
        expect(gravity.pitchDeg).toBeCloseTo(pitch, 3);
        expect(gravity.rollDeg).toBeCloseTo(roll, 3);
      }
    )
  );
});

it.each([
  ['another maker', Buffer.from('Nikon\0\x02\x10\0\0MM')],
  ['a phone in free fall', appleNote([0.1, 0.1, 0.1])],
  ['a camera that looks at the ground', appleNote([0, -0.2, -0.98])],
  ['numbers of another type', appleNote([0, -1, 0], { type: 4 })],
  ['an offset beyond the end', appleNote([0, -1, 0], { offset: 4e9 })],
  ['a note cut short', appleNote([0, -1, 0]).subarray(0, 30)],
  ['an empty note', Buffer.alloc(0)],
])('knows nothing of %s', (_, note) => {
  expect(gravityOf(note)).toBeUndefined();
});

it('never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const note = Buffer.concat([Buffer.from('Apple iOS\0\0\x01MM', 'latin1'), bytes]);
      expect(() => gravityOf(note)).not.toThrow();
    })
  );
});

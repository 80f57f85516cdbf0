import sharp from 'sharp';
import { exifBlock, jpegWithExif, TAG, type TestExif } from '../../server/images/testing/test_exif';
import { pngChunk } from '../../server/images/testing/png_chunk';
import { PNG_HEAD, type BaseImages } from './base_images';
import { below, numbered, pick, type HostileFile, type Random } from './entries';
import { tiffOf } from './large_files';

/** Unusual, and still pictures: colors, depths, frames and profiles that cameras and editors really write. */
export function oddPictures({ jpeg, png, webp }: BaseImages): HostileFile[] {
  const picture = () => sharp(jpeg).resize(64, 48);
  const frames = async (count: number) => {
    const frame = (i: number) => {
      const background = `rgb(${i % 256},9,9)`;
      return sharp({ create: { width: 32, height: 24, channels: 3, background } })
        .png()
        .toBuffer();
    };
    const all = await Promise.all(Array.from({ length: count }, (_, i) => frame(i)));
    return sharp(all, { join: { animated: true } });
  };
  const good: Array<[string, () => Promise<Buffer> | Buffer]> = [
    ['cmyk.jpg', () => picture().toColourspace('cmyk').jpeg().toBuffer()],
    ['cmyk.tif', () => picture().toColourspace('cmyk').tiff().toBuffer()],
    ['grey.jpg', () => picture().greyscale().jpeg().toBuffer()],
    ['16-bit.png', () => picture().toColourspace('rgb16').png().toBuffer()],
    ['16-bit.tif', () => picture().toColourspace('rgb16').tiff({ compression: 'none' }).toBuffer()],
    ['16-bit-grey.png', () => picture().toColourspace('grey16').png().toBuffer()],
    ['palette.png', () => picture().png({ palette: true, colours: 4 }).toBuffer()],
    ['1-bit.tif', () => picture().threshold().tiff({ bitdepth: 1 }).toBuffer()],
    ['transparent.png', () => picture().ensureAlpha(0.1).png().toBuffer()],
    ['interlaced.png', () => picture().png({ progressive: true }).toBuffer()],
    ['one-pixel.png', () => sharp(jpeg).resize(1, 1).png().toBuffer()],
    ['one-row.jpg', () => sharp(jpeg).resize(4000, 1, { fit: 'fill' }).jpeg().toBuffer()],
    ['one-column.webp', () => sharp(jpeg).resize(1, 4000, { fit: 'fill' }).webp().toBuffer()],
    ['animated-2.webp', async () => (await frames(2)).webp().toBuffer()],
    ['animated-200.webp', async () => (await frames(200)).webp({ effort: 0 }).toBuffer()],
    ['behind-its-end.jpg', () => Buffer.concat([jpeg, Buffer.alloc(100_000, 7)])],
    ['named-wrong.heic', () => jpeg],
    ['named-wrong.jpg', () => webp],
  ];
  const either: Array<[string, () => Promise<Buffer> | Buffer]> = [
    // The directory's successor is itself.
    ['endless-pages.tif', () => tiffOf(4, 4, 8)],
    [
      'animated-chunks.png',
      () => withChunks(png, 'acTL', Buffer.from([0, 0, 255, 255, 0, 0, 0, 0])),
    ],
    ['tiny-times.png', () => withChunks(png, 'tIME', Buffer.alloc(7, 0xff))],
  ];
  const entry = (expect: HostileFile['expect']) => {
    return ([name, bytes]: (typeof good)[number]): HostileFile => ({
      path: `odd/${name}`,
      category: 'odd picture',
      expect,
      bytes,
    });
  };
  return [...good.map(entry('good')), ...either.map(entry('either'))];
}

function withChunks(png: Buffer, type: string, data: Buffer): Buffer {
  return Buffer.concat([PNG_HEAD, png.subarray(8, 33), pngChunk(type, data), png.subarray(33)]);
}

/** Color profiles that are none, too short, too long, or contradict the picture. */
export function oddProfiles({ jpeg }: BaseImages, random: Random): HostileFile[] {
  const segment = (profile: Buffer, index = 1, count = 1) => {
    const data = Buffer.concat([
      Buffer.from('ICC_PROFILE\0', 'latin1'),
      Buffer.from([index, count]),
      profile,
    ]);
    const head = Buffer.from([0xff, 0xe2, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, data]);
  };
  const insert = (segments: Buffer[]) =>
    Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
  const noise = (length: number) => Buffer.from(Array.from({ length }, () => below(random, 256)));
  const claiming = (space: string, size: number) => {
    const profile = Buffer.alloc(132);
    profile.writeUInt32BE(size, 0);
    profile.write(`${space} XYZ `, 16, 'latin1');
    profile.write('acsp', 36, 'latin1');
    profile.writeUInt32BE(0xffffffff, 128);
    return profile;
  };
  const profiles: Array<[string, Buffer[]]> = [
    ['empty', [segment(Buffer.alloc(0))]],
    ['noise', [segment(noise(500))]],
    ['noise-long', [segment(noise(60_000))]],
    ['one-of-many', [segment(noise(100), 1, 255)]],
    ['number-0', [segment(noise(100), 0, 0)]],
    ['twice-the-same', [segment(noise(100), 1, 2), segment(noise(100), 1, 2)]],
    ['cmyk-for-rgb', [segment(claiming('CMYK', 132))]],
    ['grey-for-rgb', [segment(claiming('GRAY', 132))]],
    ['tags-without-end', [segment(claiming('RGB ', 132))]],
    ['gigabytes', [segment(claiming('RGB ', 0xfffffff0))]],
  ];
  return profiles.map(([name, segments]) => ({
    path: `profiles/${name}.jpg`,
    category: 'colour profile',
    expect: 'either',
    bytes: () => insert(segments),
  }));
}

/** Sound JPEGs whose EXIF is not: the photo is indexed, and what its EXIF says is believed only where it can be. */
export function oddExif({ jpeg }: BaseImages, random: Random, mutations: number): HostileFile[] {
  const times = [
    '0000:00:00 00:00:00', '9999:99:99 99:99:99', '2023:02:30 25:61:61', '    :  :     :  :  ', '2023-10-27T06:00:00Z',
    '1:1:1 1:1:1', '+275760:09:13', 'tomorrow', '', '२०२३:१०:२७ ०६:००:००', '2023:10:27', '2023:10:27 06:00:00\n<script>',
  ]; // prettier-ignore
  const numbers: Array<[number, number]> = [
    [91, 1], [0, 0], [1, 0], [0xffffffff, 1], [1, 0xffffffff], [0x80000000, 1], [360, 1], [-0 >>> 0, 1],
  ]; // prettier-ignore
  const blocks: Array<[string, Buffer]> = [
    ...times.map((ascii, i): [string, Buffer] => [
      `time-${numbered(i)}`,
      exifBlock({
        exif: { [TAG.dateTimeOriginal]: { ascii }, [TAG.offsetTimeOriginal]: { ascii } },
      }),
    ]),
    ...numbers.flatMap((value, i): Array<[string, Buffer]> => {
      const one = { rationals: [value] };
      const three = { rationals: [value, value, value] };
      const gps: TestExif['gps'] = {
        [TAG.gpsLatitudeRef]: { ascii: 'N' },
        [TAG.gpsLatitude]: three,
        [TAG.gpsLongitudeRef]: { ascii: 'E' },
        [TAG.gpsLongitude]: three,
        [TAG.gpsAltitude]: one,
        [TAG.gpsImgDirection]: one,
        [TAG.gpsHPositioningError]: one,
        [TAG.gpsDateStamp]: { ascii: '9999:99:99' },
        [TAG.gpsTimeStamp]: three,
      };
      const lens = {
        [TAG.focalLength35mm]: { shorts: [value[0] & 0xffff] },
        [TAG.exposureTime]: one,
        [TAG.fNumber]: one,
        [TAG.iso]: { shorts: [65_535] },
      };
      return [
        [`place-${numbered(i)}`, exifBlock({ gps })],
        [`lens-${numbered(i)}`, exifBlock({ exif: lens })],
      ];
    }),
    ['huge-name', exifBlock({ ifd0: { [TAG.make]: { ascii: 'x'.repeat(60_000) } } })],
    ['html-name', exifBlock({ ifd0: { [TAG.make]: { ascii: '<img src=x onerror=alert(1)>' } } })],
    ['orientation-99', exifBlock({ ifd0: { [TAG.orientation]: { shorts: [99] } } })],
    ['nothing', Buffer.alloc(0)],
    ['noise', Buffer.from(Array.from({ length: 3000 }, () => below(random, 256)))],
    ...loops(),
  ];
  const sound = exifBlock({
    ifd0: { [TAG.make]: { ascii: 'Sample' } },
    exif: { [TAG.dateTimeOriginal]: { ascii: '2023:10:27 06:00:00' } },
    gps: { [TAG.gpsLatitudeRef]: { ascii: 'N' }, [TAG.gpsAltitude]: { rationals: [[1, 1]] } },
  });
  for (let i = 0; i < mutations; i++) {
    const block = Buffer.from(sound);
    for (let n = 1 + below(random, 6); n > 0; n--) {
      block[8 + below(random, block.length - 8)] = pick(random, [0, 1, 2, 5, 12, 0x87, 0xff]);
    }
    blocks.push([`mutated-${numbered(i)}`, block]);
  }
  return blocks.map(([name, block]) => ({
    path: `exif/${name}.jpg`,
    category: 'EXIF',
    expect: 'good',
    bytes: () => jpegWithExif(jpeg, block),
  }));
}

/** Directories that point at themselves, at each other, and out of the block. */
function loops(): Array<[string, Buffer]> {
  const ifd = (pointers: Array<[tag: number, to: number]>, next: number) => {
    const block = Buffer.alloc(8 + 2 + pointers.length * 12 + 4 + 64);
    block.write('MM\0*\0\0\0\x08', 'latin1');
    block.writeUInt16BE(pointers.length, 8);
    pointers.forEach(([tag, to], i) => {
      const at = 10 + i * 12;
      block.writeUInt16BE(tag, at);
      block.writeUInt16BE(4, at + 2);
      block.writeUInt32BE(1, at + 4);
      block.writeUInt32BE(to >>> 0, at + 8);
    });
    block.writeUInt32BE(next >>> 0, 10 + pointers.length * 12);
    return block;
  };
  return [
    ['loop-self', ifd([[0x8769, 8], [0x8825, 8]], 8)],
    ['loop-next', ifd([], 8)],
    ['loop-interop', ifd([[0x8769, 8], [0xa005, 8], [0x014a, 8]], 8)],
    ['pointer-outside', ifd([[0x8769, 0xfffffff0], [0x8825, 0x7fffffff]], 0xffffffff)],
    ['pointer-zero', ifd([[0x8769, 0], [0x8825, 1]], 1)],
  ]; // prettier-ignore
}

import { EXTENSIONS, type BaseFormat, type BaseImages } from './base_images';
import { below, numbered, type HostileFile, type Random } from './entries';

const DECODED: BaseFormat[] = [
  'jpeg',
  'progressive',
  'png',
  'webp',
  'lossless',
  'avif',
  'tiff',
  'heic',
];

/** Every format cut off: at its head, everywhere in its body, and by its last bytes. */
export function truncated(base: BaseImages): HostileFile[] {
  return DECODED.flatMap((format) => {
    const whole = base[format];
    const heads = [1, 2, 3, 4, 8, 11, 12, 16, 20, 31, 32, 33];
    const shares = [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99].map((s) => Math.floor(whole.length * s));
    const cuts = [...heads, ...shares, whole.length - 2].filter((cut) => cut < whole.length);
    return cuts.map((cut): HostileFile => {
      const path = `truncated/${format}-${numbered(cut)}.${EXTENSIONS[format]}`;
      // Up to its header nothing can be shown; later on that is the decoder's to say.
      const expect = cut <= 33 ? 'bad' : 'either';
      return { path, category: 'truncated', expect, bytes: () => whole.subarray(0, cut) };
    });
  });
}

/** Bytes overwritten at random: headers, lengths, tables, data. */
export function flipped(base: BaseImages, random: Random, each: number): HostileFile[] {
  return DECODED.flatMap((format) =>
    Array.from({ length: each }, (_, i): HostileFile => {
      const changes = Array.from({ length: 1 + below(random, 12) }, () => ({
        // Half of them near the head, where what is wrong decides about sizes.
        at: random() < 0.5 ? random() * 0.05 : random(),
        value: below(random, 4) === 0 ? 0xff : below(random, 256),
      }));
      return {
        path: `flipped/${format}-${numbered(i)}.${EXTENSIONS[format]}`,
        category: 'flipped',
        expect: 'either',
        bytes: () => {
          const copy = Buffer.from(base[format]);
          for (const { at, value } of changes) copy[Math.floor(at * copy.length)] = value;
          return copy;
        },
      };
    })
  );
}

/** Parts of one file put behind, before or into another. */
export function spliced(base: BaseImages): HostileFile[] {
  const { jpeg, png, webp, tiff, avif } = base;
  const half = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);
  const parts: Array<[string, Buffer[]]> = [
    ['jpeg-then-png.jpg', [half(jpeg), png]],
    ['png-then-jpeg.png', [half(png), jpeg]],
    ['webp-in-webp.webp', [half(webp), webp]],
    ['tiff-then-jpeg.tif', [half(tiff), jpeg]],
    ['avif-then-avif.avif', [half(avif), avif]],
    ['zeros-before.jpg', [Buffer.alloc(64), jpeg]],
    ['jpeg-of-markers.jpg', [Buffer.from([0xff, 0xd8]), Buffer.alloc(65_536, 0xff)]],
    ['jpeg-of-thumbnails.jpg', Array.from({ length: 50 }, () => jpeg.subarray(0, 600))],
    ['png-signature-only.png', [png.subarray(0, 8)]],
    ['png-of-signatures.png', Array.from({ length: 1000 }, () => png.subarray(0, 8))],
  ];
  return parts.map(([name, pieces]) => ({
    path: `spliced/${name}`,
    category: 'spliced',
    expect: 'either',
    bytes: () => Buffer.concat(pieces),
  }));
}

/** What is no picture of ours, under every name that a picture has. */
export function wrongType(base: BaseImages): HostileFile[] {
  const others: Record<string, Buffer> = {
    empty: Buffer.alloc(0),
    zeros: Buffer.alloc(4096),
    text: Buffer.from('Just a letter home.\n'.repeat(50)),
    html: Buffer.from('<!doctype html><script>alert(1)</script>'),
    svg: Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    ),
    xml: Buffer.from(
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    ),
    pdf: Buffer.from('%PDF-1.7\n1 0 obj << >> endobj'),
    zip: Buffer.from('PK\x03\x04\x14\0\0\0\b\0', 'latin1'),
    elf: Buffer.from('\x7fELF\x02\x01\x01', 'latin1'),
    gif: base.gif,
    bmp: base.bmp,
    movie: Buffer.concat([
      box('ftyp', Buffer.from('isom\0\0\0\0isommp42')),
      box('mdat', Buffer.alloc(64)),
    ]),
    jxl: Buffer.from('\xff\x0a\xfa\x7f', 'latin1'),
    raw: Buffer.from('II*\0\x10\0\0\0CR\x02\0', 'latin1'),
    postscript: Buffer.from('%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run'),
    mvg: Buffer.from("push graphic-context\nfill 'url(https://127.0.0.1/a)'\npop graphic-context"),
  };
  const extensions = ['jpg', 'png', 'webp', 'avif', 'tif', 'heic', 'jfif'];
  return Object.entries(others).flatMap(([name, bytes]) =>
    extensions.map((extension) => ({
      path: `wrong-type/${name}.${extension}`,
      category: 'wrong type',
      expect: 'bad' as const,
      bytes: () => bytes,
    }))
  );
}

/** A box of an ISO base media file. */
export function box(type: string, data: Buffer, size = data.length + 8): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(size >>> 0, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, data]);
}

/** HEIC and AVIF whose boxes lie: sizes of 0, 1, less than a head, more than the file; boxes in boxes; items nowhere. */
export function brokenBoxes(base: BaseImages, random: Random): HostileFile[] {
  const files: HostileFile[] = [];
  const add = (name: string, expect: HostileFile['expect'], bytes: () => Buffer) =>
    files.push({ path: `boxes/${name}`, category: 'broken boxes', expect, bytes });
  for (const [extension, source] of [
    ['heic', base.heic],
    ['avif', base.avif],
  ] as const) {
    for (const type of [
      'ftyp',
      'meta',
      'hdlr',
      'pitm',
      'iinf',
      'iloc',
      'iprp',
      'ipco',
      'ispe',
      'ipma',
      'mdat',
    ]) {
      const at = source.indexOf(type, 0, 'latin1') - 4;
      if (at < 0) continue;
      for (const size of [0, 1, 7, 9, 0x7fffffff, 0xffffffff]) {
        add(`${type}-${size.toString(16)}.${extension}`, 'either', () => {
          const copy = Buffer.from(source);
          copy.writeUInt32BE(size, at);
          return copy;
        });
      }
      add(`${type}-garbled.${extension}`, 'either', () => {
        const copy = Buffer.from(source);
        for (let i = 0; i < 12; i++) copy[at + 8 + below(random, 24)] = below(random, 256);
        return copy;
      });
    }
    const head = source.subarray(0, source.readUInt32BE(0));
    const nested = (depth: number): Buffer => {
      let inner: Buffer = Buffer.alloc(4);
      for (let i = 0; i < depth; i++) inner = box('meta', Buffer.concat([Buffer.alloc(4), inner]));
      return inner;
    };
    add(`nested-1000.${extension}`, 'bad', () => Buffer.concat([head, nested(1000)]));
    add(`no-meta.${extension}`, 'bad', () => Buffer.concat([head, box('mdat', Buffer.alloc(999))]));
    add(`many-boxes.${extension}`, 'bad', () =>
      Buffer.concat([head, ...Array.from({ length: 20_000 }, () => box('free', Buffer.alloc(0)))])
    );
  }
  return files;
}

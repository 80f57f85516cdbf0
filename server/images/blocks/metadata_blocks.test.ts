import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { captureMetadata } from '../capture/capture_metadata';
import { dms, exifBlock, jpegWithExif, TAG } from '../testing/test_exif';
import { metadataBlocks } from './metadata_blocks';

const WHEN = '2024:05:06 07:08:09';
const EXIF = exifBlock({
  exif: { [TAG.dateTimeOriginal]: { ascii: WHEN }, [TAG.offsetTimeOriginal]: { ascii: '+05:45' } },
});
const XMP = `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:q="http://ns.adobe.com/photoshop/1.0/" exif:GPSLatitude="27,59,16.8N" q:City="Namche">
 <exif:GPSLongitude>86,55.5E</exif:GPSLongitude><exif:GPSAltitude>53640/10</exif:GPSAltitude>
 <dc:title><rdf:Alt><rdf:li xml:lang="de">Morgen</rdf:li><rdf:li xml:lang="x-default">Dawn</rdf:li></rdf:Alt></dc:title>
 <dc:subject><rdf:Bag><rdf:li>glacier</rdf:li><rdf:li>गोक्यो</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

const picture = () => sharp({ create: { width: 16, height: 12, channels: 3, background: '#468' } });
const read = (blocks: Parameters<typeof captureMetadata>[0]) =>
  captureMetadata(blocks, { width: 16, height: 12 }, { defaultZone: 'UTC' });

/** A PNG chunk; its checksum is never looked at here. */
function chunk(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body, Buffer.alloc(4)]);
}

/** Puts chunks behind the pixels of a PNG, in front of its end. */
const behindPixels = (png: Buffer, ...chunks: Buffer[]) =>
  Buffer.concat([png.subarray(0, -12), ...chunks, png.subarray(-12)]);

const latin1 = (text: string) => Buffer.from(text, 'latin1');

function iptcRecord(dataset: number, text: Buffer, record = 2): Buffer {
  const head = Buffer.from([0x1c, record, dataset, 0, 0]);
  head.writeUInt16BE(text.length, 3);
  return Buffer.concat([head, text]);
}

function jpegSegment(marker: number, header: string, body: Buffer): Buffer {
  const segment = Buffer.concat([Buffer.from([0xff, marker, 0, 0]), latin1(header), body]);
  segment.writeUInt16BE(segment.length - 2, 2);
  return segment;
}

const PLACE_OF_XMP = { lat: 27.988, lon: 86.925 };

describe('PNG', () => {
  it('has EXIF in eXIf behind the pixels, or as a raw profile', async () => {
    const png = await picture().png().toBuffer();
    const hex = Buffer.concat([latin1('Exif\0\0'), EXIF]).toString('hex');
    const profile = latin1(`\nexif\n    ${EXIF.length + 6}\n${hex.replace(/.{72}/g, '$&\n')}\n`);
    const raw = Buffer.concat([latin1('Raw profile type exif\0\0'), deflateSync(profile)]);
    for (const file of [
      behindPixels(png, chunk('eXIf', EXIF)),
      behindPixels(png, chunk('zTXt', raw)),
    ]) {
      const found = await read(metadataBlocks(file, 'png'));
      expect(found.shotTime).toBe('2024-05-06T07:08:09.000+05:45');
    }
  });

  it('has XMP and a time of creation in its texts, as of e-mails, too', async () => {
    const png = await picture().png().toBuffer();
    const xmp = Buffer.concat([latin1('XML:com.adobe.xmp\0\0\0\0\0'), Buffer.from(XMP)]);
    const mail = latin1('Creation Time\0Wed, 15 May 2024 16:01:00 +0545');
    const found = await read(
      metadataBlocks(behindPixels(png, chunk('iTXt', xmp), chunk('tEXt', mail)), 'png')
    );
    expect(found).toMatchObject({
      shotTime: '2024-05-15T16:01:00.000+05:45',
      timeSource: 'png',
      placeSource: 'xmp',
      description: { title: 'Dawn' },
    });
  });

  it('does not unpack a bomb', async () => {
    const bomb = Buffer.concat([
      latin1('Creation Time\0\0'),
      deflateSync(Buffer.alloc(64 * 1024 * 1024)),
    ]);
    const png = behindPixels(await picture().png().toBuffer(), chunk('zTXt', bomb));
    expect(metadataBlocks(png, 'png').texts).toEqual({});
  });
});

describe('JPEG', () => {
  it('has XMP beside EXIF, and IPTC in two of Photoshop’s segments', async () => {
    const jpeg = await picture().jpeg().toBuffer();
    const records = Buffer.concat([
      iptcRecord(90, latin1('\x1b%G'), 1),
      iptcRecord(5, Buffer.from('Dämmerung')),
      iptcRecord(25, Buffer.from('nepal')),
      iptcRecord(25, Buffer.from('dawn')),
      iptcRecord(55, latin1('20240506')),
      iptcRecord(60, latin1('070809+0545')),
      iptcRecord(80, Buffer.from('A. Photographer')),
      iptcRecord(101, Buffer.from('Nepal')),
    ]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(records.length);
    const resource = Buffer.concat([latin1('8BIM\x04\x04\0\0'), length, records]);
    const file = Buffer.concat([
      jpeg.subarray(0, 2),
      jpegSegment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', Buffer.from(XMP)),
      jpegSegment(0xed, 'Photoshop 3.0\0', resource.subarray(0, 40)),
      jpegSegment(0xed, 'Photoshop 3.0\0', resource.subarray(40)),
      jpeg.subarray(2),
    ]);
    const found = await read(metadataBlocks(file, 'jpeg'));
    expect(found).toMatchObject({
      shotTime: '2024-05-06T07:08:09.000+05:45',
      timeSource: 'iptc',
      altitudeM: 5364,
      description: {
        // XMP is the newer of the two; what only one says counts all the same.
        title: 'Dawn',
        keywords: ['glacier', 'गोक्यो', 'nepal', 'dawn'],
        creator: 'A. Photographer',
        location: 'Namche, Nepal',
      },
    });
    expect(found.gps?.lat).toBeCloseTo(PLACE_OF_XMP.lat, 6);
    expect(found.gps?.lon).toBeCloseTo(PLACE_OF_XMP.lon, 6);
  });

  it('keeps the camera’s place before XMP’s, and a sidecar’s before both', async () => {
    const exif = exifBlock({
      gps: {
        [TAG.gpsLatitudeRef]: { ascii: 'N' },
        [TAG.gpsLatitude]: dms(45),
        [TAG.gpsLongitudeRef]: { ascii: 'E' },
        [TAG.gpsLongitude]: dms(7),
      },
    });
    expect(await read({ exif, xmp: XMP })).toMatchObject({
      gps: { lat: 45, lon: 7 },
      placeSource: 'exif',
    });
    const size = { width: 16, height: 12 };
    const found = await captureMetadata({ exif }, size, { defaultZone: 'UTC', sidecar: XMP });
    expect(found).toMatchObject({ placeSource: 'sidecar', altitudeM: 5364 });
    expect(found.gps?.lat).toBeCloseTo(PLACE_OF_XMP.lat, 6);
  });
});

it('finds EXIF in WebP, and XMP in TIFF', async () => {
  const jpeg = jpegWithExif(await picture().jpeg().toBuffer(), EXIF);
  const webp = await sharp(jpeg).keepMetadata().webp().toBuffer();
  expect((await read(metadataBlocks(webp, 'webp'))).shotTime).toMatch('2024-05-06T07:08:09');
  const tiff = await sharp(jpeg).keepMetadata().withXmp(XMP).tiff().toBuffer();
  const found = await read(metadataBlocks(tiff, 'tiff'));
  expect(found.description?.title).toBe('Dawn');
});

/** A HEIF whose only contents are many items, the last of which is EXIF in two pieces, some bytes behind its number. */
function heifWithExif(items: number, offset: number): Buffer {
  const box = (type: string, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length + 8);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  const u16 = (...values: number[]) =>
    Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])));
  const u32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const full = (version = 0) => Buffer.from([version, 0, 0, 0]);
  const infe = (id: number, type: string) => box('infe', full(2), u16(id, 0), latin1(`${type}\0`));
  const exifId = items + 1;
  const item = Buffer.concat([u32(offset), Buffer.alloc(offset, 0x2a), EXIF]);
  const half = Math.floor(item.length / 2);
  const meta = (at: number) =>
    box(
      'meta',
      full(),
      box('pitm', full(), u16(1)),
      box(
        'iinf',
        full(),
        u16(items + 1),
        ...Array.from({ length: items }, (_unused, i) => infe(i + 1, 'hvc1')),
        infe(exifId, 'Exif')
      ),
      box(
        'iloc',
        full(),
        Buffer.from([0x44, 0x00]),
        u16(1, exifId, 0, 2),
        u32(at),
        u32(half),
        u32(at + half),
        u32(item.length - half)
      ),
      box('iprp', box('ipco'), box('ipma', full(), u32(0)))
    );
  const ftyp = box('ftyp', latin1('heic'), u32(0), latin1('mif1'));
  const at = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(at), box('mdat', item)]);
}

it.each([
  [1, 0],
  [1, 6],
  [1, 10],
  [300, 2],
])('finds EXIF of a HEIC with %i items and %i bytes before it', async (items, offset) => {
  const found = await read(metadataBlocks(heifWithExif(items, offset), 'heic'));
  expect(found.shotTime).toBe('2024-05-06T07:08:09.000+05:45');
});

it('never throws, whatever the bytes', async () => {
  const png = behindPixels(await picture().png().toBuffer(), chunk('eXIf', EXIF));
  const jpeg = jpegWithExif(await picture().jpeg().toBuffer(), EXIF);
  const files = [
    ['png', png],
    ['jpeg', jpeg],
    ['heic', heifWithExif(3, 6)],
    ['tiff', await picture().withXmp(XMP).tiff().toBuffer()],
    ['webp', await picture().withXmp(XMP).webp().toBuffer()],
  ] as const;
  const change = fc.record({
    at: fc.nat(2000),
    byte: fc.nat(255),
    length: fc.constantFrom(1, 4, 8),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.array(change, { maxLength: 8 }),
      async ([format, file], changes) => {
        const copy = Buffer.from(file);
        changes.forEach(({ at, byte, length }) =>
          copy
            .subarray(at % copy.length)
            .subarray(0, length)
            .fill(byte)
        );
        await read(metadataBlocks(copy, format));
      }
    ),
    { numRuns: 500 }
  );
});

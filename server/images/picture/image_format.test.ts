import fc from 'fast-check';
import { phoneFile, phoneFiles } from '../../../common/testing/phone_files';
import { testWith } from '../../../common/testing/shared_inputs';
import { HEAD_BYTES, imageFormat, otherFormatName } from './image_format';
import { photoLabels, realPhoto } from '../testing/test_pictures';

const ftyp = (major: string, ...compatible: string[]) => {
  const brands = [major, '\0\0\0\0', ...compatible].join('');
  const head = Buffer.from(`\0\0\0\0ftyp${brands}`, 'latin1');
  head.writeUInt32BE(head.length);
  return head;
};

testWith('photos', 'tells real photos, of which several `.HEIC` are JPEG', () => {
  const labels = photoLabels();
  const renamed = labels.filter((one) => one.file.endsWith('.HEIC') && one.container === 'jpeg');
  expect(renamed.length).toBeGreaterThan(1);
  for (const { file, container } of labels) {
    expect(imageFormat(realPhoto(file).subarray(0, HEAD_BYTES))).toBe(container);
  }
});

it('goes by content: a JPEG may be named .heic', () => {
  for (const { file, container } of phoneFiles()) {
    expect(imageFormat(phoneFile(file).subarray(0, HEAD_BYTES))).toBe(container);
  }
});

it.each([
  ['heic', ftyp('heic', 'mif1', 'heic'), 'heic'],
  ['heix (10 bit)', ftyp('heix', 'mif1'), 'heic'],
  ['mif1 with heic', ftyp('mif1', 'heic'), 'heic'],
  ['mif1 with avif', ftyp('mif1', 'miaf', 'avif'), 'avif'],
  ['avis', ftyp('avis', 'avif'), 'avif'],
  ['crx (CR3)', ftyp('crx ', 'isom'), 'raw'],
  ['CR2', Buffer.from('II*\0\x10\0\0\0CR\x02\0', 'latin1'), 'raw'],
  ['BigTIFF', Buffer.from('MM\0+\0\b\0\0', 'latin1'), 'tiff'],
])('tells the brand %s', (_name, head, format) => {
  expect(imageFormat(head)).toBe(format);
});

it.each([
  ['a film', ftyp('qt  '), 'Video'],
  ['JPEG XL', Buffer.from('\0\0\0\x0cJXL \r\n\x87\n', 'latin1'), 'JPEG XL'],
  ['GIF', Buffer.from('GIF89a'), 'GIF'],
])('names what it cannot read: %s', (_name, head, name) => {
  expect(imageFormat(head)).toBeUndefined();
  expect(otherFormatName(head)).toBe(name);
});

it('answers for any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: HEAD_BYTES }), (head) => {
      imageFormat(head);
      otherFormatName(head);
    })
  );
});

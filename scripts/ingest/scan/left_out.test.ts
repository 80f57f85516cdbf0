import { excluder, isLeftOut, isSystemFolder } from './left_out';

it.each([
  '@eaDir', 'day 1/@eaDir', '#recycle', '$RECYCLE.BIN', 'System Volume Information', 'lost+found',
  '@Recently-Snapshot', 'phone/Thumbnails', 'My.photoslibrary/resources', 'catalog Previews.lrdata',
])('%s is a system’s own', (path) => expect(isSystemFolder(path)).toBe(true)); // prettier-ignore

it.each(['day 1', 'recycling tour', 'eaDir', 'My.photoslibrary/originals', 'resources'])(
  '%s is not',
  (path) => expect(isSystemFolder(path)).toBe(false)
);

it('leaves out by name anywhere, or by path, folders with all that lies in them', () => {
  const left = (path: string, ...globs: string[]) => isLeftOut(path, excluder(globs));
  expect(left('day 1/raw/a.jpg', 'RAW')).toBe(true);
  expect(left('day 1/raw.jpg', 'raw')).toBe(false);
  expect(left('day 1/shot.png', '*.png')).toBe(true);
  expect(left('2023/raw/x/a.jpg', '2023/raw/')).toBe(true);
  expect(left('2024/raw/a.jpg', '2023/raw')).toBe(false);
  expect(left('2024/x/edits/a.tif', '**/edits/*.tif')).toBe(true);
  expect(left('Glacier-gele\u0301/a.jpg', 'glacier-gelé')).toBe(false);
  expect(left('Glacier-gelé/a.jpg', 'glacier-gele\u0301')).toBe(true);
  expect(left('a.jpg')).toBe(false);
  expect(left('day 1/@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg')).toBe(true);
});

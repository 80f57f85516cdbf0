import type { Readable } from 'node:stream';
import { type Entry, open, type ZipFile } from 'yauzl';

/** Reads an archive's entries one after the other; `content` opens the one that is being visited. */
export function eachEntry(
  archive: string,
  visit: (entry: Entry, content: () => Promise<Readable>) => Promise<void>
): Promise<void> {
  return new Promise((resolve, reject) => {
    open(archive, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(new Error(`${archive} is no zip archive: ${error.message}`));
      zip.on('error', reject);
      zip.on('end', resolve);
      zip.on('entry', (entry: Entry) => {
        visit(entry, () => contentOf(zip, entry)).then(
          () => zip.readEntry(),
          (failure: Error) => {
            zip.close();
            reject(failure);
          }
        );
      });
      zip.readEntry();
    });
  });
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

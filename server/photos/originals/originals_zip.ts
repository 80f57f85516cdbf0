import type { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { PeakSearchSettings } from '../../settings';
import { openOriginal } from './originals';
import type { PhotoSource } from '../photo_document';

/** What a document says of its file. */
export type OriginalOf = Pick<
  PhotoSource,
  'album' | 'path' | 'bytes' | 'content_hash' | 'format' | 'shot_time'
>;

/** Names that Windows does not take, and what a ZIP may not have. */
const UNSAFE = /[\\:*?"<>|\u0000-\u001f]/g;

/** In a ZIP beside the photos, when some of them could not be put in. */
const LEFT_OUT = 'not in this download.txt';

/**
 * A ZIP of photos' own files, which is made while it is read: one file is open at a time, and nothing is held but what lies
 * between disk and reader. Photos are not compressed again.
 *
 * Each file is proved to be the one that was indexed, as for a single download. One that is not any more is left out, and a text
 * in the ZIP names it.
 *
 * @returns ends early, with an error, where the disk fails; destroy it when the reader goes away
 */
export function originalsZip(
  settings: Pick<PeakSearchSettings, 'photos'>,
  documents: readonly OriginalOf[]
): Readable {
  const zip = new ZipFile();
  // The type says less than what yazl makes.
  const output = zip.outputStream as PassThrough;
  (zip as unknown as NodeJS.EventEmitter).on('error', (error: Error) => output.destroy(error));
  const names = namesOf(documents);
  const fill = async (): Promise<void> => {
    const missing: string[] = [];
    for (const [i, document] of documents.entries()) {
      if (output.destroyed) return;
      const original = await openOriginal(settings, document);
      if (!original) {
        missing.push(names[i]);
        continue;
      }
      const source = original.stream();
      const giveUp = () => source.destroy();
      output.once('close', giveUp);
      const mtime = document.shot_time ? new Date(document.shot_time) : undefined;
      zip.addReadStream(source, names[i], { compress: false, size: original.size, mtime });
      await finished(source);
      output.off('close', giveUp);
    }
    if (missing.length > 0) {
      const text = `These files were moved or changed, or their album cannot be reached:\n\n${missing.join('\n')}\n`;
      zip.addBuffer(Buffer.from(text), LEFT_OUT);
    }
    zip.end();
  };
  fill().catch((error: Error) => output.destroy(error));
  return output;
}

/** One for each file: the album's folders below a folder for each album, where there are several. */
function namesOf(documents: readonly OriginalOf[]): string[] {
  const several = new Set(documents.map(({ album }) => album)).size > 1;
  const taken = new Set<string>([LEFT_OUT]);
  return documents.map(({ album, path }) => {
    const parts = [...(several ? [album.replaceAll('/', '_')] : []), ...path.split('/')]
      .filter((part) => !['', '.', '..'].includes(part))
      .map((part) => part.replace(UNSAFE, '_'));
    const name = parts.join('/') || 'photo';
    const dot = name.lastIndexOf('.');
    const cut = dot > name.lastIndexOf('/') ? dot : name.length;
    let unique = name;
    // Case does not count on the disks that most people have.
    for (let n = 2; taken.has(unique.toLowerCase()); n++) {
      unique = `${name.slice(0, cut)} (${n})${name.slice(cut)}`;
    }
    taken.add(unique.toLowerCase());
    return unique;
  });
}

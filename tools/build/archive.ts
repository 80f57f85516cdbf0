import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, readdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Unix modes of the entries: Kibana's installer creates each file with the mode the entry carries. */
const FILE_MODE = 0o100644;
const EXECUTABLE_MODE = 0o100755;

/** All files below a folder, sorted, as '/'-separated paths. Links are refused: the installer makes text files of them. */
export async function listFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  const visit = async (path: string): Promise<void> => {
    for (const name of await readdir(path)) {
      const entry = join(path, name);
      const stats = await lstat(entry);
      if (stats.isSymbolicLink()) {
        throw new Error(`${entry} is a symbolic link: Kibana's installer cannot unpack those.`);
      }
      if (stats.isDirectory()) await visit(entry);
      else files.push(relative(folder, entry).split(sep).join('/'));
    }
  };
  await visit(folder);
  return files.sort();
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Writes `SHA256SUMS` beside the files of a folder, in the form that `sha256sum -c` reads. */
export async function writeChecksums(folder: string): Promise<void> {
  const lines: string[] = [];
  for (const file of await listFiles(folder)) {
    lines.push(`${await sha256OfFile(join(folder, file))}  ${file}\n`);
  }
  await writeFile(join(folder, 'SHA256SUMS'), lines.join(''));
}

/**
 * Packs a folder as `<prefix>/…` with Unix modes and fixed times, so that equal contents give equal bytes.
 *
 * @param isExecutable for paths relative to the folder
 */
export async function writeZip(
  folder: string,
  prefix: string,
  zipPath: string,
  isExecutable: (file: string) => boolean
): Promise<void> {
  const zip = new ZipFile();
  // The earliest time a zip entry can carry: contents, not moments, tell builds apart.
  const mtime = new Date(1980, 0, 1);
  for (const file of await listFiles(folder)) {
    const mode = isExecutable(file) ? EXECUTABLE_MODE : FILE_MODE;
    zip.addFile(join(folder, file), `${prefix}/${file}`, { mtime, mode });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(zipPath));
}

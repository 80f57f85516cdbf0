import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Names the tiles of a folder by their names and sizes: eight hex digits, the same for the same tiles. What was worked out
 * with other tiles is out of date.
 */
export async function tileFingerprint(dir: string): Promise<string> {
  const names = (await readdir(dir).catch(() => [] as string[])).sort();
  const hash = createHash('sha256');
  for (const name of names) {
    if (!/\.(hgt|tiff?)$/i.test(name)) continue;
    const { size } = await stat(join(dir, name));
    hash.update(`${name}\0${size}\0`);
  }
  return hash.digest('hex').slice(0, 8);
}

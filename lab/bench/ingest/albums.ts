import { copyFileSync, linkSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A folder of its own with these photos; repeated as often as it takes to have `count` of them. */
export function albumOf(
  photos: readonly string[],
  folder: string,
  count = photos.length
): { folder: string; photos: string[] } {
  mkdirSync(folder, { recursive: true });
  const made = Array.from({ length: count }, (_, i) => {
    const source = photos[i % photos.length];
    const target = join(folder, `${String(i).padStart(5, '0')}-${basename(source)}`);
    try {
      linkSync(source, target);
    } catch {
      // On another disk.
      copyFileSync(source, target);
    }
    return target;
  });
  return { folder, photos: made };
}

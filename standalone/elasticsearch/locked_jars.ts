import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Reads `sha256  name` lines as sha256sum writes them; lines that begin with # are remarks. */
export function readLock(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, sha256, name] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? [];
      if (!sha256 || !name) throw new Error(`Not a line of a lock file: ${line}`);
      return [name, sha256];
    })
  );
}

/** SHA-256 of each file in a folder, by name. */
export async function hashFolder(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).sort();
  return new Map(
    await Promise.all(
      names.map(async (name) => {
        const content = await readFile(path.join(folder, name));
        return [name, createHash('sha256').update(content).digest('hex')] as const;
      })
    )
  );
}

/**
 * Compares a folder with a lock, both ways: what is missing, what nobody asked for, what has other bytes.
 *
 * @throws Error that names each of them
 */
export async function verifyFolder(folder: string, lock: Map<string, string>): Promise<void> {
  const found = await hashFolder(folder);
  const wrong = [...lock]
    .filter(([name, sha256]) => found.get(name) !== sha256)
    .map(([name]) => (found.has(name) ? `${name} has other bytes` : `${name} is missing`));
  const extra = [...found.keys()].filter((name) => !lock.has(name));
  const problems = [...wrong, ...extra.map((name) => `${name} is not in the lock file`)];
  if (problems.length > 0) {
    throw new Error(
      `The downloaded files are not the ones that jars.sha256 names: ${problems.join('; ')}. ` +
        'Nothing of them was kept. A mirror or proxy may have changed them.'
    );
  }
}

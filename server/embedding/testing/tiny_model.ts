import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../../logger';

/** The tiny random SigLIP-2 that the tests run for real (parity/build.py). */
export const TINY_MODEL = join(__dirname, '..', 'fixtures', 'tiny-siglip2');

/** A copy of the tiny model that a test may spoil; `remove` deletes it. */
export function copyOfTinyModel(): { dir: string; remove: () => void } {
  const parent = mkdtempSync(join(tmpdir(), 'peak-search-model-'));
  const dir = join(parent, 'tiny-siglip2');
  cpSync(TINY_MODEL, dir, { recursive: true });
  return { dir, remove: () => rmSync(parent, { recursive: true, force: true }) };
}

/** A logger that keeps what it was told, as `level: message`. */
export function memoryLogger(): Logger & { lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Waits until `condition` holds; fails after `ms`. */
export async function until(condition: () => boolean, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`It did not come true within ${ms} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

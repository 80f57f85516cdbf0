import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
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

/**
 * Adds a copy of the tiny model's towers in another precision, by name: their weights stay what they are, but for one
 * (used by nobody) that is a signed 8-bit number if `signed`. Two messages of protobuf in a row are read as one.
 */
export function addVariant(dir: string, suffix: string, signed: boolean): void {
  // graph (7): initializer (5): dims 1, data_type INT8, name "s", raw_data one byte
  const weight = [0x08, 1, 0x10, 3, 0x42, 1, 0x73, 0x4a, 1, 0];
  const graph = [0x3a, weight.length + 2, 0x2a, weight.length, ...weight];
  for (const tower of ['text', 'vision']) {
    const file = join(dir, `onnx/${tower}_model_${suffix}.onnx`);
    cpSync(join(dir, `onnx/${tower}_model.onnx`), file);
    if (signed) appendFileSync(file, Uint8Array.from(graph));
  }
}

/** A logger that keeps what it was told, as `level: message`. */
export function memoryLogger(): Logger & { lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Waits until `condition` holds; fails after `ms`, just below jest's own limit. */
export async function until(condition: () => boolean, ms = 570_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`It did not come true within ${ms} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

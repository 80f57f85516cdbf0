import { join } from 'node:path';
import { provideBaseModel } from './parts/base_model';
import { CACHE, DEMO_MODEL, photosFolder } from './folders';
import type { SectionMessage } from './main';
import { SECTIONS } from './registry';
import { type BenchSize, LeftOut, type Section } from './section';

/** What begins after this share of a section's time may not end within it. */
const LARGE_UNTIL = 0.6;

/** The process of one section: `run_section.ts <name> <size> <folder to use and throw away> [<photos>]`. */
async function main(
  name: string,
  size: BenchSize,
  temporary: string,
  photos?: string
): Promise<SectionMessage> {
  const entry = SECTIONS.find((section) => section.name === name);
  if (!entry) return { failed: `There is no section "${name}".` };
  const log = (line: string) => console.error(`  ${line}`);
  try {
    // Loaded here, for each section brings native libraries of its own along. (`import()` would not read TypeScript.)
    const { run } = require(join(__dirname, 'sections', name)) as { run: Section };
    const measured = await run({
      size,
      cache: CACHE,
      temporary,
      deadline: Date.now() + entry.limitMinutes[size] * 60_000 * LARGE_UNTIL,
      ...photosFolder(photos),
      baseModel: entry.needsBaseModel ? await provideBaseModel(size, log) : undefined,
      demoModel: DEMO_MODEL,
      log,
    });
    return { measured };
  } catch (error) {
    if (error instanceof LeftOut) return { leftOut: error.message };
    console.error(error);
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

const [name, size, temporary, photos] = process.argv.slice(2);
void main(name, size as BenchSize, temporary, photos).then((message) => {
  // Native threads and a browser's sockets may outlive their work: nothing is left to do here.
  process.send?.(message, () => process.exit());
});

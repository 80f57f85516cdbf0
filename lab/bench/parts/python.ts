import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../folders';
import { LeftOut } from '../section';

const VENV = join(REPOSITORY, '.cache/demo-venv');
const PYTHON = join(VENV, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

type Log = (line: string) => void;

/** Runs a program, its output on stderr (or as the result's text); @throws Error with its name and exit code */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; capture?: boolean } = {}
): Promise<string> {
  const { capture = false, cwd = REPOSITORY, env } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', capture ? 'pipe' : 2, 2],
    });
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve(text)
        : reject(new Error(`${program.split(/[\\/]/).at(-1)} ${args[0]} ended with code ${code}.`))
    );
  });
}

/**
 * A Python with the packages of demo/requirements.txt; made where there is none yet (torch alone is several hundred MB).
 *
 * @throws LeftOut without a Python 3 or without a way to the packages
 */
export async function providePython(log: Log): Promise<string> {
  const ready = join(VENV, 'bench-ready.txt');
  if (existsSync(PYTHON) && (existsSync(ready) || (await imports('transformers, onnxruntime')))) {
    return PYTHON;
  }
  log(
    'Making a Python environment with torch and transformers (.cache/demo-venv); this takes a while …'
  );
  try {
    await runProgram('python3', ['-m', 'venv', VENV]);
    await runProgram(PYTHON, ['-m', 'pip', 'install', '--quiet', '-r', 'demo/requirements.txt']);
  } catch (error) {
    throw new LeftOut(
      `It needs Python 3 with the packages of demo/requirements.txt, which could not be installed (${(error as Error).message}).`
    );
  }
  return PYTHON;
}

async function imports(modules: string): Promise<boolean> {
  return runProgram(PYTHON, ['-c', `import ${modules}`], { capture: true }).then(
    () => true,
    () => false
  );
}

/** Folder with pillow-heif and elasticsearch, for PYTHONPATH; beside the demo's environment, which stays as it is. */
export async function providePythonTools(cache: string, log: Log): Promise<string> {
  const folder = join(cache, 'python');
  const python = await providePython(log);
  if (existsSync(join(folder, 'pillow_heif')) && existsSync(join(folder, 'elasticsearch'))) {
    return folder;
  }
  const install = (...args: string[]) =>
    runProgram(python, ['-m', 'pip', 'install', '--quiet', '--target', folder, ...args]);
  try {
    // Pillow is in the environment: a second one beside it would be the one that is used.
    await install('--no-deps', 'pillow-heif==1.8.1');
    await install('elasticsearch==9.2.1');
  } catch (error) {
    throw new LeftOut(
      `The Python side needs pillow-heif and elasticsearch (${(error as Error).message}).`
    );
  }
  return folder;
}

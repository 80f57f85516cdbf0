import { Worker } from 'node:worker_threads';
import { OVER_MEMORY } from './over_memory';
import type { FromChild, ToChild, Usage } from './protocol';

/**
 * How often a child looks whether its host lives and what memory it holds. Native code fills about 2 GB a second, so that
 * a limit is overrun by 0.2 GB at most; a look takes 30 µs.
 */
const WATCH_MS = 100;

/**
 * Ends this process when its host is gone, or when it holds more memory than it may. A thread of its own, because the
 * main one sees nothing while it is in native code. From inside, because Node can't ask for another process's memory, and
 * a limit of address space (ulimit -v) leaves no room for what V8 and WASM reserve.
 *
 * The parent's id changes on Linux and macOS when the parent dies; on Windows it stays, but names nobody. JavaScript in a
 * string: a file would have to be read through tsx once more in a checkout, 0.3 s for each child.
 */
const WATCH = `
const { writeSync } = require('node:fs');
const { workerData: { host, everyMs, residentMb, overMemory } } = require('node:worker_threads');
const end = () => process.kill(process.pid, 'SIGKILL');
const lives = () => {
  if (process.ppid !== host) return false;
  try {
    process.kill(host, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};
setInterval(() => {
  if (!lives()) end();
  if (process.memoryUsage.rss() > residentMb * 1e6) {
    writeSync(2, overMemory + ' ' + residentMb + ' MB.\\n');
    end();
  }
}, everyMs);
`;

const end = () => process.kill(process.pid, 'SIGKILL');

function endWithHost(): void {
  process.on('disconnect', end);
  // The host decides when its children end: Ctrl-C and systemd tell the whole group, also those in the middle of a photo.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  // A host that died before this line has left nobody to hear of.
  if (!process.connected) end();
}

function watch(residentMb = Infinity): void {
  const watcher = new Worker(WATCH, {
    eval: true,
    execArgv: [],
    workerData: { host: process.ppid, everyMs: WATCH_MS, residentMb, overMemory: OVER_MEMORY },
  });
  watcher.on('error', end);
  watcher.unref();
}

/**
 * The main loop of a child process: answers one task after the other.
 *
 * @param work does a task; what it throws is told to the host by its message
 */
export function serveTasks<Given, Task, Reply>(
  work: (task: Task, given: Given) => Promise<Reply>
): void {
  const tell = (message: FromChild<Reply>) =>
    new Promise<void>((resolve) => process.send!(message, undefined, undefined, () => resolve()));
  let given: Given;
  process.on('message', (message: ToChild<Given, Task>) => {
    if (message.kind === 'start') {
      given = message.given;
      watch(message.residentMb);
      return;
    }
    void answer(message.task);
  });
  const answer = async (task: Task): Promise<void> => {
    // Written before native code may take the thread, or end the process.
    await tell({ kind: 'began' });
    const before = process.cpuUsage();
    const usage = (): Usage => {
      const { user, system } = process.cpuUsage(before);
      return { cpuMs: (user + system) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 };
    };
    try {
      const reply = await work(task, given);
      await tell({ kind: 'done', reply, usage: usage() });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await tell({ kind: 'failed', message, usage: usage() });
    }
  };
  endWithHost();
  void tell({ kind: 'ready' });
}

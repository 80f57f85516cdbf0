import { Worker } from 'node:worker_threads';
import type { FromChild, ToChild, Usage } from './protocol';

/** How often a child looks whether its host lives. */
const WATCH_MS = 500;

/**
 * Ends this process when its host is gone. A thread of its own, for the main one sees no `disconnect` while it is in
 * native code. The parent's id changes on Linux and macOS when the parent dies; on Windows it stays, but names nobody.
 * JavaScript in a string: a file would have to be read through tsx once more in a checkout, 0.3 s for each child.
 */
const WATCH_HOST = `
const { workerData: { host, everyMs } } = require('node:worker_threads');
const lives = () => {
  if (process.ppid !== host) return false;
  try {
    process.kill(host, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};
setInterval(() => lives() || process.kill(process.pid, 'SIGKILL'), everyMs);
`;

function endWithHost(): void {
  const end = () => process.kill(process.pid, 'SIGKILL');
  process.on('disconnect', end);
  // The host decides when its children end: Ctrl-C and systemd tell the whole group, also those in the middle of a photo.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  const watch = new Worker(WATCH_HOST, {
    eval: true,
    execArgv: [],
    workerData: { host: process.ppid, everyMs: WATCH_MS },
  });
  watch.on('error', end);
  watch.unref();
  // A host that died before this line has left no parent to compare with.
  if (!process.connected) end();
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

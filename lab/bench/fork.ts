import { fork } from 'node:child_process';
import { join } from 'node:path';

/** Runs a TypeScript file of this folder in a process of its own: it is sent one order and answers with one report. */
export function askProcess<Order extends object, Report>(
  file: string,
  order: Order
): Promise<Report> {
  const child = fork(join(__dirname, file), [], {
    execArgv: ['--require', require.resolve('tsx/cjs')],
    // Typed arrays stay typed arrays.
    serialization: 'advanced',
  });
  return new Promise((resolve, reject) => {
    let report: { value: Report } | undefined;
    child.on('message', (message) => (report = { value: message as Report }));
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      report
        ? resolve(report.value)
        : reject(new Error(`${file} ended without an answer (${signal ?? `code ${code}`}).`))
    );
    child.send(order);
  });
}

/** The other side: answers the one order that this process gets, then ends it. */
export function answerOrder<Order, Report>(work: (order: Order) => Promise<Report>): void {
  process.once('message', (order) => {
    work(order as Order).then(
      // Native threads may outlive their work; nothing is left to do here.
      (report) => process.send?.(report, () => process.exit()),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      }
    );
  });
}

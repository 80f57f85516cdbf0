import { writeFileSync } from 'node:fs';
import { serveTasks } from '../serve_tasks';

/** What a test asks its child for. */
export type TestTask =
  | { kind: 'echo'; bytes?: Uint8Array }
  /** takes the thread for ever, as native code does, and says so by a file first */
  | { kind: 'hang'; mark: string }
  | { kind: 'die'; by: NodeJS.Signals | 'exit' | 'heap' }
  /** takes memory that is not JavaScript's, as native code does, until it is ended */
  | { kind: 'fill' }
  | { kind: 'throw' };

export interface TestReply {
  pid: number;
  execArgv: string[];
  environment: string[];
  bytes?: Uint8Array;
}

serveTasks<undefined, TestTask, TestReply>(async (task) => {
  switch (task.kind) {
    case 'hang':
      writeFileSync(task.mark, '');
      for (;;);
    case 'die':
      if (task.by === 'exit') process.exit(7);
      if (task.by === 'heap') {
        for (const hoard: number[][] = []; ;) hoard.push(new Array<number>(1000).fill(1));
      }
      process.kill(process.pid, task.by);
      // The signal may come a moment later.
      return new Promise(() => {});
    case 'fill':
      for (const hoard: Buffer[] = []; ;) hoard.push(Buffer.alloc(10e6, 1));
    case 'throw':
      throw new Error('a defect');
    case 'echo':
      return {
        pid: process.pid,
        execArgv: process.execArgv,
        environment: Object.keys(process.env),
        bytes: task.bytes,
      };
  }
});

import { writeFileSync } from 'node:fs';
import { serveTasks } from '../../processes/serve_tasks';
import { photoTask, type PhotoTask, type PhotoReply } from './photo_tasks';

/** The real process, but for bytes that tell it to die: as a broken decoder does, in the middle of a task. */
async function runOrDie(asked: PhotoTask): Promise<PhotoReply> {
  const bytes = asked.kind === 'decode' ? asked.task.bytes : new Uint8Array();
  const [order, mark] = Buffer.from(bytes.subarray(0, 200)).toString('latin1').split(' ');
  if (order === 'EXHAUST') {
    const hoard: number[][] = [];
    for (;;) {
      hoard.push(new Array<number>(1000).fill(hoard.length));
    }
  }
  if (order === 'EXIT') process.exit(7);
  if (order.startsWith('SIG')) {
    process.kill(process.pid, order as NodeJS.Signals);
    // The signal may come a moment later.
    await new Promise(() => {});
  }
  if (order === 'HANG') {
    writeFileSync(mark, '');
    for (;;);
  }
  if (order === 'TELL') {
    throw new Error(`environment: ${Object.values(process.env).join()}.`);
  }
  if (order === 'THROW') {
    throw new Error('a defect of the decoder');
  }
  return photoTask(asked);
}

serveTasks(runOrDie);

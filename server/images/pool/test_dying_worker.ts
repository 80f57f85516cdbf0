import run, { type WorkerAnswer, type WorkerTask } from './photo_worker';

/** The real worker, but for bytes that tell it to die: as a broken decoder does, in the middle of a task. */
export default async function runOrDie(work: WorkerTask): Promise<WorkerAnswer> {
  const order = Buffer.from(work.task.bytes.subarray(0, 16)).toString('latin1');
  if (['EXHAUST', 'EXIT', 'THROW', 'TELL'].includes(order)) {
    Atomics.store(work.started, 0, 1);
  }
  if (order === 'EXHAUST') {
    const hoard: number[][] = [];
    for (;;) {
      hoard.push(new Array<number>(1000).fill(hoard.length));
    }
  }
  if (order === 'EXIT') {
    process.exit(7);
  }
  if (order === 'TELL') {
    throw new Error(`environment: ${Object.values(process.env).join()}.`);
  }
  if (order === 'THROW') {
    throw new Error('a defect of the decoder');
  }
  return run(work);
}

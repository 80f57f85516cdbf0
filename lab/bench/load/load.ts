import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { askProcess } from '../fork';
import type { LoadOrder, LoadReport } from './load_types';

/** Has the load made by a process beside this one. */
export function makeLoad(order: LoadOrder): Promise<LoadReport> {
  return askProcess<LoadOrder, LoadReport>('load/load_process.ts', order);
}

/** Photos of a folder and the folders in it, at most `count`, spread over all of them. */
export function photosIn(folder: string, count: number): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(heic|jpe?g)$/i.test(name))
    .sort()
    .map((name) => join(folder, name));
  const step = Math.max(1, all.length / count);
  return Array.from({ length: Math.min(count, all.length) }, (_, i) => all[Math.floor(i * step)]);
}

const SUBJECTS = ['prayer flags', 'a glacier', 'a yak', 'a hut', 'clouds', 'a ridge', 'a bridge'];
const PLACES = ['in the snow', 'at sunrise', 'above a valley', 'in fog', 'from below', 'by a lake'];

/** Texts as people type them: `count` different ones. */
export function texts(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const subject = SUBJECTS[i % SUBJECTS.length];
    const place = PLACES[Math.floor(i / SUBJECTS.length) % PLACES.length];
    const round = Math.floor(i / SUBJECTS.length / PLACES.length);
    return round === 0 ? `${subject} ${place}` : `${subject} ${place}, day ${round}`;
  });
}

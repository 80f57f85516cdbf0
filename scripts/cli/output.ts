import Table from 'cli-table3';
import { jsonText } from '../../common/escape';

/** One JSON value a line, for programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${jsonText(value)}\n`);
}

/** A table without vertical clutter; columns whose name begins with '#' are numbers, set flush right. */
export function printTable(head: string[], rows: Array<Array<string | number>>): void {
  const table = new Table({
    head: head.map((name) => name.replace(/^#/, '')),
    colAligns: head.map((name) => (name.startsWith('#') ? 'right' : 'left')),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
  });
  table.push(...rows);
  console.log(table.toString());
}

/** 12,345 */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** "1 photo", "12,345 photos" */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** 3.4 s, 2 min 05 s, 1 h 02 min */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${two(whole % 60)} s`
    : `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

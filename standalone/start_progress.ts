import { SingleBar } from 'cli-progress';
import { shown } from '../common/escape';
import type { AlbumEvent, AlbumReport } from './command_line';

/** Between two lines where there is no terminal to draw a bar on. */
const LINE_EVERY_MS = 5_000;

/** Shows an ingest: a bar with rate and time left on a terminal, now and then a line elsewhere. */
export class IngestProgress {
  private bar?: SingleBar;
  private album = '';
  private total = 0;
  private done = 0;
  private lastLine = 0;

  public readonly onEvent = (event: AlbumEvent): void => {
    switch (event.type) {
      case 'started':
        this.album = shown(event.album);
        this.done = 0;
        break;
      case 'total':
        this.begin(event.files);
        break;
      case 'indexed':
      case 'unchanged':
      case 'quarantined':
        this.step();
        if (event.type === 'quarantined')
          this.say(`Skipped: ${shown(event.path)}: ${event.message}`);
        break;
      case 'waiting':
        this.say(`Elasticsearch: ${event.reason}. Trying again in ${event.retryInS} s.`);
        break;
      case 'note':
        this.say(event.message);
        break;
      case 'finished':
        this.bar?.stop();
        this.bar = undefined;
        this.say(summary(event.report));
        break;
      default:
    }
  };

  private begin(files: number): void {
    this.total = files;
    if (!process.stderr.isTTY) return;
    this.bar = new SingleBar({
      format: `${this.album} [{bar}] {value}/{total} photos, {eta_formatted} left`,
      hideCursor: true,
      stream: process.stderr,
    });
    this.bar.start(files, this.done);
  }

  private step(): void {
    this.done += 1;
    this.bar?.update(this.done);
    if (this.bar !== undefined || Date.now() - this.lastLine < LINE_EVERY_MS) return;
    this.lastLine = Date.now();
    this.say(`${this.album}: ${this.done} of ${this.total} photos.`);
  }

  private say(line: string): void {
    // A bar draws over its own line; what is said goes above it.
    if (this.bar !== undefined) process.stderr.write('\r\x1b[K');
    console.log(line);
  }
}

function summary(report: AlbumReport): string {
  const parts = [
    `${report.indexed} indexed`,
    `${report.unchanged} unchanged`,
    `${report.quarantined} not taken in`,
  ];
  return `Album ${shown(report.album)}: ${report.seen} photos (${parts.join(', ')}) in ${Math.round(report.seconds)} s.`;
}

import { SingleBar } from 'cli-progress';
import { count, duration } from './output';

/** Where no bar can be drawn a line now and then has to do; a log of a night's ingest stays readable. */
const LINE_EVERY_MS = 10_000;
/** The rate is that of the last half minute: HEIC and JPEG differ tenfold, and an album is sorted by neither. */
const RATE_WINDOW_MS = 30_000;

/**
 * Progress on stderr: a bar with rate and time left on a terminal, plain lines elsewhere.
 */
export class Progress {
  private bar?: SingleBar;
  private done = 0;
  private total?: number;
  private lastLine = Date.now();
  private readonly samples: Array<{ at: number; done: number }> = [{ at: Date.now(), done: 0 }];
  private readonly quiet: boolean;

  constructor(
    private readonly what: string,
    options: { quiet?: boolean } = {}
  ) {
    this.quiet = options.quiet === true;
  }

  /** @param total undefined while it is not known yet */
  update(done: number, total: number | undefined = this.total): void {
    this.done = done;
    this.total = total;
    if (this.quiet) return;
    this.sample();
    if (process.stderr.isTTY) this.draw();
    else if (Date.now() - this.lastLine >= LINE_EVERY_MS) this.line();
  }

  /** A sentence that stays, above the bar. */
  say(sentence: string): void {
    if (this.quiet) return;
    this.bar?.stop();
    this.bar = undefined;
    console.error(sentence);
    if (process.stderr.isTTY && this.done > 0) this.draw();
  }

  stop(): void {
    this.bar?.stop();
    this.bar = undefined;
  }

  private draw(): void {
    const total = Math.max(this.total ?? 0, this.done);
    if (!this.bar) {
      this.bar = new SingleBar({
        stream: process.stderr,
        format: `${this.what} {bar} {value}/{all} {rate}/s {left}`,
        hideCursor: true,
        clearOnComplete: false,
        // Ctrl-C is ours to handle: the album is finished in order.
        gracefulExit: false,
      });
      this.bar.start(total, this.done, this.payload());
    }
    this.bar.setTotal(total);
    this.bar.update(this.done, this.payload());
  }

  private payload(): Record<string, string> {
    return {
      all: this.total === undefined ? '…' : count(this.total),
      rate: this.rate().toFixed(1),
      left: this.left(),
    };
  }

  private line(): void {
    this.lastLine = Date.now();
    const { all, rate, left } = this.payload();
    console.error(`${this.what}: ${count(this.done)} of ${all}, ${rate}/s${left && `, ${left}`}`);
  }

  private sample(): void {
    const now = Date.now();
    if (now - this.samples[this.samples.length - 1].at >= 500) {
      this.samples.push({ at: now, done: this.done });
    }
    while (this.samples.length > 2 && now - this.samples[1].at > RATE_WINDOW_MS)
      this.samples.shift();
  }

  /** Per second. */
  private rate(): number {
    const [first] = this.samples;
    const seconds = (Date.now() - first.at) / 1000;
    return seconds > 0 ? (this.done - first.done) / seconds : 0;
  }

  private left(): string {
    const rate = this.rate();
    if (this.total === undefined || rate <= 0) return '';
    return `${duration(Math.round((this.total - this.done) / rate))} left`;
  }
}

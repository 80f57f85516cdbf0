/** What one part of the bench is given. */
export interface Bench {
  /** quick: seconds, to see that all runs; normal: what fits into minutes; full: the whole sizes, hours */
  size: BenchSize;
  /** Folder that is kept between runs (weights, other tools); never committed. */
  cache: string;
  /** Thrown away after the section. */
  temporary: string;
  /** Folder with photos to measure on: real ones where they are, else the demo album. */
  photos: string;
  /** What `photos` is, for the conditions: nothing in a report names a path of this machine. */
  photosAre: 'real phone photos' | 'the demo album';
  /** Model folder with weights of SigLIP-2 base's shape; undefined where it was not made. */
  baseModel: string | undefined;
  /** The small model of the demo, always there. */
  demoModel: string;
  /** Nothing large should begin after this (milliseconds since 1970): the section would be ended in the middle of it. */
  deadline: number;
  /** Progress, for people. */
  log(line: string): void;
}

export type BenchSize = 'quick' | 'normal' | 'full';

export type Cell = string | number | boolean | null;

export interface Table {
  title: string;
  columns: string[];
  rows: Cell[][];
}

export interface Plot {
  title: string;
  x: string;
  y: string;
  /** Axes in powers of ten. */
  logX?: boolean;
  logY?: boolean;
  series: Array<{ name: string; points: Array<[number, number]> }>;
}

export interface Verdict {
  /** What was asked for, in words. */
  target: string;
  measured: string;
  /** null where it could not be measured here. */
  met: boolean | null;
}

/** What a section found out. */
export interface Measured {
  /** Versions, sizes, models: what else of the circumstances the figures depend on. */
  conditions: Record<string, Cell>;
  tables: Table[];
  plots?: Plot[];
  verdicts: Verdict[];
  /** Sentences that belong to the figures. */
  notes?: string[];
}

/** Thrown by a section that cannot run here; the sentence says what is missing. */
export class LeftOut extends Error {}

export type Section = (bench: Bench) => Promise<Measured>;

/** A section's result in the bench's JSON. */
export interface SectionResult extends Partial<Measured> {
  section: string;
  title: string;
  status: 'measured' | 'left out' | 'failed';
  /** Why it was left out or failed. */
  reason?: string;
  size: BenchSize;
  /** ISO 8601, when it began. */
  date: string;
  seconds: number;
  machine: Machine;
}

/** The machine and how busy it was; without names and paths. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  platform: string;
  node: string;
  /** Over 1, 5 and 15 minutes, when the section began. */
  loadAverage: number[];
  /** Over 1 minute, when it ended. */
  loadAverageAtEnd: number;
}

export interface BenchReport {
  format: 1;
  sections: SectionResult[];
}

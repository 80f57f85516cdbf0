import type { KnnRecall } from '../../common/quality/knn';
import type { Calibration, IdentifyFigures } from './identify_figures';
import type { Estimate } from '../../common/quality/metrics';
import { printTable } from '../cli/output';
import type { BurstFigures } from './burst_figures';
import type { ReferenceFigures } from './reference_figures';
import type { SearchFigures } from './search_figures';
import type { SumFigures } from './sum_figures';

/** What `peak-search eval --json` prints. */
export interface EvalReport {
  /** The albums that were judged, together; and the embedding that their photos were judged by. */
  albums?: string[];
  model?: string;
  identify?: IdentifyFigures[];
  references?: ReferenceFigures;
  search?: SearchFigures;
  sums?: SumFigures;
  bursts?: BurstFigures;
  knn?: KnnRecall[];
  /** What was not measured, and why. */
  notMeasured?: string[];
}

/** "0.93 (0.88–0.97)": the figure and its 95 % interval. */
function shown({ value, low, high }: Estimate): string {
  if (Number.isNaN(value)) return '–';
  return `${value.toFixed(3)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

/** "0.061 (to 0.09)": mean and bound of what so few claims show even so. */
function perfect({ ifPerfect: { mean, high } }: Calibration): string {
  return `${mean.toFixed(3)} (to ${high.toFixed(2)})`;
}

const IDENTIFY_ROWS: Array<[string, (figures: IdentifyFigures) => string]> = [
  ['first is right', ({ top1 }) => shown(top1)],
  ['right among first 3', ({ top3 }) => shown(top3)],
  ['  both are better by', ({ gainOfBoth }) => (gainOfBoth ? shown(gainOfBoth) : '')],
  ['global average precision', ({ gap }) => shown(gap)],
  ['precision of the list', ({ precision }) => shown(precision)],
  ['recall of the list', ({ recall }) => shown(recall)],
  ['calibration error, first', ({ calibration }) => shown(calibration.first.ece)],
  ['  if it were perfect', ({ calibration }) => perfect(calibration.first)],
  ['calibration error, all', ({ calibration }) => shown(calibration.candidates.ece)],
  ['  if it were perfect', ({ calibration }) => perfect(calibration.candidates)],
  ['calibration error, "none"', ({ calibration }) => shown(calibration.none.ece)],
  ['silent where no peak is', ({ rightlySilent }) => shown(rightlySilent)],
  ['silent where one is', ({ wronglySilent }) => shown(wronglySilent)],
];

/** A table of identify's figures, one column a factor; intervals are 95 %, over scenes. */
export function tellIdentify(figures: readonly IdentifyFigures[]): void {
  const [{ photos, withPeak }] = figures;
  console.log(`Which peak: ${photos} photos, ${withPeak} with a peak (95 % intervals over scenes)`);
  const names = { vision: 'looks alone', geometry: 'place alone', both: 'both' };
  printTable(
    ['', ...figures.map(({ factor }) => `#${names[factor]}`)],
    IDENTIFY_ROWS.map(([name, value]) => [name, ...figures.map(value)])
  );
  const { factor, calibration } = figures.at(-1)!;
  tellReliability(`the first answer (${names[factor]})`, calibration.first);
  tellReliability(`all candidates of 5 % and more (${names[factor]})`, calibration.candidates);
}

function tellReliability(what: string, { reliability }: Calibration): void {
  console.log(`\nReliability of ${what}`);
  printTable(
    ['said', '#claims', '#said on average', '#right'],
    reliability.map(({ from, to, count, meanConfidence, shareRight }) => [
      `${from.toFixed(1)}–${to.toFixed(1)}`,
      count,
      meanConfidence.toFixed(2),
      shareRight.toFixed(2),
    ])
  );
}

export function tellSearch(figures: SearchFigures): void {
  console.log(
    `\nSearch: ${figures.answerable} queries with answers, ${figures.nonsense} of nonsense`
  );
  printTable(
    ['', '#value'],
    [
      ['a hit is first', shown(figures.hitAt1)],
      ['a hit among first 5', shown(figures.hitAt5)],
      ['a hit among first 10', shown(figures.hitAt10)],
      ['recall at 1', shown(figures.recallAt1)],
      ['recall at 5', shown(figures.recallAt5)],
      ['recall at 10', shown(figures.recallAt10)],
      ['mean average precision', shown(figures.meanAveragePrecision)],
      ['nonsense answered "nothing"', shown(figures.nonsenseRefused)],
      ['true ones answered "nothing"', shown(figures.answerableRefused)],
    ]
  );
  console.log('\nThe worst');
  printTable(
    ['query', '#photos that answer', '#average precision'],
    figures.worst.map(({ text, relevant, averagePrecision }) => [
      text,
      relevant,
      averagePrecision.toFixed(2),
    ])
  );
}

export function tellKnn(rows: readonly KnnRecall[]): void {
  console.log('\nApproximate against exact search');
  printTable(
    ['filter', '#photos', '#k', '#candidates', 'vectors', '#recall', '#ms', '#exact ms'],
    rows.map((row) => [
      [row.filter.kind, row.filter.value].filter(Boolean).join(' '),
      row.filter.admitted,
      row.k,
      row.numCandidates,
      row.vectorKind,
      shown(row.recall),
      row.approximateMs,
      row.exactMs,
    ])
  );
}

export function tellReferences({ peaks, references, before, after }: ReferenceFigures): void {
  console.log(`\nReferences: ${references} photos for each of ${peaks} peaks`);
  printTable(
    ['', '#without', '#with'],
    (['precision', 'recall'] as const).map((key) => [
      `${key} of the list`,
      before[key].toFixed(3),
      after[key].toFixed(3),
    ])
  );
}

export function tellSums({ sums, withText, withPhoto, unwanted }: SumFigures): void {
  console.log(`\nSums: ${sums} of one text and one photo`);
  printTable(
    ['', '#value'],
    [
      ['rank correlation with the text', withText.toFixed(2)],
      ['rank correlation with the photo', withPhoto.toFixed(2)],
      ['what the text describes among the first 10', unwanted.before.toFixed(2)],
      ['  "without" the text', unwanted.after.toFixed(2)],
    ]
  );
}

export function tellBursts({ pairs, precision, recall }: BurstFigures): void {
  console.log(`\nBursts: ${pairs} pairs of frames, by the labels`);
  printTable(
    ['', '#value'],
    [
      ['precision of pairs', precision.toFixed(3)],
      ['recall of pairs', recall.toFixed(3)],
    ]
  );
}

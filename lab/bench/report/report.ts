import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../folders';
import type { BenchReport, Cell, SectionResult, Table, Verdict } from '../section';
import { svgPlot } from './svg_plot';

/** In `docs`: results for a reader with a minute, and all tables. */
const PAGES = ['performance.md', 'performance/details.md'];
const PLOTS = 'performance';

/**
 * Writes the figures of a bench into the pages of docs, between `<!-- bench NAME -->` and `<!-- /bench -->` ("summary" is
 * all verdicts), and its plots beside them. What people wrote around them stays.
 */
export async function writeReport(
  { sections }: BenchReport,
  log: (line: string) => void
): Promise<void> {
  const docs = join(REPOSITORY, 'docs');
  mkdirSync(join(docs, PLOTS), { recursive: true });
  const texts = new Map(sections.map((section) => [section.section, sectionText(section)]));
  texts.set('summary', summary(sections));
  for (const { section, plots = [] } of sections) {
    plots.forEach((plot, i) =>
      writeFileSync(join(docs, PLOTS, plotName(section, i)), svgPlot(plot))
    );
  }
  for (const page of PAGES) {
    const file = join(docs, page);
    const text = readFileSync(file, 'utf8').replace(
      /(<!-- bench (\w+) -->\n)[^]*?(<!-- \/bench -->)/g,
      (whole, begin: string, name: string, end: string) => {
        const figures = texts.get(name);
        log(
          `docs/${page}: ${name}${figures === undefined ? ' has no figures; left as it was' : ''}.`
        );
        return figures === undefined ? whole : `${begin}\n${figures}\n${end}`;
      }
    );
    writeFileSync(file, text);
  }
}

const plotName = (section: string, index: number) => `${section}-${index + 1}.svg`;

const MARKS = new Map<boolean | null, string>([
  [true, '✔'],
  [false, '✘'],
  [null, '–'],
]);

const cellText = (cell: Cell): string =>
  cell === null ? '–' : String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ');

function markdownTable({ columns, rows }: Omit<Table, 'title'>): string {
  const line = (cells: readonly Cell[]) => `| ${cells.map(cellText).join(' | ')} |`;
  return [line(columns), `|${columns.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

const verdictRow = ({ target, measured, met }: Verdict): Cell[] => [
  MARKS.get(met)!,
  target,
  measured,
];

function summary(sections: readonly SectionResult[]): string {
  const rows = sections.flatMap((section) =>
    section.status === 'measured'
      ? (section.verdicts ?? []).map(verdictRow)
      : [[MARKS.get(null)!, section.title, `${section.status}: ${section.reason}`]]
  );
  return `${markdownTable({ columns: ['', 'target', 'measured'], rows })}\n`;
}

function conditionsText({ machine, date, size, conditions, seconds }: SectionResult): string {
  const { cpu, cores, memoryGb, platform, node, loadAverage, loadAverageAtEnd } = machine;
  const more = Object.entries(conditions ?? {}).map(
    ([name, value]) => `${name}: ${cellText(value)}`
  );
  const load = `load average ${loadAverage[0]} at the start and ${loadAverageAtEnd} at the end`;
  const all = [`${cpu}, ${cores} cores, ${memoryGb} GB`, platform, `Node ${node}`, load, ...more];
  return `*${date.slice(0, 16).replace('T', ' ')} UTC, size “${size}”, ${seconds} s. ${all.join('; ')}.*\n`;
}

function sectionText(section: SectionResult): string {
  const { status, reason, tables = [], plots = [], verdicts = [], notes = [] } = section;
  if (status !== 'measured') {
    return `${conditionsText(section)}\n**${status}**: ${reason}\n`;
  }
  return [
    conditionsText(section),
    markdownTable({ columns: ['', 'target', 'measured'], rows: verdicts.map(verdictRow) }),
    ...tables.map((table) => `**${table.title}**\n\n${markdownTable(table)}`),
    ...plots.map(({ title }, i) => `![${title}](${plotName(section.section, i)})`),
    notes.map((note) => `- ${note}`).join('\n'),
  ]
    .filter((text) => text !== '')
    .join('\n\n')
    .concat('\n');
}

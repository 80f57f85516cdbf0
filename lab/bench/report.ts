import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './folders';
import type { BenchReport, Cell, SectionResult, Table, Verdict } from './section';
import { svgPlot } from './svg_plot';

const PAGE = join(REPOSITORY, 'docs/performance.md');
const PLOTS = 'performance';

/**
 * Writes the figures of a bench into docs/performance.md, between `<!-- bench NAME -->` and `<!-- /bench -->` ("summary"
 * is all verdicts), and its plots beside it. What people wrote around them stays.
 */
export async function writeReport(
  { sections }: BenchReport,
  log: (line: string) => void
): Promise<void> {
  const folder = join(REPOSITORY, 'docs', PLOTS);
  mkdirSync(folder, { recursive: true });
  const texts = new Map(sections.map((section) => [section.section, sectionText(section)]));
  texts.set('summary', summary(sections));
  for (const { section, plots = [] } of sections) {
    plots.forEach((plot, i) => writeFileSync(join(folder, plotName(section, i)), svgPlot(plot)));
  }
  const page = readFileSync(PAGE, 'utf8').replace(
    /(<!-- bench (\w+) -->\n)[^]*?(<!-- \/bench -->)/g,
    (whole, begin: string, name: string, end: string) => {
      const text = texts.get(name);
      if (text === undefined) log(`docs/performance.md: no figures of "${name}"; left as it was.`);
      return text === undefined ? whole : `${begin}\n${text}\n${end}`;
    }
  );
  writeFileSync(PAGE, page);
  const written = [...texts.keys()].filter((name) => page.includes(`<!-- bench ${name} -->`));
  log(`docs/performance.md: ${written.join(', ')}.`);
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
    ...plots.map(({ title }, i) => `![${title}](${PLOTS}/${plotName(section.section, i)})`),
    notes.map((note) => `- ${note}`).join('\n'),
  ]
    .filter((text) => text !== '')
    .join('\n\n')
    .concat('\n');
}

import type { Plot } from '../section';

const WIDTH = 560;
const HEIGHT = 320;
const LEFT = 62;
const RIGHT = 110;
const TOP = 34;
const BOTTOM = 46;
/** Told apart by people with any color vision (Okabe and Ito 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

interface Axis {
  place(value: number): number;
  ticks: number[];
}

/** From `low` to `high` on the page; ticks at powers of ten, or at five round steps. */
function axis(values: readonly number[], log: boolean, low: number, high: number): Axis {
  if (log) {
    const from = Math.floor(Math.log10(Math.min(...values)));
    const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values))));
    return {
      place: (value) => low + ((Math.log10(value) - from) / (to - from)) * (high - low),
      ticks: Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i)),
    };
  }
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const rough = (most - least || Math.abs(most) || 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough)!;
  const from = Math.floor(least / step) * step;
  const to = Math.max(from + step, Math.ceil(most / step) * step);
  return {
    place: (value) => low + ((value - from) / (to - from)) * (high - low),
    ticks: Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step),
  };
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const short = (value: number) =>
  value >= 1000 ? `${Number((value / 1000).toPrecision(3))}k` : `${Number(value.toPrecision(3))}`;

/** Lines with points, names at their ends, light and dark readable on a white ground. */
export function svgPlot({ title, x, y, logX = false, logY = false, series }: Plot): string {
  const points = series.flatMap((each) => each.points);
  const xAxis = axis(points.map((p) => p[0]), logX, LEFT, WIDTH - RIGHT); // prettier-ignore
  const yAxis = axis(points.map((p) => p[1]), logY, HEIGHT - BOTTOM, TOP); // prettier-ignore
  const at = (value: number) => Math.round(value * 10) / 10;
  const grid = [
    ...xAxis.ticks.map((tick) => {
      const place = at(xAxis.place(tick));
      return `<line x1="${place}" y1="${TOP}" x2="${place}" y2="${HEIGHT - BOTTOM}" stroke="#ddd"/><text x="${place}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${short(tick)}</text>`;
    }),
    ...yAxis.ticks.map((tick) => {
      const place = at(yAxis.place(tick));
      return `<line x1="${LEFT}" y1="${place}" x2="${WIDTH - RIGHT}" y2="${place}" stroke="#ddd"/><text x="${LEFT - 6}" y="${place + 4}" text-anchor="end">${short(tick)}</text>`;
    }),
  ];
  const names = apart(
    series.map((each) => yAxis.place(each.points.at(-1)?.[1] ?? yAxis.ticks[0])),
    13
  );
  const lines = series.map(({ name, points: own }, i) => {
    const colour = COLOURS[i % COLOURS.length];
    const placed = own.map((p) => `${at(xAxis.place(p[0]))},${at(yAxis.place(p[1]))}`);
    const dots = placed.map((p) => {
      const [cx, cy] = p.split(',');
      return `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`;
    });
    return `<polyline points="${placed.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}<text x="${WIDTH - RIGHT + 8}" y="${at(names[i]) + 4}" fill="${colour}">${escaped(name)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="${escaped(title)}">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${LEFT}" y="20" font-size="14" font-weight="bold">${escaped(title)}</text>`,
    ...grid,
    ...lines,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escaped(x)}</text>`,
    `<text transform="translate(14 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>`,
    '</svg>\n',
  ].join('\n');
}

/** The same places, moved so that no two are nearer than `gap`. */
function apart(places: readonly number[], gap: number): number[] {
  const order = [...places.keys()].sort((a, b) => places[a] - places[b]);
  const moved = [...places];
  order.forEach((index, i) => {
    if (i > 0) moved[index] = Math.max(moved[index], moved[order[i - 1]] + gap);
  });
  return moved;
}

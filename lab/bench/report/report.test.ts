import { svgPlot } from './svg_plot';

const circles = (svg: string) =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map((m) => [
    Number(m[1]),
    Number(m[2]),
  ]);

test('a plot in powers of ten puts equal factors at equal distances, upwards', () => {
  const svg = svgPlot({
    title: 'Recall < 1 & so on',
    x: 'photos',
    y: 'ms',
    logX: true,
    logY: true,
    series: [
      { name: 'hnsw', points: [[1e3, 2], [1e4, 6], [1e5, 18]] }, // prettier-ignore
    ],
  });
  const [a, b, c] = circles(svg);
  expect(b[0] - a[0]).toBeCloseTo(c[0] - b[0], 0);
  expect(a[1] - b[1]).toBeCloseTo(b[1] - c[1], 0);
  expect(a[1]).toBeGreaterThan(b[1]);
  expect(svg).toContain('Recall &lt; 1 &amp; so on');
});

test('a linear plot of one value still has an axis', () => {
  const [[x, y]] = circles(
    svgPlot({ title: '', x: '', y: '', series: [{ name: 'one', points: [[400, 1]] }] })
  );
  expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
});

import { findSkyline } from './skyline';

const WIDTH = 160;
const HEIGHT = 120;

/** A picture of a ridge under a sky: rows above the ridge have one color, those below another, both with grain. */
function ridge(
  rows: (x: number) => number,
  sky: [number, number, number],
  rock: [number, number, number],
  grain = 6
) {
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  // Park and Miller's generator: the same grain at each run.
  let seed = 1;
  const noise = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const colour = y < rows(x) ? sky : rock;
      for (let c = 0; c < 3; c++) data[(y * WIDTH + x) * 4 + c] = colour[c] + grain * noise();
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

const peak = (x: number) => 40 + Math.abs(x - 90) / 2;

const farthest = (rows: readonly number[], truth: (x: number) => number) =>
  Math.max(...rows.map((row, x) => Math.abs(row - truth(x))));

it.each([
  ['dark rock under a bright sky', [170, 200, 240], [70, 60, 55]],
  ['snow under a dark sky', [40, 70, 130], [235, 235, 240]],
  ['rock as bright as the sky, of another color', [120, 140, 190], [190, 140, 110]],
] as const)('follows a ridge: %s', (_, sky, rock) => {
  const rows = findSkyline(ridge(peak, [...sky], [...rock]));
  expect(rows).toHaveLength(WIDTH);
  expect(farthest(rows, peak)).toBeLessThanOrEqual(2);
});

it('takes the sky’s end, not a stronger edge in the foreground', () => {
  const picture = ridge(peak, [150, 185, 235], [110, 120, 150]);
  // A white wall from row 90 on: its edge is twice as strong.
  picture.data.fill(250, 90 * WIDTH * 4);
  expect(farthest(findSkyline(picture), peak)).toBeLessThanOrEqual(2);
});

it('finds none in a picture without room for one', () => {
  expect(findSkyline({ width: 1, height: 1, data: new Uint8Array(4) })).toEqual([]);
});

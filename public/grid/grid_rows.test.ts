import fc from 'fast-check';
import {
  aspectRatio,
  type GridOptions,
  laidOut,
  layoutRows,
  neighbourRow,
  rowOf,
  type Tile,
} from './grid_rows';

const OPTIONS: GridOptions = {
  width: 1000,
  rowHeight: 200,
  gap: 4,
  groupByDay: false,
  more: false,
};
const photo = (width: number, height: number, shotTime?: string) => ({ width, height, shotTime });
const landscape = (count: number, shotTime?: string) =>
  Array.from({ length: count }, () => photo(4032, 3024, shotTime));
const tilesOf = (rows: ReturnType<typeof layoutRows>): Tile[] =>
  rows.flatMap((row) => (row.kind === 'photos' ? row.tiles : []));

describe('layoutRows', () => {
  it('tells the best of a list by match from the rest', () => {
    const hits = landscape(12).map((one, i) => ({ ...one, fits: i < 7 }));
    const rows = layoutRows(hits, { ...OPTIONS, sections: true });
    const at = rows.flatMap((row, i) => (row.kind === 'section' ? [[row.best, i]] : []));
    expect(at).toEqual([
      [true, 0],
      [false, expect.any(Number)],
    ]);
    const before = tilesOf(rows.slice(0, at[1]![1] as number)).map(({ index }) => index);
    expect(before).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(tilesOf(rows)).toHaveLength(12);
    // Where nothing fits, that is said above the list, and nothing is called the best.
    const none = hits.map((one) => ({ ...one, fits: false }));
    const kinds = layoutRows(none, { ...OPTIONS, sections: true }).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['photos']));
  });

  it('lays every photo once, in order, inside the width, by its own aspect ratio', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            width: fc.integer({ min: 1, max: 20_000 }),
            height: fc.integer({ min: 1, max: 20_000 }),
          }),
          { maxLength: 80 }
        ),
        fc.integer({ min: 320, max: 2500 }),
        fc.integer({ min: 90, max: 400 }),
        (photos, width, rowHeight) => {
          const rows = layoutRows(photos, { ...OPTIONS, width, rowHeight });
          expect(tilesOf(rows).map(({ index }) => index)).toEqual(photos.map((_, i) => i));
          for (const tile of tilesOf(rows)) {
            expect(tile.left).toBeGreaterThanOrEqual(0);
            expect(tile.left + tile.width).toBeLessThanOrEqual(width + 1);
          }
        }
      ),
      {
        numRuns: 100,
        // A landscape alone below two portraits on a phone.
        examples: [[[photo(1, 2), photo(1, 2), photo(13, 12)], 320, 204]],
      }
    );
  });

  it('fills the width of all rows but the last', () => {
    const rows = layoutRows(landscape(14), OPTIONS);
    for (const row of rows.slice(0, -1)) {
      const last = row.kind === 'photos' ? row.tiles[row.tiles.length - 1]! : undefined;
      expect(last!.left + last!.width).toBeCloseTo(1000, 0);
    }
    expect(rows.length).toBeGreaterThan(2);
  });

  it('holds back the row that is not full while more photos will come', () => {
    const all = tilesOf(layoutRows(landscape(14), OPTIONS)).length;
    const full = tilesOf(layoutRows(landscape(14), { ...OPTIONS, more: true })).length;
    expect(all).toBe(14);
    expect(full).toBeLessThan(14);
    // What stands does not move when they have come.
    const before = layoutRows(landscape(14), { ...OPTIONS, more: true });
    expect(layoutRows(landscape(30), OPTIONS).slice(0, before.length)).toEqual(before);
  });

  it('heads each day on the photographer’s clock, and photos without a time', () => {
    const rows = layoutRows(
      [
        ...landscape(2, '2025-10-14T23:50:00+05:45'),
        ...landscape(1, '2025-10-15T00:10:00+05:45'),
        ...landscape(1),
      ],
      { ...OPTIONS, groupByDay: true }
    );
    expect(rows.flatMap((row) => (row.kind === 'day' ? [[row.day, row.count]] : []))).toEqual([
      ['2025-10-14', 2],
      ['2025-10-15', 1],
      [undefined, 1],
    ]);
  });

  it('has nothing to lay out before the width is known', () => {
    expect(layoutRows(landscape(3), { ...OPTIONS, width: 0 })).toEqual([]);
  });

  it('gives each of 10,000 photos one place', () => {
    const places = tilesOf(layoutRows(landscape(10_000), OPTIONS)).map(({ index }) => index);
    expect(places).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  });
});

describe('laidOut', () => {
  it('counts the photos that have a place, not those of a row that waits', () => {
    const options = { ...OPTIONS, more: true };
    const rows = layoutRows(landscape(14), options);
    expect(laidOut(rows)).toBe(tilesOf(rows).length);
    expect(rowOf(rows, laidOut(rows))).toBe(-1);
    expect(laidOut([])).toBe(0);
  });
});

describe('aspectRatio', () => {
  it('takes 3:2 for an unknown size and bounds strips and towers', () => {
    expect(aspectRatio(photo(0, 0))).toBe(1.5);
    expect(aspectRatio(photo(20_000, 100))).toBe(3.2);
    expect(aspectRatio(photo(100, 20_000))).toBe(0.4);
  });
});

describe('neighbourRow', () => {
  const rows = layoutRows(landscape(12), OPTIONS);
  it('goes to the photo straight below and back', () => {
    const below = neighbourRow(rows, 1, 1);
    expect(rowOf(rows, below)).toBe(1);
    expect(neighbourRow(rows, below, -1)).toBe(1);
  });
  it('stays where there is no row', () => {
    expect(neighbourRow(rows, 1, -1)).toBe(1);
    expect(neighbourRow(rows, 11, 1)).toBe(11);
    expect(neighbourRow(rows, 99, 1)).toBe(99);
  });
});

import fc from 'fast-check';
import { destination, distanceM } from '../../../common/geo/geodesy';
import type { TrailPoint } from '../finish/trail_line';
import { clockOffset } from './clock_offset';
import { Track } from './track';

const START = Date.UTC(2024, 4, 11, 1, 15);
const MINUTE = 60_000;

/** A walk that winds, a point a minute and 60 m. */
function walk(points: number): TrailPoint[] {
  let place = { lat: 27.8, lon: 86.7 };
  return Array.from({ length: points }, (_, i) => {
    place = destination(place, 30 + 50 * Math.sin(i / 7), 60);
    return { ...place, altitudeM: 3400 + i * 5, timeMs: START + i * MINUTE };
  });
}

describe('a track', () => {
  const points = walk(120);
  const track = new Track([...points].reverse());

  it('has the place of each moment between two points', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 118 }), fc.double({ min: 0, max: 1, noNaN: true }), (i, share) => {
        const fix = track.at(START + (i + share) * MINUTE, 10 * MINUTE)!;
        const expected = distanceM(points[i], points[i + 1]) * share;
        expect(Math.abs(distanceM(points[i], fix) - expected)).toBeLessThan(0.5);
        expect(fix.altitudeM).toBeCloseTo(3400 + (i + share) * 5, 3);
        expect(fix.errorM).toBeGreaterThanOrEqual(15);
      })
    ); // prettier-ignore
  });

  it('has none before, after, and in a gap', () => {
    const torn = new Track(points.filter((_point, i) => i < 40 || i > 60));
    const at = (minute: number) => torn.at(START + minute * MINUTE, 10 * MINUTE);
    expect([at(-0.1), at(50), at(119.1)]).toEqual([undefined, undefined, undefined]);
    expect(at(39)).toMatchObject({ gapS: 0 });
    expect(torn.at(START + 50 * MINUTE, 30 * MINUTE)).toMatchObject({ gapS: 22 * 60 });
  });

  it('goes the short way over 180 degrees, and knows no height where one end has none', () => {
    const over = new Track([
      { lat: -16.8, lon: 179.9, altitudeM: 10, timeMs: 0 },
      { lat: -16.8, lon: -179.9, timeMs: 100 },
    ]);
    expect(over.at(25, 1000)!.lon).toBeCloseTo(179.95, 6);
    expect(over.at(75, 1000)!.lon).toBeCloseTo(-179.95, 6);
    expect(over.at(75, 1000)!.altitudeM).toBeUndefined();
    expect(new Track([]).at(0, 1000)).toBeUndefined();
    expect(new Track([]).nearest(0)).toBeUndefined();
  });
});

describe('a camera’s clock', () => {
  const points = walk(240);
  const track = new Track(points);
  const photos = (offsetMs: number, minutes: readonly number[]) =>
    minutes.map((minute) => {
      const { lat, lon } = track.at(START + minute * MINUTE, MINUTE)!;
      return { ...destination({ lat, lon }, minute % 360, 12), timeMs: START + minute * MINUTE - offsetMs };
    }); // prettier-ignore
  const minutes = [11, 35.5, 60, 96, 130, 171, 205];

  it.each([0, 47_000, -330_000, 5.75 * 3600_000, -3600_000])(
    'is found wrong by %d ms',
    (offset) => {
      const found = clockOffset(photos(offset, minutes), track)!;
      expect(Math.abs(found.offsetMs - offset)).toBeLessThanOrEqual(MINUTE);
      expect(found.photos).toBe(minutes.length);
    }
  );

  it('is not guessed from too few, from one spot, or where two answers fit', () => {
    expect(clockOffset(photos(90_000, [11, 60]), track)).toBeUndefined();
    expect(clockOffset([], track)).toBeUndefined();
    const spot = photos(0, [60])[0];
    const resting = [0, 9, 21, 44].map((minute) => ({ ...spot, timeMs: START + minute * MINUTE }));
    expect(clockOffset(resting, track)).toBeUndefined();
    // The same round twice.
    const twice = new Track([
      ...points,
      ...points.map((point) => ({ ...point, timeMs: point.timeMs + 300 * MINUTE })),
    ]);
    expect(clockOffset(photos(0, minutes), twice)).toBeUndefined();
  });

  it('is not disturbed by photos of elsewhere', () => {
    const elsewhere = [1, 2, 3].map((i) => ({ lat: 46 + i, lon: 7, timeMs: START }));
    const found = clockOffset([...photos(120_000, minutes), ...elsewhere], track)!;
    expect(Math.abs(found.offsetMs - 120_000)).toBeLessThanOrEqual(MINUTE);
  });
});

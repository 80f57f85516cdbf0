import { classicViews } from '../../lab/fit/classic_views';
import { describeWith, sharedPath } from '../../common/testing/shared_inputs';
import { openTileFolder } from '../terrain/tile_folder';
import { scoreGeometry } from './geometry_model';
import type { PeakInSight } from './peak_geometry';

describeWith(['classic_views.json', 'terrain'], 'famous views', () => {
  const seen = async (terrain?: ReturnType<typeof openTileFolder>) =>
    (await classicViews(sharedPath('classic_views.json'), terrain)).filter(
      ({ visible }) => visible >= 0.5
    );

  it('show their peak, by the prior and more of them by the terrain', async () => {
    expect((await seen()).length).toBeGreaterThanOrEqual(48);
    const terrain = openTileFolder(sharedPath('terrain'), () => undefined);
    expect((await seen(terrain)).length).toBeGreaterThanOrEqual(50);
  });
});

const peak = (id: string, part: Partial<PeakInSight>): PeakInSight => ({
  id,
  elevationM: 6000,
  distanceM: 15_000,
  bearingDeg: 0,
  elevationAngleDeg: 4.3,
  riseM: 1150,
  bearingErrorDeg: 0.1,
  heightErrorDeg: 0,
  offAxisDeg: 0,
  ...part,
});
const aim = { bearingKnown: true, horizontalFovDeg: 60, verticalFovDeg: 45 };
const walls = [60, 120, 240].map((bearingDeg) =>
  peak(`wall-${bearingDeg}`, {
    bearingDeg,
    offAxisDeg: bearingDeg > 180 ? bearingDeg - 360 : bearingDeg,
    distanceM: 6000,
    elevationAngleDeg: 20,
    riseM: 2200,
  })
);
const visibleOf = (peaks: PeakInSight[]) => scoreGeometry(peaks, aim).peaks.get('asked')!.visible;

it('lets terrain raise a peak that a valley would hide, and hide one that stands high', () => {
  const low = peak('asked', {});
  expect(visibleOf([low, ...walls])).toBeLessThan(0.1);
  const free = { ...low, obstacle: { marginDeg: -3, distanceM: 9000 } };
  expect(visibleOf([free, ...walls])).toBeGreaterThan(0.5);
  const high = peak('asked', { elevationAngleDeg: 14, riseM: 3500 });
  expect(visibleOf([high, ...walls])).toBeGreaterThan(0.5);
  const hidden = { ...high, obstacle: { marginDeg: 2, distanceM: 3000 } };
  expect(visibleOf([hidden, ...walls])).toBeLessThan(0.1);
});

it('asks less of a summit over a plain than over a valley, and more the more walls stand around', () => {
  const low = peak('asked', { distanceM: 45_000, elevationAngleDeg: 3.5, riseM: 3000 });
  const chances = [0, 1, 2, 3].map((count) => visibleOf([low, ...walls.slice(0, count)]));
  expect(chances[0]).toBeGreaterThan(0.5);
  expect(chances[3]).toBeLessThan(0.1);
  expect(chances).toEqual([...chances].sort((a, b) => b - a));
  // Beyond a valley's own walls they enclose nobody.
  const far = walls.map((wall) => ({ ...wall, distanceM: 20_000 }));
  expect(visibleOf([low, ...far])).toBeGreaterThan(0.5);
});

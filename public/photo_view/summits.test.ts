import type { PhotoResponse } from '../../common/api';
import { projectDirection } from '../../common/geo/camera';
import { degreesOfMove, summitsWith } from './summits';

const FRAME = { width: 4000, height: 3000, horizontalFovDeg: 60 };
const PEAK = { distanceM: 10_000, bearingDeg: 100, elevationAngleDeg: 8 };

/** Ama Dablam at 100°, taken by a camera that says 90°, tilted so that it stands 200 pixels lower than on a level one. */
function photo(more: Partial<PhotoResponse> = {}): Parameters<typeof summitsWith>[0] {
  const level = projectDirection({ bearingDeg: 90, pitchDeg: 0, rollDeg: 0 }, PEAK, FRAME)!;
  const geometry = { ...PEAK, offAxisDeg: 10, pixel: { x: level.x, y: level.y + 200 } };
  return {
    ...FRAME,
    bearingFromCameraDeg: 90,
    summits: [{ id: 'ama-dablam', names: ['Ama Dablam'], visible: 0.9, ...geometry }],
    candidates: [],
    ...more,
  };
}

describe('summitsWith', () => {
  it('leaves a summit where the server put it', () => {
    const [summit] = summitsWith(photo(), 0);
    expect(summit.x).toBeCloseTo(photo().summits[0].pixel!.x, 6);
    expect(summit.y).toBeCloseTo(photo().summits[0].pixel!.y, 6);
  });

  it('brings it to the middle when the camera really looked there', () => {
    const [summit] = summitsWith(photo(), 10);
    expect(summit.x).toBeCloseTo(2000, 6);
  });

  it('moves it to the left when the camera looked further right', () => {
    expect(summitsWith(photo(), 5)[0].x).toBeLessThan(summitsWith(photo(), 0)[0].x);
  });

  it('drops a summit that is turned out of the picture', () => {
    expect(summitsWith(photo(), 50)).toEqual([]);
  });

  it('brings in one that geometry saw just outside', () => {
    const candidate = {
      id: 'lhotse',
      names: ['Lhotse'],
      probability: 0.1,
      visible: 0.2,
      geometry: { ...PEAK, bearingDeg: 125, offAxisDeg: 35, probability: 0.1 },
      evidence: [],
    };
    const outside = photo({ summits: [], candidates: [candidate] });
    expect(summitsWith(outside, 0)).toEqual([]);
    expect(summitsWith(outside, 10).map(({ id }) => id)).toEqual(['lhotse']);
  });

  it('says nothing without a direction or a field of view', () => {
    expect(summitsWith(photo({ bearingFromCameraDeg: undefined }), 0)).toEqual([]);
    expect(summitsWith(photo({ horizontalFovDeg: undefined }), 0)).toEqual([]);
  });
});

describe('degreesOfMove', () => {
  it('takes half the picture for half the field of view', () => {
    expect(degreesOfMove(2000, FRAME)).toBeCloseTo(30, 6);
    expect(degreesOfMove(0, FRAME)).toBe(0);
    expect(degreesOfMove(-2000, FRAME)).toBeCloseTo(-30, 6);
  });
});

import type { PhotoResponse } from '../../../common/api';
import { projectDirection } from '../../../common/geo/camera';
import { degreesOfMove, guessedPitch, knownCorrection, summitsWith } from './summits';

const FRAME = { width: 4000, height: 3000, horizontalFovDeg: 60 };
const PEAK = { distanceM: 10_000, bearingDeg: 100, elevationAngleDeg: 8 };
const LEVEL = { correctionDeg: 0, pitchDeg: 0 };

/** Ama Dablam at 100°, taken by a camera that says 90°. */
function photo(more: Partial<PhotoResponse> = {}): Parameters<typeof summitsWith>[0] {
  const pixel = projectDirection({ bearingDeg: 90, pitchDeg: 0, rollDeg: 0 }, PEAK, FRAME)!;
  const geometry = { ...PEAK, offAxisDeg: 10, pixel };
  return {
    ...FRAME,
    bearingFromCameraDeg: 90,
    summits: [{ id: 'ama-dablam', names: ['Ama Dablam'], visible: 0.9, ...geometry }],
    candidates: [],
    ...more,
  };
}

const candidate = (geometry: object) => ({
  id: 'lhotse',
  names: ['Lhotse'],
  probability: 0.1,
  visible: 0.2,
  geometry: { ...PEAK, probability: 0.1, ...geometry },
  evidence: [],
});

describe('summitsWith', () => {
  it('leaves a summit where the server put it, for a level camera', () => {
    const [summit] = summitsWith(photo(), LEVEL);
    expect(summit.x).toBeCloseTo(photo().summits[0].pixel!.x, 6);
    expect(summit.y).toBeCloseTo(photo().summits[0].pixel!.y, 6);
  });

  it('brings it to the middle when the camera really looked there', () => {
    const [summit] = summitsWith(photo(), { correctionDeg: 10, pitchDeg: 8 });
    expect(summit.x).toBeCloseTo(2000, 6);
    expect(summit.y).toBeCloseTo(1500, 6);
  });

  it('moves it to the left when the camera looked further right, and down when it looked further up', () => {
    const [before] = summitsWith(photo(), LEVEL);
    expect(summitsWith(photo(), { ...LEVEL, correctionDeg: 5 })[0].x).toBeLessThan(before.x);
    expect(summitsWith(photo(), { ...LEVEL, pitchDeg: 5 })[0].y).toBeGreaterThan(before.y);
  });

  it('drops a summit that is turned out of the picture', () => {
    expect(summitsWith(photo(), { ...LEVEL, correctionDeg: 50 })).toEqual([]);
    expect(summitsWith(photo(), { ...LEVEL, pitchDeg: -30 })).toEqual([]);
  });

  it('brings in one that geometry saw just outside', () => {
    const outside = photo({
      summits: [],
      candidates: [candidate({ bearingDeg: 125, offAxisDeg: 35 })],
    });
    expect(summitsWith(outside, LEVEL)).toEqual([]);
    const turned = summitsWith(outside, { ...LEVEL, correctionDeg: 10 });
    expect(turned.map(({ id }) => id)).toEqual(['lhotse']);
  });

  it('goes by pixels where angles are told from somewhere near only', () => {
    const [{ pixel }] = photo().summits;
    const coarse = photo({
      summits: [{ ...photo().summits[0], bearingDeg: 104, offAxisDeg: 14, elevationAngleDeg: 6 }],
    });
    expect(summitsWith(coarse, LEVEL)[0]).toMatchObject({
      x: expect.closeTo(pixel!.x, 6) as number,
      y: expect.closeTo(pixel!.y, 6) as number,
    });
  });

  it('says nothing without a direction or a field of view', () => {
    expect(summitsWith(photo({ bearingFromCameraDeg: undefined }), LEVEL)).toEqual([]);
    expect(summitsWith(photo({ horizontalFovDeg: undefined }), LEVEL)).toEqual([]);
  });
});

describe('knownCorrection', () => {
  it('is what people said, also when they said that the camera is right', () => {
    const candidates = [candidate({ bearingDeg: 100, offAxisDeg: 8 })];
    expect(knownCorrection(photo({ bearingCorrectionDeg: -3, candidates }))).toBe(-3);
    expect(knownCorrection(photo({ bearingCorrectionDeg: 0, candidates }))).toBe(0);
  });

  it('is the error of the day that the server has taken off, else nothing', () => {
    // The peak at 100° stands 8° right of where the camera is thought to have looked: 92°, not 90°.
    const candidates = [candidate({ bearingDeg: 100, offAxisDeg: 8 })];
    expect(knownCorrection(photo({ candidates }))).toBe(2);
    expect(knownCorrection(photo())).toBe(0);
  });
});

describe('guessedPitch', () => {
  it('puts a summit onto the skyline that is found', () => {
    // Level at two thirds of the height; where the summit must stand, a peak of the line.
    const rows = Array.from({ length: 256 }, (_, x) => 96 + Math.abs(x - 171) / 2);
    const pitchDeg = guessedPitch(photo(), { rows, width: 256 })!;
    const [summit] = summitsWith(photo(), { correctionDeg: 0, pitchDeg });
    expect(summit.y / FRAME.height).toBeCloseTo(96 / 192, 1);
    expect(pitchDeg).toBeGreaterThan(6);
  });

  it('is that of most photos where there is no skyline, and unknown where nothing can be drawn', () => {
    expect(Math.abs(guessedPitch(photo(), undefined)! - 6)).toBeLessThanOrEqual(3);
    expect(guessedPitch(photo({ summits: [] }), undefined)).toBeUndefined();
    expect(guessedPitch(photo({ bearingFromCameraDeg: undefined }), undefined)).toBeUndefined();
  });
});

describe('degreesOfMove', () => {
  it('takes half the picture for half the field of view', () => {
    expect(degreesOfMove(2000, FRAME)).toBeCloseTo(30, 6);
    expect(degreesOfMove(0, FRAME)).toBe(0);
    expect(degreesOfMove(-2000, FRAME)).toBeCloseTo(-30, 6);
  });
});

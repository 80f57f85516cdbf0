import fc from 'fast-check';
import { projectDirection } from '../../common/geo/camera';
import type { CameraPose } from '../../common/geo/camera';
import { turnBetween } from '../../common/geo/geodesy';
import { alignSkyline, isSure } from './align_skyline';
import { computeHorizon } from './horizon';
import type { HeightAt } from './horizon';
import { skylineEvidence } from './skyline_evidence';

// A global's look-up in each of a million heights would take longer than the test.
const { sin, cos } = Math;
const eye = { lat: 46, lon: 8, altitudeM: 2000 };
const range: HeightAt = (lat, lon) =>
  1400 +
  900 * sin(lat * 61 + 2) * cos(lon * 43) +
  500 * sin(lat * 170 + lon * 90) +
  200 * sin(lat * 700 - lon * 500);
const horizon = computeHorizon(range, eye)!;
const frame = { width: 320, height: 240, horizontalFovDeg: 60 };

/** A picture as a camera at `eye` sees it: sky, and below the skyline rough rock. `covered` columns show a gray wall. */
function picture(pose: CameraPose, covered = 0) {
  const data = Buffer.alloc(frame.width * frame.height * 3);
  const rows = new Float64Array(frame.width).fill(NaN);
  horizon.elevationDeg.forEach((elevationAngleDeg, i) => {
    const at = projectDirection(
      pose,
      { bearingDeg: i * horizon.stepDeg, elevationAngleDeg },
      frame
    );
    if (at && at.x >= 0 && at.x < frame.width) rows[Math.floor(at.x)] = at.y;
  });
  for (let x = 0; x < frame.width; x++) {
    if (Number.isNaN(rows[x]!)) rows[x] = rows[x - 1] ?? frame.height;
    for (let y = 0; y < frame.height; y++) {
      const rough = ((x * 7919 + y * 104_729) % 61) - 30;
      const wall = x < covered && y > 20;
      const [r, g, b] = wall
        ? [90, 90, 90]
        : y < rows[x]!
          ? [120, 160, 220]
          : [95 + rough, 90 + rough, 85 + rough];
      data.set([r, g, b], (y * frame.width + x) * 3);
    }
  }
  return { width: frame.width, height: frame.height, data };
}

const level = { pitchDeg: 4, rollDeg: 0 };

it('finds how the camera was turned, within the compass’s error', () => {
  fc.assert(
    fc.property(
      // The rest of this horizon is a low ridge, of which more below.
      fc.integer({ min: 10, max: 250 }),
      fc.double({ min: -12, max: 12, noNaN: true }),
      fc.double({ min: -2, max: 2, noNaN: true }),
      fc.double({ min: -6, max: 6, noNaN: true }),
      (bearingDeg, compassError, pitchError, rollDeg) => {
        const pose = { bearingDeg, pitchDeg: 4, rollDeg };
        const prior = {
          bearingDeg: bearingDeg + compassError,
          gravity: { pitchDeg: 4 + pitchError / 2, rollDeg },
          horizontalFovDeg: frame.horizontalFovDeg,
        };
        const found = alignSkyline(skylineEvidence(picture(pose)), horizon, prior)!;
        expect(Math.abs(turnBetween(found.bearingDeg, bearingDeg))).toBeLessThan(0.5);
        expect(Math.abs(found.pitchDeg - 4)).toBeLessThan(0.5);
        expect(isSure(found, prior)).toBe(true);
      }
    ),
    { numRuns: 4, seed: 4 }
  );
});

it('is not sure of a low ridge, which chance would fit as well', () => {
  const prior = { bearingDeg: 315, gravity: level, horizontalFovDeg: frame.horizontalFovDeg };
  const evidence = skylineEvidence(picture({ bearingDeg: 315, ...level }));
  const found = alignSkyline(evidence, horizon, prior)!;
  expect(Math.abs(turnBetween(found.bearingDeg, 315))).toBeLessThan(0.5);
  expect(isSure(found, prior)).toBe(false);
});

it('finds it all around without a compass, and without gravity', () => {
  const evidence = skylineEvidence(picture({ bearingDeg: 217.3, ...level }));
  const prior = { horizontalFovDeg: frame.horizontalFovDeg };
  const found = alignSkyline(evidence, horizon, prior)!;
  expect(Math.abs(turnBetween(found.bearingDeg, 217.3))).toBeLessThan(0.5);
  expect(isSure(found, prior)).toBe(true);
});

it('bears that something stands before half of the skyline', () => {
  const evidence = skylineEvidence(picture({ bearingDeg: 80, ...level }, frame.width / 2));
  const prior = { bearingDeg: 85, gravity: level, horizontalFovDeg: frame.horizontalFovDeg };
  const found = alignSkyline(evidence, horizon, prior)!;
  expect(Math.abs(turnBetween(found.bearingDeg, 80))).toBeLessThan(1);
});

it('is not sure where the picture has no skyline, or another one', () => {
  const prior = { bearingDeg: 85, gravity: level, horizontalFovDeg: frame.horizontalFovDeg };
  const wall = skylineEvidence(picture({ bearingDeg: 80, ...level }, frame.width));
  expect(isSure(alignSkyline(wall, horizon, prior)!, prior)).toBe(false);
  const here = skylineEvidence(picture({ bearingDeg: 80, ...level }));
  for (const [lat, lon] of [
    [46.213, 8.157],
    [46.02, 8],
    [45.6, 8.4],
    [46, 7.95],
  ] as const) {
    const elsewhere = computeHorizon(range, { lat, lon, altitudeM: 2300 })!;
    for (const known of [prior, { ...prior, bearingDeg: undefined }]) {
      expect(isSure(alignSkyline(here, elsewhere, known)!, known)).toBe(false);
    }
  }
});

it('is not sure where the ground is nowhere near as high as the camera wrote', () => {
  const prior = { bearingDeg: 85, gravity: level, horizontalFovDeg: frame.horizontalFovDeg };
  const evidence = skylineEvidence(picture({ bearingDeg: 80, ...level }));
  const doubtful = { ...horizon, aboveGroundM: -900 };
  expect(alignSkyline(evidence, horizon, prior)!.chance * 999).toBeLessThan(
    alignSkyline(evidence, doubtful, prior)!.chance
  );
});

it('knows nothing where no ground is known', () => {
  const nowhere = computeHorizon(() => NaN, eye)!;
  const prior = { bearingDeg: 85, gravity: level, horizontalFovDeg: frame.horizontalFovDeg };
  const evidence = skylineEvidence(picture({ bearingDeg: 80, ...level }));
  expect(alignSkyline(evidence, nowhere, prior)).toBeUndefined();
});

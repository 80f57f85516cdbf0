import fc from 'fast-check';
import { destination } from '../../common/geo/geodesy';
import { scoreGeometry } from './geometry_model';
import type { Aim } from './geometry_model';
import { peaksInSight } from './peak_geometry';
import type { CaptureMetadata } from '../images/capture/capture_metadata';

const camera = { lat: 27.9, lon: 86.8 };
const frame = { width: 4000, height: 3000 };
const aim: Aim = { bearingKnown: true, horizontalFovDeg: 60, verticalFovDeg: 46 };

/** A peak by where it stands from the camera. */
const peak = (id: string, bearing: number, distanceKm: number, elevationM: number) => ({
  id,
  names: [id],
  latlon: destination(camera, bearing, distanceKm * 1000),
  elevationM,
});

function score(
  catalog: ReturnType<typeof peak>[],
  metadata: Partial<CaptureMetadata> = {},
  how: Partial<Aim> = {}
) {
  const sight = peaksInSight(
    { gps: camera, altitudeM: 4000, bearingDeg: 90, horizontalFovDeg: 60, ...metadata },
    frame,
    catalog
  )!;
  return scoreGeometry(sight, { ...aim, ...how });
}

test('the one mountain ahead is the subject, and to be seen', () => {
  const { peaks, none } = score([peak('ahead', 92, 10, 6800), peak('behind', 270, 10, 6800)]);
  expect(peaks.get('ahead')!.subject).toBeGreaterThan(0.8);
  expect(peaks.get('ahead')!.visible).toBeGreaterThan(0.9);
  expect(peaks.get('behind')!.visible).toBeLessThan(0.01);
  expect(none).toBeLessThan(0.2);
});

test('a flank hides what stands behind it, and what stands far aside stays', () => {
  const wall = peak('wall', 90, 5, 5600);
  const { peaks } = score([wall, peak('behind', 92, 15, 7500), peak('aside', 112, 15, 7500)]);
  expect(peaks.get('behind')).toMatchObject({ hiddenBehind: 'wall' });
  expect(peaks.get('behind')!.visible).toBeLessThan(0.05);
  expect(peaks.get('aside')!.visible).toBeGreaterThan(0.5);
});

test('a compass that points just beside the only mountain is read as an error', () => {
  const beside = [peak('beside', 108, 8, 6800)];
  const narrow = { horizontalFovDeg: 24, verticalFovDeg: 18 };
  const alone = score(beside, { horizontalFovDeg: 24 }, narrow).peaks.get('beside')!.visible;
  const other = score(
    [...beside, peak('middle', 90, 8, 6800)],
    { horizontalFovDeg: 24 },
    narrow
  ).peaks.get('beside')!.visible;
  expect(alone).toBeGreaterThan(0.5);
  expect(other).toBeLessThan(alone);
});

test('a telephoto lens aimed high does not hold a low peak beside the axis', () => {
  const tele = { horizontalFovDeg: 12, verticalFovDeg: 9 };
  const low = [peak('high', 90, 5, 6300), peak('low', 92, 4.9, 4900)];
  const { peaks } = score(low, { horizontalFovDeg: 12 }, tele);
  expect(peaks.get('high')!.visible).toBeGreaterThan(0.7);
  expect(peaks.get('low')!.visible).toBeLessThan(0.1);
});

test('shares are probabilities, and do not depend on where north is', () => {
  const place = fc.record({
    bearing: fc.double({ min: 0, max: 359, noNaN: true }),
    distance: fc.double({ min: 0.5, max: 70, noNaN: true }),
    elevation: fc.integer({ min: 3500, max: 8800 }),
  });
  fc.assert(
    fc.property(fc.array(place, { maxLength: 8 }), fc.boolean(), (places, known) => {
      const catalog = places.map((p, i) => peak(`p${i}`, p.bearing, p.distance, p.elevation));
      const bearingDeg = known ? 90 : undefined;
      const { peaks, none } = score(catalog, { bearingDeg }, { bearingKnown: known });
      const sum = [...peaks.values()].reduce((total, { subject }) => total + subject, none);
      expect(sum).toBeCloseTo(1, 6);
      for (const { visible } of peaks.values()) {
        expect(visible).toBeGreaterThanOrEqual(0);
        expect(visible).toBeLessThanOrEqual(1 + 1e-9);
      }
    }),
    { numRuns: 50 }
  );
});

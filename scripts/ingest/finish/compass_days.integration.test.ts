import { bearingBetween, destination } from '../../../common/geo/geodesy';
import type { PeakCandidate } from '../../../common/api';
import { photoDocument } from '../../../server/photos/make_photo_document';
import { photoId } from '../../../server/photos/photo_document';
import { CLUSTERS, fillPhotos, testSettings } from '../../../server/search/testing/synthetic';
import { testElasticsearch } from '../../../standalone/elasticsearch/test_node';
import { compassDays, compassKey } from './compass_days';
import { predictAlbum } from './predict_album';
import { catalogPredictor } from '../prepare/predictor';

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('compass'));
const index = settings.indices.photos;
const patience = { onEvent: () => undefined, maxWaitMs: 10_000 };
afterAll(() => client.close());

/** Two peaks that look nothing like each other, and a camera 8 km before the first. */
const camera = { lat: 27.86, lon: 86.8 };
const catalog = [0, 30].map((bearing, i) => ({
  id: `peak-${i}`,
  names: [`Peak ${i}`],
  latlon: destination(camera, bearing, 8000),
  elevationM: 6800,
  prototype: CLUSTERS[i],
}));
/** Looks that are sure from a cosine of 0.6 on. */
const looks = {
  auc: 0.95,
  both: { offset: -50, looks: 100, place: 0.4 },
  alone: { offset: -50, looks: 100 },
  likely: 100,
  open: 500,
  ruledOut: 2000,
};
const predict = catalogPredictor(catalog, { calibration: { id: 'test', looks } });
const bearing = bearingBetween(camera, catalog[0].latlon);

/** Photos of the first peak through a telephoto lens, on a day whose compass errs by so much. */
async function day(
  shotDay: string,
  errorDeg: number,
  { correctionDeg, model = 'One' }: { correctionDeg?: number; model?: string } = {}
) {
  return Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const path = `${shotDay}/${model}-${i}.jpg`;
      const metadata = {
        gps: camera,
        altitudeM: 4000,
        bearingDeg: (bearing + errorDeg + 0.3 * (i - 5.5) + 360) % 360,
        horizontalFovDeg: 12,
        model,
        shotTime: `${shotDay}T10:00:${10 + i}+05:45`,
      };
      const photo = { imageVector: CLUSTERS[0], metadata, width: 4000, height: 3000 };
      const document = photoDocument({
        album: 'walk',
        path,
        contentHash: `${i}`.padStart(64, '0'),
        bytes: 1,
        vector: CLUSTERS[0],
        bearingCorrectionDeg: correctionDeg,
        predictions: await predict({ id: photoId('walk', path), ...photo }),
        decoded: {
          format: 'jpeg',
          width: 4000,
          height: 3000,
          thumbnail: Buffer.from('x'),
          thumbnailWidth: 1,
          thumbnailHeight: 1,
          dominantColour: '#000000',
          perceptualHash: '0'.repeat(16),
          decodedFrom: 'full',
          metadata,
        },
      });
      return { id: photoId('walk', path), vector: CLUSTERS[0], document };
    })
  );
}

it('removes what the compasses of a day err by in common, once, and leaves other days alone', async () => {
  const wrong = await day('2023-10-26', 7);
  const right = await day('2023-10-27', 0);
  const other = await day('2023-10-26', 0, { model: 'Two' });
  const corrected = await day('2023-10-28', 7, { correctionDeg: 1 });
  await fillPhotos(client, settings, [...wrong, ...right, ...other, ...corrected]);

  const days = await compassDays(client, index, 'walk', patience);
  const of = (shotDay: string, model = 'One') =>
    days.get(compassKey({ shot_day: shotDay, camera: { model } })!)!;
  // Another camera of the same day errs in its own way.
  expect(Math.abs(of('2023-10-26', 'Two').biasDeg.exact)).toBeLessThan(1);
  expect(of('2023-10-26').stale).toBe(true);
  // The prior draws a large error a little towards none.
  expect(of('2023-10-26').biasDeg.exact).toBeGreaterThan(-8);
  expect(of('2023-10-26').biasDeg.exact).toBeLessThan(-5);
  expect(Math.abs(of('2023-10-27').biasDeg.exact)).toBeLessThan(1);
  expect(of('2023-10-28').biasDeg.exact).toBe(0);

  const request = { client, index, album: 'walk', predict, patience, staleDaysOnly: true };
  const first = await predictAlbum(request);
  expect(first.updated).toBeGreaterThanOrEqual(12);
  expect(first.updated).toBeLessThanOrEqual(36);
  const { _source: after } = await client.get<{ peak_candidates: PeakCandidate[] }>({
    index,
    id: wrong[5].id,
  });
  const off = (candidates: PeakCandidate[]) =>
    candidates.find(({ id }) => id === 'peak-0')!.geometry!.offAxisDeg!;
  expect(Math.abs(off(wrong[5].document.peak_candidates))).toBeGreaterThan(6);
  expect(Math.abs(off(after!.peak_candidates))).toBeLessThan(3);

  // The same again finds nothing left to do: the estimate does not feed on itself.
  expect(await predictAlbum(request)).toEqual({ photos: 0, updated: 0 });
});

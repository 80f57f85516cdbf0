import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCapture } from '../images/picture/decode_photo';
import { readLabels } from '../../scripts/evaluate/labels';
import type { PhotoLabel } from '../../scripts/evaluate/labels';
import { describeWith, sharedPath } from '../../common/testing/shared_inputs';
import { precisionRecall } from '../../common/quality/metrics';
import { readCatalogFile } from '../catalog/catalog_file';
import type { CatalogEntry } from '../catalog/peak_repository';
import type { CaptureMetadata } from '../images/capture/capture_metadata';
import { predictPeaks } from './predict_peaks';
import type { PeakPrediction } from './predict_peaks';

/** What the issue asks of geometry alone, on real photos with what their EXIF says and nothing else. */

interface Photo {
  label: PhotoLabel;
  metadata: CaptureMetadata;
  width: number;
  height: number;
}

let photos: Photo[];
let catalogs: Record<'labelled' | 'whole', CatalogEntry[]>;
let labelledIds: Set<string>;

const captureOf = (file: string) =>
  readCapture({ bytes: readFileSync(sharedPath('photos', file)), defaultZone: 'UTC' });

function predict(photo: Photo, catalog: CatalogEntry[]): PeakPrediction {
  return predictPeaks({ ...photo, catalog, without: 'vision' });
}

describeWith('photos', 'the real photos', () => {
  beforeAll(async () => {
    const labels = await readLabels(sharedPath('photos', 'labels.jsonl'));
    photos = await Promise.all(
      labels
        .filter(({ peaksKnown }) => peaksKnown)
        .map(async (label) => ({
          label,
          ...(await captureOf(label.file)),
        }))
    );
    const named = JSON.parse(readFileSync(sharedPath('photos', 'peaks.json'), 'utf8')) as {
      peaks: Array<{ id: string }>;
    };
    labelledIds = new Set(named.peaks.map(({ id }) => id));
    const peaks = await readCatalogFile(join(__dirname, '../../peaks.yaml'));
    const whole = peaks.map(({ lat, lon, ...peak }) => ({
      ...peak,
      latlon: lat === undefined || lon === undefined ? undefined : { lat, lon },
      prototype: new Float32Array(),
    }));
    catalogs = { whole, labelled: whole.filter(({ id }) => labelledIds.has(id)) };
  });

  describe.each(['labelled', 'whole'] as const)('geometry alone, %s catalog', (name) => {
    test('puts a labelled peak first in at least 22 of the 23 photos that have one', () => {
      const asked = photos.filter(({ label }) => label.peaks.size > 0);
      expect(asked).toHaveLength(23);
      const first = asked.filter((photo) =>
        photo.label.peaks.has(predict(photo, catalogs[name]).candidates[0]?.id)
      );
      expect(first.length).toBeGreaterThanOrEqual(22);
    });

    test('lists the visible peaks with precision ≥ 0.80 at recall ≥ 0.90', () => {
      const answers = photos.flatMap((photo) => {
        const { candidates } = predict(photo, catalogs[name]);
        const said = new Set(candidates.filter((c) => c.visible >= 0.5).map(({ id }) => id));
        // The labels speak of these peaks alone.
        return [...labelledIds]
          .filter((id) => !photo.label.doubtful.has(id))
          .map((id) => ({ said: said.has(id), true: photo.label.peaks.has(id) }));
      });
      const { precision, recall } = precisionRecall(answers);
      expect(precision).toBeGreaterThanOrEqual(0.8);
      expect(recall).toBeGreaterThanOrEqual(0.9);
    });
  });

  describe('missing pieces widen the answer instead of breaking it', () => {
    const without = (photo: Photo, ...keys: Array<keyof CaptureMetadata>): Photo => ({
      ...photo,
      metadata: Object.fromEntries(
        Object.entries(photo.metadata).filter(([key]) => !keys.includes(key as never))
      ),
    });
    /** Entropy of the answer in bits: how much is left open. */
    const openness = (photo: Photo): number => {
      const { candidates, none } = predict(photo, catalogs.whole);
      return [none, ...candidates.map(({ probability }) => probability)]
        .filter((p) => p > 0)
        .reduce((sum, p) => sum - p * Math.log2(p), 0);
    };
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

    test('direction, altitude and lens', () => {
      const known = mean(photos.map(openness));
      for (const key of ['bearingDeg', 'altitudeM'] as const) {
        expect(mean(photos.map((photo) => openness(without(photo, key))))).toBeGreaterThan(known);
      }
      const lensless = photos.map((photo) =>
        predict(without(photo, 'horizontalFovDeg', 'verticalFovDeg'), catalogs.whole)
      );
      expect(lensless.every(({ candidates }) => candidates.length > 0)).toBe(true);
    });

    test('without a direction the labelled peaks are still among the ten that come into question', () => {
      const kept = photos.flatMap((photo) => {
        const { candidates } = predict(without(photo, 'bearingDeg'), catalogs.labelled);
        return [...photo.label.peaks].map((id) => candidates.some((c) => c.id === id));
      });
      expect(kept.filter(Boolean).length / kept.length).toBeGreaterThan(0.85);
    });

    test('without a place geometry is silent', () => {
      const answer = predict(without(photos[0], 'gps'), catalogs.whole);
      expect(answer).toEqual({ basis: 'nothing', candidates: [], none: 1 });
    });
  });
});

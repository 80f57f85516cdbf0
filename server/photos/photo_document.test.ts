import fc from 'fast-check';
import { syntheticPhotos } from '../search/testing/synthetic';
import { correctedBearing, photoId, vectorNumbers } from './photo_document';
import { toPhotoSummary } from './photo_summary';
import { isQuantized, vectorKind } from './index/quantization';

test('a photo keeps its id, and no two share one', () => {
  expect(photoId('a', 'b/c.jpg')).toBe(photoId('a', 'b/c.jpg'));
  expect(photoId('a', 'b/c.jpg')).toMatch(/^[0-9a-f]{32}$/);
  expect(photoId('a/b', 'c.jpg')).not.toBe(photoId('a', 'b/c.jpg'));
});

test('vectors come through JSON bit for bit', () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true }), (vector) => {
      const back = Float32Array.from(JSON.parse(JSON.stringify(vectorNumbers(vector))));
      // JSON has no −0, which is no direction of its own either.
      expect(back).toEqual(vector.map((value) => value + 0));
    })
  );
});

test.each([
  [350, 20, 10],
  [10, -20, 350],
  [359.5, undefined, 359.5],
  [undefined, 5, undefined],
])('direction %p corrected by %p is %p', (bearing_deg, bearing_correction_deg, corrected) => {
  expect(correctedBearing({ bearing_deg, bearing_correction_deg })).toBe(corrected);
});

test('what is unknown is absent, in the document and in the summary', () => {
  for (const { id, document } of syntheticPhotos(50)) {
    expect(Object.values(document)).not.toContain(undefined);
    const summary = toPhotoSummary(id, document);
    expect('gps' in summary).toBe('gps' in document);
    expect('shotTime' in summary).toBe('shot_time' in document);
    expect(document.shot_day).toBe(document.shot_time?.slice(0, 10));
    expect(document.burst_key).toBe(document.burst?.id ?? id);
    expect(summary.peaks.every(({ probability }) => probability === 0.8)).toBe(true);
  }
});

test.each([
  ['auto', 100, 'flat'],
  ['auto', 20_000, 'hnsw'],
  ['auto', 60_000, 'int8_hnsw'],
  ['auto', 2_000_000, 'int8_hnsw'],
  ['flat', 2_000_000, 'flat'],
  ['bbq_hnsw', 100, 'bbq_hnsw'],
] as const)('%s over %i photos is %s', (setting, photos, kind) => {
  expect(vectorKind(setting, photos)).toBe(kind);
  expect(isQuantized(kind)).toBe(kind.startsWith('int8') || kind.startsWith('bbq'));
});

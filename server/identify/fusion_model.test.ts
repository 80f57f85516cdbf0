import fc from 'fast-check';
import { fuse } from './fusion_model';
import type { PeakSigns } from './fusion_model';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const signs = fc.array(
  fc.record({
    visionLogit: fc.double({ min: -30, max: 10, noNaN: true }),
    geometry: fc.record({ subject: share, visible: share }),
  }),
  { minLength: 1, maxLength: 20 }
);

test('probabilities of peaks and "none" sum to 1, whatever speaks', () => {
  fc.assert(
    fc.property(signs, share, fc.boolean(), fc.boolean(), (all, none, looks, place) => {
      const kept: PeakSigns[] = all.map(({ visionLogit, geometry }) => ({
        visionLogit: looks ? visionLogit : undefined,
        geometry: place ? geometry : undefined,
      }));
      const answer = fuse(kept, place ? { none } : undefined);
      const sum = answer.peaks.reduce((total, { probability }) => total + probability, answer.none);
      expect(sum).toBeCloseTo(1, 9);
      for (const { visible } of answer.peaks) {
        expect(visible).toBeGreaterThanOrEqual(0);
        expect(visible).toBeLessThanOrEqual(1);
      }
    })
  );
});

test('what looks more like it or stands better gains, and takes it from the others', () => {
  fc.assert(
    fc.property(signs, share, (all, none) => {
      const before = fuse(all, { none });
      const [{ visionLogit, geometry }, ...rest] = all;
      for (const better of [
        { visionLogit: visionLogit + 1, geometry },
        { visionLogit, geometry: { ...geometry, subject: geometry.subject + 0.1 } },
      ]) {
        const after = fuse([better, ...rest], { none });
        expect(after.peaks[0].probability).toBeGreaterThanOrEqual(before.peaks[0].probability);
        expect(after.none).toBeLessThanOrEqual(before.none);
      }
      const clearer = { ...geometry, visible: Math.min(1, geometry.visible + 0.1) };
      const shown = fuse([{ visionLogit, geometry: clearer }, ...rest], { none });
      expect(shown.peaks[0].visible).toBeGreaterThanOrEqual(before.peaks[0].visible);
    })
  );
});

test('what is not expected from here is lowered, not hidden', () => {
  const unexpected = { visionLogit: 8, geometry: { subject: 0, visible: 0 } };
  const expected = { visionLogit: -8, geometry: { subject: 0.9, visible: 0.9 } };
  const { peaks } = fuse([unexpected, expected], { none: 0.1 });
  expect(peaks[0].probability).toBeGreaterThan(0);
  const byLooks = fuse([{ visionLogit: 8 }, { visionLogit: -8 }], undefined);
  expect(peaks[0].probability).toBeLessThan(byLooks.peaks[0].probability);
});

test('a peak of unknown position is neither helped nor ruled out by the place', () => {
  const looks = 2;
  const { peaks } = fuse(
    [
      { visionLogit: looks },
      { visionLogit: looks, geometry: { subject: 0.5, visible: 0.8 } },
      { visionLogit: looks, geometry: { subject: 0, visible: 0 } },
    ],
    { none: 0.5 }
  );
  expect(peaks[1].probability).toBeGreaterThan(peaks[0].probability);
  expect(peaks[0].probability).toBeGreaterThan(peaks[2].probability);
});

test('where looks are left out, an unplaced peak has nothing that speaks for it', () => {
  const { peaks } = fuse([{}, { geometry: { subject: 0.5, visible: 0.8 } }], { none: 0.5 });
  expect(peaks[0].probability).toBeLessThan(0.01);
  expect(peaks[0].visible).toBe(0);
});

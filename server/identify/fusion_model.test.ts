import fc from 'fast-check';
import type { LooksEvidence } from '../calibration/looks_evidence';
import { agreement, fuse } from './fusion_model';
import type { PeakSigns } from './fusion_model';

/** Looks that decide at a cosine of 0.1. */
const LOOKS: LooksEvidence = {
  auc: 0.9,
  both: { offset: -3, looks: 30, place: 0.35 },
  alone: { offset: -6, looks: 35 },
  likely: 600,
  open: 7000,
  ruledOut: 40000,
};
const NOISE = { ...LOOKS, auc: 0.55 };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const signs = fc.array(
  fc.record({
    cosine: fc.double({ min: -0.6, max: 0.4, noNaN: true }),
    geometry: fc.record({ subject: share, visible: share }),
  }),
  { minLength: 1, maxLength: 20 }
);

test('probabilities of peaks and "none" sum to 1, whatever speaks', () => {
  fc.assert(
    fc.property(signs, share, fc.boolean(), fc.boolean(), (all, none, looks, place) => {
      fc.pre(looks || place);
      const kept: PeakSigns[] = all.map(({ cosine, geometry }) => ({
        cosine: looks ? cosine : undefined,
        geometry: place ? geometry : undefined,
      }));
      const answer = fuse(kept, place ? { none } : undefined, LOOKS);
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
      const before = fuse(all, { none }, LOOKS);
      const [{ cosine, geometry }, ...rest] = all;
      for (const better of [
        { cosine: cosine + 0.02, geometry },
        { cosine, geometry: { ...geometry, subject: geometry.subject + 0.1 } },
      ]) {
        const after = fuse([better, ...rest], { none }, LOOKS);
        expect(after.peaks[0].probability).toBeGreaterThanOrEqual(before.peaks[0].probability);
        expect(after.none).toBeLessThanOrEqual(before.none);
      }
      const clearer = { ...geometry, visible: Math.min(1, geometry.visible + 0.1) };
      const shown = fuse([{ cosine, geometry: clearer }, ...rest], { none }, LOOKS);
      expect(shown.peaks[0].visible).toBeGreaterThanOrEqual(before.peaks[0].visible);
    })
  );
});

test('what is not expected from here is lowered, and what is ruled out more so, but not hidden', () => {
  const unexpected = { cosine: 0.2, geometry: { subject: 0, visible: 0 } };
  const expected = { cosine: -0.2, geometry: { subject: 0.9, visible: 0.9 } };
  const { peaks } = fuse([unexpected, expected], { none: 0.1 }, LOOKS);
  expect(peaks[0].probability).toBeGreaterThan(0);
  const placed = { cosine: 0.2, geometry: { subject: 0.9, visible: 0.9 } };
  const elsewhere = fuse([placed, expected], { none: 0.1 }, LOOKS);
  expect(peaks[0].probability).toBeLessThan(elsewhere.peaks[0].probability);
  const behind = fuse([{ ...unexpected, ruledOut: 'hidden' }, expected], { none: 0.1 }, LOOKS);
  expect(behind.peaks[0].visible).toBeLessThan(peaks[0].visible / 10);
  expect(behind.peaks[0].visible).toBeGreaterThan(0);
});

test('a peak of unknown position is neither helped nor ruled out by the place', () => {
  const cosine = 0.1;
  const { peaks } = fuse(
    [
      { cosine },
      { cosine, geometry: { subject: 0.5, visible: 0.8 } },
      { cosine, geometry: { subject: 0, visible: 0 } },
    ],
    { none: 0.5 },
    LOOKS
  );
  expect(peaks[1].probability).toBeGreaterThan(peaks[0].probability);
  expect(peaks[0].probability).toBeGreaterThan(peaks[2].probability);
});

test.each([
  ['not calibrated', undefined],
  ['no better than chance', NOISE],
])('looks that are %s leave the answer to the place', (_, looks) => {
  const seen = [
    { cosine: 0.4, geometry: { subject: 0.1, visible: 0.2 } },
    { cosine: -0.4, geometry: { subject: 0.5, visible: 0.8 } },
  ];
  const blind = seen.map(({ geometry }) => ({ geometry }));
  const answer = fuse(seen, { none: 0.4 }, looks);
  expect(answer).toEqual(fuse(blind, { none: 0.4 }, undefined));
  expect(answer.basis).toBe('place');
  expect(answer.peaks.map(({ visible }) => visible)).toEqual([0.2, 0.8]);
});

test('looks that are not calibrated claim nothing where there is no place', () => {
  const { basis, peaks } = fuse([{ cosine: 0.3 }, { cosine: 0.1 }], undefined, undefined);
  expect(basis).toBe('order');
  expect(peaks.every(({ visible, probability }) => visible === 0 && probability === 0)).toBe(true);
});

test('looks and place agree where the expected peaks look like themselves', () => {
  const expected = (cosine: number) => [{ cosine, geometry: { subject: 0.5, visible: 0.9 } }];
  expect(agreement(expected(0.3), LOOKS)).toBeGreaterThan(3);
  expect(agreement(expected(-0.1), LOOKS)).toBeLessThan(-2);
});

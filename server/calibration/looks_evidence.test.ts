import { seededRandom } from '../../common/seeded_random';
import { logistic } from './logistic_fit';
import { looksEvidence, placeLogOdds } from './looks_evidence';
import type { LooksEvidence, LooksPair } from './looks_evidence';

/**
 * A library in which the truth is known: 20 peaks, photos that each see a few of them, looks that depend on what is
 * seen and on the peak (a prototype may be near to any photo).
 */
function library(photos: number, signal: number, seed = 1) {
  const random = seededRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  const peaks = Array.from({ length: 20 }, (_, i) => ({ peakId: `p${i}`, near: 0.02 * normal() }));
  const pairs: LooksPair[] = [];
  const truth: boolean[] = [];
  for (let photo = 0; photo < photos; photo++) {
    for (const { peakId, near } of peaks) {
      const ruledOut = random() < 0.5 ? 'hidden' : undefined;
      const place = ruledOut ? 0 : random() ** 2;
      const seen = random() < place;
      const looks = near + 0.04 * normal() + (seen ? signal : 0) - 0.1;
      pairs.push({ peakId, looks, place, ruledOut });
      truth.push(seen);
    }
  }
  return { pairs, truth };
}

const said = (evidence: LooksEvidence, { looks, place }: LooksPair): number =>
  logistic(
    evidence.both.offset + evidence.both.looks * looks + evidence.both.place * placeLogOdds(place)
  );

test('finds what looks are worth without a label', () => {
  const { pairs, truth } = library(150, 0.15);
  const evidence = looksEvidence(pairs)!;
  expect(evidence.auc).toBeGreaterThan(0.75);
  let [right, all, expected] = [0, 0, 0];
  pairs.forEach((pair, i) => {
    if (pair.ruledOut) return;
    const share = said(evidence, pair);
    expected += share;
    if (share < 0.5) return;
    all++;
    if (truth[i]) right++;
  });
  expect(right / all).toBeGreaterThan(0.8);
  expect(right / truth.filter(Boolean).length).toBeGreaterThan(0.75);
  // As many are said to be seen, on the whole, as there are.
  const seen = truth.filter(Boolean).length;
  expect(Math.abs(expected - seen) / seen).toBeLessThan(0.2);
});

test('the same whatever scale and offset a model gives its cosines', () => {
  const { pairs } = library(80, 0.15, 2);
  const straight = looksEvidence(pairs)!;
  const bent = pairs.map((pair) => ({ ...pair, looks: 0.4 * pair.looks + 0.3 }));
  const evidence = looksEvidence(bent)!;
  expect(evidence.auc).toBeCloseTo(straight.auc, 9);
  for (const i of [0, 11, 57, 333]) {
    expect(said(evidence, bent[i])).toBeCloseTo(said(straight, pairs[i]), 4);
  }
});

test('looks without a signal are no better than chance, however near some prototypes are', () => {
  const { auc } = looksEvidence(library(150, 0).pairs)!;
  expect(Math.abs(auc - 0.5)).toBeLessThan(0.05);
});

test('too few photos with a place say nothing', () => {
  expect(looksEvidence([])).toBeUndefined();
  expect(looksEvidence(library(3, 0.15).pairs)).toBeUndefined();
});

test('what people said counts as certain', () => {
  const { pairs, truth } = library(60, 0.15, 3);
  const labelled = pairs.map((pair, i) => (pair.ruledOut ? pair : { ...pair, seen: truth[i] }));
  const evidence = looksEvidence(labelled)!;
  const seen = truth.filter(Boolean).length;
  const expected = pairs.reduce((sum, pair) => sum + (pair.ruledOut ? 0 : said(evidence, pair)), 0);
  expect(Math.abs(expected - seen) / seen).toBeLessThan(0.03);
});

import { readFileSync } from 'node:fs';
import { describeWith, sharedPath } from '../../common/testing/shared_inputs';
import { seededRandom } from '../../common/seeded_random';
import {
  centerOf,
  cosineAt,
  GOOD_SIGNIFICANCE,
  nullScale,
  significance,
  STRONG_SIGNIFICANCE,
} from './null_scale';
import type { NullSample } from './null_scale';
import type { NullLanguage } from './unrelated_texts';

const random = seededRandom(7);
const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());

/** What unrelated texts find where translated ones stand lower: best and middle move together. */
function samples(language: NullLanguage, shift: number, count = 64): NullSample[] {
  return Array.from({ length: count }, () => {
    const center = 0.01 * normal() + shift;
    return { language, center, best: center + 0.06 + 0.01 * normal() };
  });
}

const english = new Map<NullLanguage, number>([['en', 1]]);
const german = new Map<NullLanguage, number>([['de', 1]]);
const scale = nullScale([...samples('en', 0), ...samples('de', -0.045)]);

test('about one in twenty unrelated texts finds something good, in each language', () => {
  for (const [shares, shift] of [
    [english, 0],
    [german, -0.045],
  ] as const) {
    const found = samples('en', shift, 1000).filter(
      ({ best, center }) => significance(scale, shares, best, center) >= GOOD_SIGNIFICANCE
    );
    expect(found.length / 1000).toBeGreaterThan(0.01);
    expect(found.length / 1000).toBeLessThan(0.1);
  }
});

test('a text that fits all photos of a library is judged by its cosine, one of a low language by its height', () => {
  // "mountain" among mountains: the best hardly stands above the middle.
  expect(significance(scale, english, 0.14, 0.12)).toBeGreaterThanOrEqual(GOOD_SIGNIFICANCE);
  // A language without unrelated texts, five logits lower than English.
  expect(significance(scale, new Map(), 0.07, -0.05)).toBeGreaterThanOrEqual(GOOD_SIGNIFICANCE);
});

test('rises with the cosine, and cosineAt finds the place', () => {
  const at = cosineAt(scale, english, 0, GOOD_SIGNIFICANCE);
  expect(significance(scale, english, at + 1e-6, 0)).toBeGreaterThanOrEqual(GOOD_SIGNIFICANCE);
  expect(significance(scale, english, at - 1e-3, 0)).toBeLessThan(GOOD_SIGNIFICANCE);
  const values = Array.from({ length: 200 }, (_, i) =>
    significance(scale, english, -0.1 + 0.0015 * i, 0)
  );
  expect(values).toEqual([...values].sort((a, b) => a - b));
});

test('stretching and shifting all cosines changes nothing', () => {
  const bend = (cosine: number) => 0.4 * cosine - 0.03;
  const all = [...samples('en', 0), ...samples('de', -0.045)];
  const bent = nullScale(
    all.map(({ language, best, center }) => ({
      language,
      best: bend(best),
      center: bend(center),
    }))
  );
  const straight = nullScale(all);
  for (const cosine of [0.02, 0.06, 0.08, 0.1, 0.14]) {
    expect(significance(bent, german, bend(cosine), bend(0))).toBeCloseTo(
      significance(straight, german, cosine, 0),
      1
    );
  }
});

interface Published {
  temperature: number;
  photos: string[];
  true_pairs: Record<string, number[]>;
  english: number[][];
  translated: number[][];
}

/** Texts that may well fit more photos than the list of true pairs says: people, cows, the iPod and its note. */
const UNCLEAR: Record<string, number[]> = {
  'apple-ipod': [2],
  'apple-blank': [2, 3],
  caffeine: [9, 10, 11, 12, 13],
  authors: [8, 9, 11, 12, 13],
  siglip: [10, 11, 12, 13],
  cow_beach: [15],
  cow_beach2: [15],
};

describeWith('siglip2', 'the published logits of SigLIP-2', () => {
  test.each(['english', 'translated'] as const)(
    '%s: no true pair is lost, none else is strong',
    (table) => {
      const path = sharedPath('siglip2', 'published_logits.json');
      const {
        photos,
        true_pairs: truePairs,
        temperature,
        ...tables
      } = JSON.parse(readFileSync(path, 'utf8')) as Published;
      const cosines = tables[table].map((row) => row.map((logit) => logit / temperature));
      const isTrue = (photo: number, text: number) =>
        (truePairs[photos[photo]] ?? []).includes(text);
      const isClear = (photo: number, text: number) =>
        !isTrue(photo, text) && !(UNCLEAR[photos[photo]] ?? []).includes(text);
      const texts = cosines[0].map((_, text) => text);
      const center = texts.map((text) => centerOf(cosines.map((row) => row[text])));
      // What each text finds among the photos that it does not describe: nobody wrote these texts to find nothing.
      const found = nullScale(
        texts.map((text) => ({
          language: 'en',
          center: center[text],
          best: Math.max(
            ...cosines.flatMap((row, photo) => (isClear(photo, text) ? [row[text]] : []))
          ),
        }))
      );
      const sure = (photo: number, text: number) =>
        significance(found, english, cosines[photo][text], center[text]);
      let clear = 0;
      for (const text of texts) {
        const fitting = photos.flatMap((_, photo) => (isTrue(photo, text) ? [photo] : []));
        const best = Math.max(...photos.map((_, photo) => sure(photo, text)));
        // A text that describes a photo is never answered "nothing".
        if (fitting.length > 0) expect(best).toBeGreaterThanOrEqual(GOOD_SIGNIFICANCE);
        photos.forEach((_, photo) => {
          if (!isClear(photo, text)) return;
          clear++;
          expect(sure(photo, text)).toBeLessThan(STRONG_SIGNIFICANCE);
        });
      }
      expect(clear).toBe(163);
    }
  );
});

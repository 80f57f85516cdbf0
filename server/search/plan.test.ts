import fc from 'fast-check';
import { searchRequestSchema } from '../../common/search_api';
import { EXACT_PLACES } from '../photos/exact_places/places';
import { DEFAULT_SETTINGS } from '../settings';
import { filterClauses, polygonRing } from './filters/filters';
import { backgroundScale, cosineOfScore, sigmoidScale } from './match';
import { browseBody, knnBody, knnNumbers, pageBody, stablePreference } from './plan';
import { opensDocuments } from './testing/list_bodies';
import { MAX_TIMELINE_BUCKETS, timelineInterval } from './counts/timeline';
import type { Answer } from '../elasticsearch/multi_search';
import { readPenalties } from './terms/term_nulls';
import { directionOf, sumOfTerms } from './terms/vector_sum';

const request = (input: object = {}) => searchRequestSchema.parse(input);
const { knn } = DEFAULT_SETTINGS;

describe('a kNN request', () => {
  const filters = { peaks: ['nuptse'], hasPlace: true };
  const body = knnBody(Float32Array.of(0.5, -0.25), filterClauses(filters, EXACT_PLACES), {
    k: 10,
    numCandidates: 40,
    oversample: 3,
  });

  test('carries every condition as its filter, and no query beside it', () => {
    expect(body.query).toBeUndefined();
    expect(body.knn).toMatchObject({
      filter: [{ terms: { predicted_peaks: ['nuptse'] } }, { exists: { field: 'gps' } }],
      query_vector: [0.5, -0.25],
      rescore_vector: { oversample: 3 },
    });
    expect(body._source).toBe(false);
  });

  test('rescoring is asked for only where it is said', () => {
    const exact = knnBody(Float32Array.of(1, 0), [], { k: 1, numCandidates: 1 });
    expect(exact.knn).not.toHaveProperty('rescore_vector');
  });

  test('k grows in steps with the page, candidates with k, neither beyond the window', () => {
    expect(knnNumbers(request(), knn)).toEqual({ k: 100, numCandidates: 800 });
    expect(knnNumbers(request({ from: 40, size: 60 }), knn)).toEqual({
      k: 100,
      numCandidates: 800,
    });
    expect(knnNumbers(request({ from: 41, size: 60 }), knn)).toEqual({
      k: 400,
      numCandidates: 3200,
    });
    expect(knnNumbers(request({ from: 9500, size: 500 }), knn)).toEqual({
      k: 10_000,
      numCandidates: 10_000,
    });
    expect(knnNumbers(request({ k: 7, numCandidates: 3 }), knn)).toEqual({
      k: 7,
      numCandidates: 7,
    });
  });

  test('pages of one search ask the same copies', () => {
    const terms = [{ type: 'text', text: 'glacier' }];
    expect(stablePreference(request({ terms, from: 60 }))).toBe(
      stablePreference(request({ terms }))
    );
    expect(stablePreference(request({ terms, filters }))).not.toBe(
      stablePreference(request({ terms }))
    );
  });
});

test('a page opens no document, nor do its inner hits', () => {
  expect(opensDocuments(pageBody(['a', 'b'], EXACT_PLACES))).toBe(false);
  const body = browseBody(request({ collapseBursts: true }), EXACT_PLACES);
  expect(opensDocuments(body)).toBe(false);
  const inner = { ...body.collapse!.inner_hits!, stored_fields: ['_id'] };
  expect(opensDocuments({ ...body, collapse: { field: 'burst_key', inner_hits: inner } })).toBe(
    true
  );
  expect(body.sort).toEqual([
    { shot_day: { order: 'desc', missing: '_last' } },
    { shot_time: { order: 'desc', missing: '_last' } },
    { album: 'asc' },
    { path: 'asc' },
  ]);
});

describe('filters', () => {
  test('empty lists of peaks and albums are no condition, an empty choice of photos is', () => {
    expect(filterClauses({ peaks: [], albums: [], time: {} }, EXACT_PLACES)).toEqual([]);
    expect(filterClauses({ ids: [] }, EXACT_PLACES)).toEqual([{ ids: { values: [] } }]);
  });

  test.each([
    [
      'an upside-down box',
      { area: { type: 'box', top: 0, bottom: 1, left: 0, right: 1 } },
      /upside down/,
    ],
    [
      'a time range that ends before it begins',
      { time: { from: '2024-01-01T00:00:00Z', to: '2024-01-01T00:00:00+05:45' } },
      /empty/,
    ],
    [
      'a range of days that ends before it begins',
      { time: { from: '2024-05-16', to: '2024-05-15' } },
      /empty/,
    ],
    [
      'a line',
      { area: { type: 'polygon', points: [0, 1, 2].map((n) => ({ lat: n, lon: n })) } },
      /encloses nothing/,
    ],
  ])('%s is refused with a sentence', (_what, filters, message) => {
    expect(() => filterClauses(request({ filters }).filters, EXACT_PLACES)).toThrow(message);
  });

  test('rings are closed and counter-clockwise, in whichever direction and over whichever meridian they were drawn', () => {
    const corner = fc.record({
      lat: fc.integer({ min: -80, max: 80 }),
      lon: fc.integer({ min: -180, max: 180 }),
    });
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(corner, size, size, fc.boolean(), ({ lat, lon }, height, width, clockwise) => {
        const wrap = (x: number): number => (x > 180 ? x - 360 : x);
        const points = [
          { lat, lon },
          { lat, lon: wrap(lon + width) },
          { lat: lat + height, lon: wrap(lon + width) },
          { lat: lat + height, lon },
        ];
        const ring = polygonRing(clockwise ? [...points].reverse() : points);
        expect(ring[0]).toEqual(ring[4]);
        const unwrapped = ring.map(([x, y]) => [x < lon - 90 ? x + 360 : x, y]);
        const area = unwrapped
          .slice(1)
          .reduce((sum, [x, y], i) => sum + (unwrapped[i][0] * y - x * unwrapped[i][1]) / 2, 0);
        // At lon −180 a corner may be written as 180: a full turn more, and the same place.
        expect(((area % 360) + 360) % 360).toBeCloseTo((width * height) % 360, 6);
        expect(ring.every(([x]) => x >= -180 && x <= 180)).toBe(true);
      })
    );
  });
});

describe('how well it fits', () => {
  test('is SigLIP’s own sigmoid for one text', () => {
    const scale = sigmoidScale({ scale: 110, bias: -16 });
    expect(scale.match(0.15)).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 10);
    expect(scale.band(scale.match(0.15))).toBe('strong');
    expect(scale.band(scale.match(0.11))).toBe('good');
    expect(scale.isNothing(scale.match(0.05))).toBe(true);
  });

  test('is the height above the crowd for everything else, whatever the cosines’ own scale', () => {
    const crowd = Array.from({ length: 101 }, (_, i) => (i - 50) / 100);
    const near = backgroundScale(crowd)!;
    const photos = backgroundScale(crowd.map((value) => 0.72 + 0.1 * value))!;
    for (const cosine of [-0.3, 0, 0.4, 0.9]) {
      expect(photos.match(0.72 + 0.1 * cosine)).toBeCloseTo(near.match(cosine), 10);
    }
    expect(near.match(0.9)).toBeGreaterThan(near.match(0.4));
  });

  test('is not known of a crowd too small or all alike', () => {
    expect(backgroundScale([0.1, 0.2, 0.3])).toBeUndefined();
    expect(backgroundScale(Array.from({ length: 50 }, () => 0.7))).toBeUndefined();
  });

  test('comes from the cosine that Elasticsearch’s score hides', () => {
    expect(cosineOfScore(1)).toBe(1);
    expect(cosineOfScore(0.5)).toBe(0);
  });
});

describe('a sum of terms', () => {
  const x = Float32Array.of(1, 0);
  const y = Float32Array.of(0, 1);
  const nulls = new Map([
    [x, { center: 0.6, spread: 0.2 }],
    [y, { center: 0.02, spread: 0.02 }],
  ]);

  test('counts each term by its own spread, so that a photo does not drown a text', () => {
    const { vector, without } = directionOf(
      [
        { vector: x, weight: 1 },
        { vector: y, weight: 1 },
      ],
      nulls
    );
    expect(vector[1] / vector[0]).toBeCloseTo(10, 4);
    expect(without).toBeUndefined();
  });

  test('keeps what is not wanted out of the direction, and lowers photos by it instead', () => {
    const terms = [
      { vector: x, weight: 2 },
      { vector: y, weight: -1 },
    ];
    const { vector, without } = directionOf(terms, nulls);
    expect([...vector]).toEqual([1, 0]);
    // Two deviations of 0.2 for one of weight 2.
    expect(without).toMatchObject({ terms: [{ vector: y, weight: 1 }], deviation: 0.1 });
    expect(directionOf(terms, new Map()).without).toBeUndefined();
    expect(directionOf([{ vector: y, weight: -1 }], nulls).vector[1]).toBe(-1);
  });

  test('a photo loses what stands above the null of what is not wanted, and no more', () => {
    const hits = [0.02, 0.05, 0.1].map((cosine, i) => ({
      _score: (1 + cosine) / 2,
      fields: { album: ['a'], path: [`${i}.jpg`] },
    }));
    const answers = { 'unwanted:0': { hits: { hits } } } as unknown as Record<string, Answer>;
    const penalties = readPenalties(answers, [{ vector: y, weight: 1 }], nulls);
    expect([...penalties.values()].map((value) => Number(value.toFixed(4)))).toEqual([2]);
  });

  test('is a unit vector between what is wanted and away from what is not', () => {
    const [sum] = [
      sumOfTerms([
        { vector: x, weight: 1 },
        { vector: y, weight: -1 },
      ]),
    ];
    expect(sum[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(sum[1]).toBeCloseTo(-Math.SQRT1_2, 6);
  });

  test('that is nothing is refused', () => {
    expect(() =>
      sumOfTerms([
        { vector: x, weight: 0.5 },
        { vector: x, weight: -0.5 },
      ])
    ).toThrow(/cancel/);
  });
});

test('the timeline has at most 60 bars up to 59 years, and as many as fit', () => {
  const year = 365 * 86_400_000;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 57 * year }), (span) => {
      const { ms } = timelineInterval(0, span);
      expect(Math.floor(span / ms) + 2).toBeLessThanOrEqual(MAX_TIMELINE_BUCKETS);
    })
  );
  expect(timelineInterval(0, 20 * 60_000).name).toBe('1m');
  expect(timelineInterval(0, 2 * 86_400_000).name).toBe('1h');
  expect(timelineInterval(0, 3 * 86_400_000).name).toBe('1d');
  expect(timelineInterval(0, 300 * year).name).toBe('1y');
});

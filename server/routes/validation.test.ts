import fc from 'fast-check';
import type { RouteValidationResultFactory } from '@kbn/core/server';
import { compassRequestSchema } from '../../common/api';
import { mapRequestSchema, searchRequestSchema } from '../../common/search_api';
import { validator } from './validation';

const factory: RouteValidationResultFactory = {
  ok: (value) => ({ value }),
  badRequest: (error) => ({ error: error instanceof Error ? error : new Error(error) }),
};
const search = validator(searchRequestSchema);
const sentenceOf = (body: unknown) => search(body, factory).error?.message;

describe('validation of a request', () => {
  it('fills in defaults', () => {
    expect(search({}, factory).value).toMatchObject({
      from: 0,
      size: 60,
      sort: 'match',
      terms: [],
    });
    expect(search(null, factory).value).toMatchObject({ size: 60 });
  });

  it.each([
    [{ size: 501 }, 'size must be at most 500'],
    [{ size: -1 }, 'size must be at least 0'],
    [{ size: 'many' }, 'size must be of type number'],
    [{ sort: 'best' }, 'sort must be one of "match", "newest", "oldest", "nearest"'],
    [{ sizes: 1 }, 'the input has the unknown field "sizes"'],
    [{ terms: [{ type: 'text', text: '' }] }, 'terms.0.text must not be empty'],
    [{ terms: [{ type: 'text' }] }, 'terms.0.text is missing'],
    [{ terms: [{ type: 'sound' }] }, 'terms.0.type must be one of the known kinds'],
    [{ terms: 'snow' }, 'terms must be of type array'],
    [{ filters: { peaks: Array(101).fill('a') } }, 'filters.peaks must have at most 100 entries'],
    [
      { filters: { area: { type: 'circle', center: { lat: 1, lon: 1 }, radiusM: 0 } } },
      'filters.area.radiusM must be more than 0',
    ],
    [
      { filters: { time: { from: '2023-10-27T06:00' } } },
      'filters.time.from must be an instant with offset, such as 2023-10-27T06:47:48+05:45, or must be a day, such as 2023-10-27',
    ],
    [{ sort: 'nearest' }, 'sort "nearest" needs nearTo {lat, lon}'],
    [{ size: 501, from: -1 }, 'from must be at least 0; size must be at most 500'],
    [[], 'the input must be of type object'],
    ['text', 'the input must be of type object'],
  ])('says of %j: %s', (body, sentence) => {
    expect(sentenceOf(body)).toBe(sentence);
  });

  it('stays one line, however much is wrong', () => {
    const many = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`k${i}`, 1]));
    expect(sentenceOf(many)).toBe(
      'the input has the unknown field "k0", "k1", "k2", "k3", "k4", and 85 more'
    );
    expect(sentenceOf({ [`${'x'.repeat(5000)}`]: 1 })!.length).toBeLessThan(120);
    const terms = Array.from({ length: 20 }, () => ({ type: 'text', text: '' }));
    expect(sentenceOf({ terms })).toMatch(/terms\.4\.text must not be empty; and 15 more$/);
  });

  it('refuses what is too wide or too deep before it looks at each field', () => {
    const wide = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, 1]));
    const refusal = 'the input has more fields than any request needs';
    expect(sentenceOf(wide)).toBe(refusal);
    expect(sentenceOf({ filters: { area: { points: [wide] } } })).toBe(refusal);
    expect(sentenceOf(JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`))).toBe(refusal);
    expect(sentenceOf({ filters: { ids: Array(200_000).fill('') } })).toBe(
      'filters.ids must have at most 1000 entries'
    );
  });

  it('answers any input with a value or with one line, and never throws', () => {
    for (const schema of [searchRequestSchema, mapRequestSchema, compassRequestSchema]) {
      const check = validator<unknown>(schema);
      fc.assert(
        fc.property(fc.anything(), (body) => {
          const result = check(body, factory);
          expect(result.error === undefined ? '' : result.error.message).not.toMatch(
            /\n|undefined|\[object/
          );
        })
      );
    }
  });
});

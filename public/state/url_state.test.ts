import fc from 'fast-check';
import { type Condition, formatCondition } from '../../common/sentence/conditions';
import { EMPTY_STATE, searchReducer, type SearchState } from './search_state';
import { fromQueryString, toQueryString } from './url_state';

const weight = fc.constantFrom(1, -1, 0.5, 2, -0.25);
const id = fc.stringMatching(/^[A-Za-z0-9_:.~-]{1,40}$/);
const degrees = (limit: number) =>
  fc.integer({ min: -limit * 1e5, max: limit * 1e5 }).map((n) => n / 1e5);
const point = fc.record({ lat: degrees(90), lon: degrees(180) });
const instant = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 80 })
  .filter((s) => s.trim() === s && s !== '');

const named = fc.constantFrom('camera' as const, 'file' as const, 'folder' as const);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom<Condition>(
    { kind: 'days', from: '2024-05-01', to: '2024-05-31' },
    { kind: 'days', to: '2023-12-31', not: true },
    { kind: 'hours', from: '22:00', to: '04:00' },
    { kind: 'light', any: ['night', 'dusk'] },
    { kind: 'near', id: 'lukla', radiusM: 5000 },
    { kind: 'between', ids: ['lukla', 'namche-bazaar'] }
  ),
  fc.integer({ min: -400, max: 8000 }).map((min): Condition => ({ kind: 'height', min })),
  fc.record({ kind: named, name: text })
);

const state: fc.Arbitrary<SearchState> = fc
  .record(
    {
      terms: fc.array(
        fc.oneof(
          fc.record({ type: fc.constant('text' as const), text, weight }),
          fc.record({ type: fc.constantFrom('peak' as const, 'photo' as const), id, weight })
        ),
        { maxLength: 20 }
      ),
      filters: fc.record(
        {
          peaks: fc.array(id, { minLength: 1, maxLength: 5 }),
          albums: fc.array(text, { minLength: 1, maxLength: 3 }),
          ids: fc.array(id, { minLength: 1, maxLength: 5 }),
          time: fc.oneof(
            fc.constant({ from: '2024-05-15', to: '2024-05-16' }),
            fc.record({ from: instant }),
            fc.record({ from: instant, to: instant })
          ),
          area: fc.oneof(
            fc.record({
              type: fc.constant('box' as const),
              top: degrees(90),
              left: degrees(180),
              bottom: degrees(90),
              right: degrees(180),
            }),
            fc.record({
              type: fc.constant('circle' as const),
              center: point,
              radiusM: fc.integer({ min: 1, max: 20_000_000 }),
            }),
            fc.record({
              type: fc.constant('polygon' as const),
              points: fc.array(point, { minLength: 3, maxLength: 12 }),
            })
          ),
          hasPlace: fc.boolean(),
          hasBearing: fc.boolean(),
          conditions: fc.uniqueArray(condition, {
            minLength: 1,
            maxLength: 6,
            selector: formatCondition,
          }),
        },
        { requiredKeys: [] }
      ),
      sort: fc.constantFrom('match' as const, 'newest' as const, 'oldest' as const),
      collapseBursts: fc.boolean(),
      groupByDay: fc.boolean(),
      photo: id,
      identifyOpen: fc.boolean(),
    },
    { requiredKeys: ['terms', 'filters', 'sort', 'collapseBursts', 'groupByDay', 'identifyOpen'] }
  )
  .chain((made) =>
    fc.array(fc.option(text), { minLength: 6, maxLength: 6 }).map((words) => {
      const said = (made.filters.conditions ?? []).flatMap((one, i) =>
        words[i] === null ? [] : [[formatCondition(one), words[i]]]
      );
      return { ...made, said: Object.fromEntries(said) } as SearchState;
    })
  );

const zeroSafe = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('the state of a search in its address', () => {
  it('survives the way into the address and back, whatever it is', () => {
    fc.assert(
      fc.property(state, (given) => {
        expect(zeroSafe(fromQueryString(toQueryString(given)))).toEqual(zeroSafe(given));
      }),
      { numRuns: 300 }
    );
  });

  it('is empty for the empty state and short for others', () => {
    expect(toQueryString(EMPTY_STATE)).toBe('');
    expect(
      toQueryString({
        ...EMPTY_STATE,
        terms: [
          { type: 'text', text: 'prayer flags', weight: 1 },
          { type: 'peak', id: 'lhotse', weight: -1 },
        ],
        filters: { peaks: ['ama-dablam'] },
        sort: 'newest',
      })
    ).toBe('?q=prayer+flags&q=-1*peak:lhotse&peak=ama-dablam&sort=newest');
  });

  it('keeps text that looks like our own notation', () => {
    const terms = ['peak:ama-dablam', '2*snow', 'text:x', '-1*peak:a'].map((written) => ({
      type: 'text' as const,
      text: written,
      weight: 1,
    }));
    expect(fromQueryString(toQueryString({ ...EMPTY_STATE, terms })).terms).toEqual(terms);
  });

  it('keeps near only as a whole, and sort nearest only with it', () => {
    const near = { ...EMPTY_STATE, sort: 'nearest' as const, nearTo: { lat: 27.9, lon: 86.8 } };
    expect(fromQueryString(toQueryString(near))).toEqual(near);
    expect(fromQueryString('?sort=nearest&near=27.9,')).toEqual(EMPTY_STATE);
    expect(fromQueryString('?sort=nearest')).toEqual(EMPTY_STATE);
  });

  it.each([
    ['an unknown sort', '?sort=loudest'],
    ['a weight out of bounds', '?q=9*snow'],
    ['an empty term', '?q='],
    ['a term of blanks', '?q=+++'],
    ['half an area', '?area=box:1,2,3'],
    ['a circle off the globe', '?area=circle:99,0,10'],
    ['a polygon of two corners', '?area=polygon:1,1;2,2'],
    ['something that is no date', '?from=yesterday'],
    ['other words', '?foo=bar&x'],
  ])('leaves out %s', (_name, search) => {
    expect(fromQueryString(search)).toEqual(EMPTY_STATE);
  });

  it('keeps the good parts of a link with a bad one', () => {
    expect(fromQueryString('?peak=lhotse&area=nonsense&place=1').filters).toEqual({
      peaks: ['lhotse'],
      hasPlace: true,
    });
  });
});

describe('searchReducer', () => {
  const text = (words: string, weight = 1) => ({ type: 'text' as const, text: words, weight });

  it('adds a term once; again only changes its weight', () => {
    const once = searchReducer(EMPTY_STATE, { type: 'addTerm', term: text('snow') });
    const twice = searchReducer(once, { type: 'addTerm', term: text('snow', -1) });
    expect(twice.terms).toEqual([text('snow', -1)]);
  });

  it('takes filters away by undefined', () => {
    const filtered = searchReducer(EMPTY_STATE, {
      type: 'setFilters',
      filters: { peaks: ['lhotse'], hasPlace: true },
    });
    expect(
      searchReducer(filtered, { type: 'setFilters', filters: { peaks: undefined } }).filters
    ).toEqual({ hasPlace: true });
  });

  it('does not carry the photo that was open into a new question', () => {
    const open = searchReducer(EMPTY_STATE, { type: 'openPhoto', id: 'p1' });
    expect(searchReducer(open, { type: 'setTerms', terms: [text('snow')] }).photo).toBeUndefined();
    expect(searchReducer(open, { type: 'addTerm', term: text('snow') }).photo).toBeUndefined();
  });
});

describe('a sentence', () => {
  const may: Condition = { kind: 'days', from: '2024-05-01', to: '2024-05-31' };
  const read = {
    conditions: [{ condition: may, words: 'May 2024' }],
    terms: [{ type: 'text' as const, text: 'yaks', weight: 1 }],
  };

  it('joins what is there, once', () => {
    const once = searchReducer(EMPTY_STATE, { type: 'say', read, adding: true });
    expect(toQueryString(once)).toBe('?q=yaks&if=days:2024-05-01..2024-05-31&said=May+2024');
    expect(searchReducer(once, { type: 'say', read, adding: true })).toEqual(once);
  });

  it('gives its words back, and its conditions up', () => {
    const said = searchReducer(EMPTY_STATE, { type: 'say', read, adding: true });
    const words = searchReducer(said, { type: 'takeAsWords', index: 0 });
    expect(toQueryString(words)).toBe('?q=yaks&q=May+2024');
    const changed = searchReducer(said, {
      type: 'setCondition',
      index: 0,
      condition: { ...may, to: '2024-05-15' },
    });
    // Other days are no longer what the words said.
    expect(toQueryString(changed)).toBe('?q=yaks&if=days:2024-05-01..2024-05-15');
    expect(toQueryString(searchReducer(said, { type: 'clear' }))).toBe('');
  });
});

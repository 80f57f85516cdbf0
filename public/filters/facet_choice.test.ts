import { formatCondition, parseCondition } from '../../common/sentence/conditions';
import type { Condition } from '../../common/sentence/conditions';
import { facetValues, isNarrowed, tellingKinds, toggled, withoutKind } from './facet_choice';
import type { ConditionFacet } from './facet_choice';

const conditions = (...texts: string[]): Condition[] => texts.map((text) => parseCondition(text)!);
const texts = (all: readonly Condition[]) => all.map(formatCondition);
const click = (value: string, ...before: string[]) =>
  texts(toggled(parseCondition(value)!, conditions(...before)));
const facet = (kind: ConditionFacet['kind'], ...counts: number[]): ConditionFacet => ({
  kind,
  values: counts.map((count, i) => ({ condition: `${kind}:${i}`, count })),
});

describe('the facets in the column', () => {
  it('are those whose values tell photos apart, and five at most', () => {
    const facets = [
      facet('country', 1000),
      facet('region', 990, 10),
      facet('locality', 300, 250, 250, 200),
      facet('model', 500, 400, 100),
      // Seven photos of a thousand have stars.
      facet('rating', 4, 3),
    ];
    expect(tellingKinds(facets, 1000)).toEqual(['locality', 'model']);
    const many = (['season', 'hours', 'light', 'height', 'focal', 'model', 'shape'] as const).map(
      (kind, i) => facet(kind, 500 + 10 * i, 500 - 10 * i)
    );
    expect(tellingKinds(many, 1000)).toEqual(['season', 'hours', 'light', 'height', 'focal']);
  });

  it('stand in an order of their own, each value with what is chosen', () => {
    const values = facetValues(
      [
        { kind: 'shape', values: [{ condition: 'shape:portrait', count: 3 }] },
        {
          kind: 'light',
          values: ['dawn', 'day'].map((l) => ({ condition: `light:${l}`, count: 1 })),
        },
      ],
      conditions('light:dawn,dusk', '!shape:portrait')
    );
    expect(values.map(({ kind }) => kind)).toEqual(['light', 'shape']);
    const chosen = values.flatMap((one) => one.values).map((one) => [one.key, one.chosen]);
    expect(chosen).toEqual([
      ['light:dawn', true],
      ['light:day', false],
      ['shape:portrait', false],
    ]);
  });
});

describe('a click on a value', () => {
  it('adds it, and takes it away again', () => {
    expect(click('season:05-01..05-31', 'light:day')).toEqual(['light:day', 'season:05-01..05-31']);
    expect(click('season:05-01..05-31', 'season:05-01..05-31', 'light:day')).toEqual(['light:day']);
  });
  it('leaves one bound of a kind, and any number of others', () => {
    expect(click('height:4000..4500', 'height:3000..', '!height:..2000')).toEqual([
      '!height:..2000',
      'height:4000..4500',
    ]);
    expect(click('region:Alps', 'region:Khumbu')).toEqual(['region:Khumbu', 'region:Alps']);
  });
  it('takes one light out of several that a sentence said', () => {
    expect(click('light:dawn', 'light:dawn,dusk')).toEqual(['light:dusk']);
    expect(click('light:dawn', 'light:dawn')).toEqual([]);
  });
});

it('knows what a kind is narrowed by: what must not be stays', () => {
  const some = conditions('light:dawn', '!season:05-01..05-31');
  expect([isNarrowed('light', some), isNarrowed('season', some)]).toEqual([true, false]);
  expect(texts(withoutKind('season', some))).toEqual(['light:dawn', '!season:05-01..05-31']);
});

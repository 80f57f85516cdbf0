import { backOff } from './back_off';

const peak = (id: string, massif?: string, region = 'Khumbu') => ({
  id,
  names: [`The ${id}`],
  massif,
  region,
});
const catalog = [
  peak('everest'),
  peak('lhotse', 'everest'),
  peak('lhotse-shar', 'lhotse'),
  peak('nuptse', 'everest'),
  peak('taboche'),
  peak('matterhorn', undefined, 'Alps'),
];
const shares = (values: Record<string, number>) => new Map(Object.entries(values));

test('a sure peak needs no group', () => {
  expect(backOff(catalog, shares({ lhotse: 0.6, everest: 0.4 }))).toBeUndefined();
});

test('the smallest massif that is sure comes first', () => {
  expect(
    backOff(catalog, shares({ lhotse: 0.4, 'lhotse-shar': 0.35, everest: 0.2 }))
  ).toMatchObject({ kind: 'massif', name: 'The lhotse', probability: 0.75 });
  expect(
    backOff(catalog, shares({ nuptse: 0.3, lhotse: 0.3, 'lhotse-shar': 0.2, taboche: 0.2 }))
  ).toMatchObject({ kind: 'massif', name: 'The everest' });
});

test('then the region', () => {
  expect(backOff(catalog, shares({ nuptse: 0.35, taboche: 0.4, matterhorn: 0.25 }))).toMatchObject({
    kind: 'region',
    name: 'Khumbu',
  });
});

test('nothing is named where nothing is sure', () => {
  expect(backOff(catalog, shares({ nuptse: 0.3, matterhorn: 0.3 }))).toBeUndefined();
  expect(backOff(catalog, shares({}))).toBeUndefined();
});

test('a catalog whose massifs go round in a circle ends all the same', () => {
  const circle = [peak('a', 'b'), peak('b', 'a')];
  expect(backOff(circle, shares({ a: 0.4, b: 0.4 }))).toMatchObject({ kind: 'massif' });
});

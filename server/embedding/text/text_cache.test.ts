import { TextCache } from './text_cache';

const vector = (value: number) => Float32Array.of(value, 0);

test('forgets the text that was not asked for longest', () => {
  const cache = new TextCache(2);
  cache.set('a', vector(1));
  cache.set('b', vector(2));
  expect(cache.get('a')).toEqual(vector(1));
  cache.set('c', vector(3));
  expect(cache.get('b')).toBeUndefined();
  expect(cache.get('a')).toEqual(vector(1));
  expect(cache.get('c')).toEqual(vector(3));
});

test('holds copies: neither what was put in nor what came out can change it', () => {
  const cache = new TextCache(2);
  const given = vector(1);
  cache.set('a', given);
  given[0] = 9;
  cache.get('a')![0] = 9;
  expect(cache.get('a')).toEqual(vector(1));
});

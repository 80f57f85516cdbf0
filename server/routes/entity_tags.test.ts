import { isUnchanged } from './entity_tags';

it.each([
  ['"abc"', true],
  ['W/"abc"', true],
  ['"abc-gzip"', true],
  ['W/"abc-br"', true],
  ['"abc-other"', false],
  ['*', true],
  [' * ', true],
  ['"x", W/"abc" , "y"', true],
  ['"a,b", "abc"', true],
  [undefined, false],
  ['', false],
  ['abc', false],
  ['"abcd"', false],
  ['"x, abc"', false],
  ['""abc""', false],
])('reads %s', (header, unchanged) => {
  expect(isUnchanged(header, 'abc')).toBe(unchanged);
});

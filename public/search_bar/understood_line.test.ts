import { understoodWords } from './understood_line';

const line = (read: Parameters<typeof understoodWords>[0]) => understoodWords(read, (id) => id);

it('says what Enter searches for', () => {
  const terms = [{ type: 'text', text: 'yaks', weight: 1 } as const];
  expect(line({ conditions: [], terms })).toBe('');
  const day = { kind: 'days', from: '2024-05-01', to: '2024-05-31' } as const;
  expect(line({ conditions: [{ condition: day, words: 'May 2024' }], terms })).toMatch(
    /^Enter searches for: .*2024.* · photos like “yaks”$/
  );
});

it('says that elevations stay words for those who may not filter by them', () => {
  const terms = [{ type: 'text', text: 'lakes above 5000 m', weight: 1 } as const];
  expect(line({ conditions: [], terms, heightsAsWords: ['above 5000 m'] })).toBe(
    '“above 5000 m” is searched as words: filtering by elevation needs the privilege to see exact places.'
  );
});

it('says so of cameras, too', () => {
  const terms = [{ type: 'text', text: 'lakes iPhone', weight: 1 } as const];
  expect(line({ conditions: [], terms, camerasAsWords: ['iPhone'] })).toBe(
    '“iPhone” is searched as words: filtering by camera needs the privilege to see originals.'
  );
});

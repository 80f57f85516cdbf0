import { languageShares } from './query_language';
import { NULL_LANGUAGES, UNRELATED_TEXTS } from './unrelated_texts';

const most = (text: string): string | undefined =>
  [...languageShares(text)].sort((a, b) => b[1] - a[1])[0]?.[0];

test('64 different texts in each language', () => {
  for (const language of NULL_LANGUAGES) {
    const texts = UNRELATED_TEXTS.filter((text) => text.language === language);
    expect(new Set(texts.map(({ text }) => text)).size).toBe(64);
  }
});

test.each([
  ['prayer flags above a glacier', 'en'],
  ['a helicopter', 'en'],
  ['gebetsfahnen vor einem gletscher', 'de'],
  ['hubschrauber', 'de'],
  ['un troupeau de yaks', 'fr'],
  ['lac gelé', 'fr'],
  ['puesta de sol', 'es'],
  ['tiendas de campaña', 'es'],
  ['经幡', 'zh'],
  ['吊り橋', 'ja'],
  ['हेलीकॉप्टर', 'hi'],
  ['झोलुङ्गे पुल', 'ne'],
])('%s is %s', (text, language) => expect(most(text)).toBe(language));

test('shares sum to 1, and scripts without texts of their own have none', () => {
  const sum = [...languageShares('tents').values()].reduce((a, b) => a + b, 0);
  expect(sum).toBeCloseTo(1, 9);
  for (const text of ['горы', '산', 'གངས་རི', 'جبل']) expect(languageShares(text).size).toBe(0);
});

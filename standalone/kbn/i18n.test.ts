import { i18n } from './i18n';

const { init, translate } = i18n;
let told: jest.SpyInstance;
beforeEach(() => {
  told = jest.spyOn(console, 'error').mockImplementation(() => {});
  init({ locale: 'fr-FR', messages: { known: '{n, number} photos trouvées', broken: '{n' } });
});
afterEach(() => {
  told.mockRestore();
  init({ locale: 'en', messages: {} });
});

it('translates, and writes numbers as the language does', () => {
  expect(translate('known', { defaultMessage: '{n} photos', values: { n: 12.5 } })).toBe(
    '12,5 photos trouvées'
  );
  expect(i18n.getLocale()).toBe('fr-fr');
});

it('shows the default where there is no translation, or one that cannot be read', () => {
  const given = { defaultMessage: '{n} photos', values: { n: 2 } };
  expect(translate('unknown', given)).toBe('2 photos');
  expect(told).not.toHaveBeenCalled();
  expect(translate('broken', given)).toBe('2 photos');
  expect(told).toHaveBeenCalledTimes(1);
});

it('shows a message as it was written where a value is missing', () => {
  expect(translate('unknown', { defaultMessage: '{n} photos' })).toBe('{n} photos');
  expect(told).toHaveBeenCalled();
});

it('reads tags unless it is told that they are none', () => {
  expect(translate('tags', { defaultMessage: 'a <b>c</b>', ignoreTag: true })).toBe('a <b>c</b>');
  translate('tags', { defaultMessage: 'a <b>c</b>' });
  expect(told).toHaveBeenCalled();
});

it('refuses calls without an id or a default message', () => {
  expect(() => translate('', { defaultMessage: 'x' })).toThrow(/`id` must be a non-empty string/);
  expect(() => translate('x', { defaultMessage: '' })).toThrow(/Missing `defaultMessage`/);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { extractMessages } from '../tools/dev/messages';

const ROOT = join(__dirname, '..');
const messages = extractMessages(ROOT);
const { translations } = JSON.parse(readFileSync(join(ROOT, '.i18nrc.json'), 'utf8')) as {
  translations: string[];
};

type Elements = ReturnType<IntlMessageFormat['getAst']>;

/** Names of the values that a text takes, and of its tags. */
function placeholders(text: string): string[] {
  const names = new Set<string>();
  const visit = (elements: Elements): void => {
    for (const element of elements) {
      if ('options' in element) {
        for (const option of Object.values(element.options)) visit(option.value);
      }
      if ('children' in element) visit(element.children);
      // Plain text and the number sign of plurals are no values.
      if ('value' in element && element.type !== 0) names.add(element.value);
    }
  };
  visit(new IntlMessageFormat(text, 'en').getAst());
  return [...names].sort();
}

describe('texts', () => {
  it('are found in the sources', () => {
    expect(messages.length).toBeGreaterThan(50);
  });

  it('have ids of ours, and one text an id', () => {
    const texts = new Map<string, string>();
    for (const { id, defaultMessage, at } of messages) {
      expect([at, id]).toEqual([at, expect.stringMatching(/^peakSearch\.[A-Za-z0-9.]+$/)]);
      expect([at, defaultMessage]).toEqual([at, texts.get(id) ?? defaultMessage]);
      texts.set(id, defaultMessage);
    }
  });
});

describe.each(translations)('%s', (path) => {
  const { messages: translated } = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as {
    messages: Record<string, string>;
  };

  it('has every text of the sources, and no other', () => {
    expect(Object.keys(translated).sort()).toEqual(
      [...new Set(messages.map(({ id }) => id))].sort()
    );
  });

  it('can be read, and takes the same values as the English text', () => {
    for (const { id, defaultMessage } of messages) {
      const text = translated[id];
      if (text === undefined) continue;
      expect([id, placeholders(text)]).toEqual([id, placeholders(defaultMessage)]);
      expect([id, text.trim()]).not.toEqual([id, '']);
    }
  });
});

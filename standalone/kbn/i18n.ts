import { IntlMessageFormat } from 'intl-messageformat';

/**
 * The part of `@kbn/i18n` that the app uses, for hosts that are not Kibana.
 * Mirrors src/platform/packages/shared/kbn-i18n/src/core/i18n.ts @17d636e0 and error_handler.ts @8137d1cd.
 */

export interface TranslateArguments {
  defaultMessage: string;
  values?: Record<string, string | number | boolean | Date | null | undefined>;
  description?: string;
  /** Takes `<` for a letter; without it a message with tags wants values for them. */
  ignoreTag?: boolean;
}

let locale = 'en';
let messages: Record<string, string> = {};
const formats = new Map<string, IntlMessageFormat>();

/** The locale becomes lower case, as in Kibana. */
function init(translation: { locale: string; messages: Record<string, string> }): void {
  locale = translation.locale.toLowerCase();
  messages = translation.messages;
  formats.clear();
}

function format(message: string, { values, ignoreTag }: TranslateArguments, language: string) {
  const key = `${language} ${ignoreTag} ${message}`;
  let known = formats.get(key);
  if (known === undefined) {
    known = new IntlMessageFormat(message, language, undefined, { ignoreTag });
    formats.set(key, known);
  }
  return String(known.format(values));
}

/**
 * @throws Error for a call without an id or a default message. A message that cannot be formatted is only told of in the
 * console: a translation gives way to the default, and that stands as it was written.
 */
function translate(id: string, given: TranslateArguments): string {
  if (!id || typeof id !== 'string') {
    throw new Error('[I18n] An `id` must be a non-empty string to translate a message.');
  }
  const { defaultMessage } = given;
  if (!defaultMessage) {
    throw new Error(
      `[I18n] Error formatting the default message for: "${id}".\nError: Missing \`defaultMessage\`.`
    );
  }
  const translated = messages[id];
  for (const [message, language] of [
    [translated, locale],
    [defaultMessage, 'en'],
  ] as const) {
    if (message === undefined) continue;
    try {
      return format(message, given, language);
    } catch (error) {
      console.error(error);
    }
  }
  return translated ?? defaultMessage;
}

export const i18n = {
  init,
  translate,
  getLocale: (): string => locale,
  getTranslation: () => ({ locale, messages }),
  /** Kibana's way of showing whether strings are externalised; never on here. */
  getIsInitialized: (): boolean => true,
};

import { IntlMessageFormat } from 'intl-messageformat';

/**
 * The part of `@kbn/i18n` that the app uses, for hosts that are not Kibana.
 * Mirrors src/platform/packages/shared/kbn-i18n.
 */

export interface TranslateArguments {
  defaultMessage: string;
  values?: Record<string, string | number | boolean | Date | null | undefined>;
  description?: string;
  /** Kibana ignores tags in plain translations unless told otherwise; we always do. */
  ignoreTag?: boolean;
}

let locale = 'en';
let messages: Record<string, string> = {};
const formats = new Map<string, IntlMessageFormat>();

function init(translation: { locale: string; messages: Record<string, string> }): void {
  locale = translation.locale;
  messages = translation.messages;
  formats.clear();
}

function translate(id: string, { defaultMessage, values }: TranslateArguments): string {
  const message = messages[id] ?? defaultMessage;
  if (values === undefined && !message.includes('{')) return message;
  let format = formats.get(message);
  if (format === undefined) {
    format = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
    formats.set(message, format);
  }
  return String(format.format(values));
}

export const i18n = {
  init,
  translate,
  getLocale: (): string => locale,
  getTranslation: () => ({ locale, messages }),
  /** Kibana's way of showing whether strings are externalised; never on here. */
  getIsInitialized: (): boolean => true,
};

import React, { type ReactNode } from 'react';
import { IntlProvider } from 'react-intl';
import { i18n } from './i18n';

/**
 * The part of `@kbn/i18n-react` that the app uses, for hosts that are not Kibana: react-intl with the messages
 * of `i18n`. Mirrors src/platform/packages/shared/kbn-i18n-react.
 */
export {
  FormattedDate,
  FormattedMessage,
  FormattedNumber,
  FormattedPlural,
  FormattedRelativeTime,
  FormattedTime,
  injectIntl as injectI18n,
  useIntl,
} from 'react-intl';

/** A message without a translation is shown in English: that is how Kibana works, not an error. */
function onIntlError(error: { code: string; message: string }): void {
  if (error.code !== 'MISSING_TRANSLATION' && error.code !== 'MISSING_DATA') {
    console.error(error.message);
  }
}

export function I18nProvider({ children }: { children: ReactNode }) {
  const { locale, messages } = i18n.getTranslation();
  return (
    <IntlProvider locale={locale} messages={messages} defaultLocale="en" onError={onIntlError}>
      {children}
    </IntlProvider>
  );
}

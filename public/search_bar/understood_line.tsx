/** @jsx jsx */
import { EuiScreenReaderLive, EuiText, useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { UnderstandResponse } from '../../common/search_api';
import { conditionWords } from '../conditions/condition_words';
import { termLabel } from './term_chip';
import { withoutLabel } from './suggestions';

/** What would be understood of the text in the field; empty where it is words only. */
export function understoodWords(
  { conditions, terms, heightsAsWords = [], camerasAsWords = [] }: UnderstandResponse,
  peakName: (id: string) => string
): string {
  if (heightsAsWords.length > 0) {
    return i18n.translate('peakSearch.understood.heightsAsWords', {
      defaultMessage:
        '“{words}” is searched as words: filtering by elevation needs the privilege to see exact places.',
      values: { words: heightsAsWords.join('”, “') },
    });
  }
  if (camerasAsWords.length > 0) {
    return i18n.translate('peakSearch.understood.camerasAsWords', {
      defaultMessage:
        '“{words}” is searched as words: filtering by camera needs the privilege to see originals.',
      values: { words: camerasAsWords.join('”, “') },
    });
  }
  if (conditions.length === 0) return '';
  const parts = [
    ...conditions.map(({ condition, names }) =>
      conditionWords(condition, { places: names, peakName })
    ),
    ...terms.map((term) => {
      const label = termLabel(term, peakName);
      const words = i18n.translate('peakSearch.understood.words', {
        defaultMessage: 'photos like “{label}”',
        values: { label },
      });
      return term.weight < 0 ? withoutLabel(label) : words;
    }),
  ];
  return i18n.translate('peakSearch.understood.line', {
    defaultMessage: 'Enter searches for: {parts}',
    values: { parts: parts.join(' · ') },
  });
}

/** The line below the search field, said to screen readers as well. */
export function UnderstoodLine({ words }: { words: string }) {
  const { euiTheme } = useEuiTheme();
  return (
    <EuiText
      size="s"
      data-test-subj="peakSearchUnderstood"
      css={{
        padding: `${euiTheme.size.xs} ${euiTheme.size.s}`,
        borderBlockEnd: euiTheme.border.thin,
        marginBlockEnd: euiTheme.size.xs,
      }}
    >
      <span dir="auto" aria-hidden>
        {words}
      </span>
      <EuiScreenReaderLive>{words}</EuiScreenReaderLive>
    </EuiText>
  );
}

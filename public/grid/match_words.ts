import { i18n } from '@kbn/i18n';
import type { MatchReason, WrittenField } from '../../common/search_api';

/** Above the photos that fit, and above the rest of a list by match. */
export const sectionLabel = (best: boolean): string =>
  best
    ? i18n.translate('peakSearch.match.best', { defaultMessage: 'Best matches' })
    : i18n.translate('peakSearch.match.lessLikeIt', { defaultMessage: 'Less like it' });

/** How well a photo fits, as the number it is: no percentage, which would claim more. */
export const matchNumber = (match: number) =>
  i18n.translate('peakSearch.match.number', {
    defaultMessage: 'Match {match} on a scale from 0 to 1',
    values: {
      match: match.toLocaleString(i18n.getLocale(), {
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
      }),
    },
  });

/** Why a photo was found, in a sentence. */
export function reasonWords(reason: MatchReason, peakName: (id: string) => string): string {
  const { source, term } = reason;
  const label = source === 'peak' || source === 'name' ? peakName(term) : term;
  const values = { label, rank: reason.rank ?? 0 };
  switch (source) {
    case 'meaning':
      return reason.rank
        ? i18n.translate('peakSearch.reason.meaningRanked', {
            defaultMessage: '#{rank} match for “{label}”',
            values,
          })
        : i18n.translate('peakSearch.reason.meaning', {
            defaultMessage: 'Looks like “{label}”',
            values,
          });
    case 'peak':
      return i18n.translate('peakSearch.reason.peak', {
        defaultMessage: 'Looks like photos of {label}',
        values,
      });
    case 'photo':
      return i18n.translate('peakSearch.reason.photo', {
        defaultMessage: 'Looks like the photo of your search',
      });
    case 'name':
      return i18n.translate('peakSearch.reason.name', {
        defaultMessage: 'Is recognized as showing {label}',
        values,
      });
    case 'written':
      return writtenWords(reason.fields ?? [], label);
  }
}

/** Where the words of a search stand written about a photo. */
function writtenWords(fields: readonly WrittenField[], label: string): string {
  const values = { label };
  if (fields.includes('caption')) {
    return i18n.translate('peakSearch.reason.caption', {
      defaultMessage: '“{label}” is in its caption',
      values,
    });
  }
  return fields.includes('place')
    ? i18n.translate('peakSearch.reason.place', {
        defaultMessage: 'Its place matches “{label}”',
        values,
      })
    : i18n.translate('peakSearch.reason.file', {
        defaultMessage: 'Its file name matches “{label}”',
        values,
      });
}

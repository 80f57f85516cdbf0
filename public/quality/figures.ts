import { i18n } from '@kbn/i18n';
import type { KnnFilter } from '../../common/quality/knn';
import type { Estimate } from '../../common/quality/metrics';

/** "97 %" as the reader's language writes it. */
export function percent(share: number): string {
  return new Intl.NumberFormat(i18n.getLocale(), { style: 'percent' }).format(share);
}

/** "0.993 (0.98–1.00)": a figure with its 95 % interval. */
export function withInterval({ value, low, high }: Estimate): string {
  const number = (x: number, digits: number) =>
    new Intl.NumberFormat(i18n.getLocale(), {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(x);
  return `${number(value, 3)} (${number(low, 2)}–${number(high, 2)})`;
}

/** What photos were narrowed to, in words. */
export function filterName({ kind, value }: KnnFilter, peakName: (id: string) => string): string {
  if (kind === 'album') {
    return i18n.translate('peakSearch.quality.filter.album', {
      defaultMessage: 'Album {album}',
      values: { album: value },
    });
  }
  if (kind === 'peak') {
    return i18n.translate('peakSearch.quality.filter.peak', {
      defaultMessage: 'Photos of {peak}',
      values: { peak: peakName(value ?? '') },
    });
  }
  return i18n.translate('peakSearch.quality.filter.none', { defaultMessage: 'All photos' });
}

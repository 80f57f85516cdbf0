import { i18n } from '@kbn/i18n';
import type { Condition, ConditionKind } from '../../common/sentence/conditions';
import {
  bounds,
  conditionWords,
  lightName,
  number,
  shapeName,
} from '../conditions/condition_words';
import { countryName } from '../grid/place_words';

/** The heading of a facet. */
export function facetTitle(kind: ConditionKind): string {
  switch (kind) {
    case 'locality':
      return i18n.translate('peakSearch.facet.locality', { defaultMessage: 'Taken at' });
    case 'region':
      return i18n.translate('peakSearch.facet.region', { defaultMessage: 'Region' });
    case 'country':
      return i18n.translate('peakSearch.facet.country', { defaultMessage: 'Country' });
    case 'season':
      return i18n.translate('peakSearch.facet.month', { defaultMessage: 'Month' });
    case 'hours':
      return i18n.translate('peakSearch.facet.hours', { defaultMessage: 'Time of day' });
    case 'light':
      return i18n.translate('peakSearch.facet.light', { defaultMessage: 'Light' });
    case 'height':
      return i18n.translate('peakSearch.facet.height', { defaultMessage: 'Elevation' });
    case 'focal':
      return i18n.translate('peakSearch.facet.focal', {
        defaultMessage: 'Focal length (35 mm equivalent)',
      });
    case 'model':
      return i18n.translate('peakSearch.facet.model', { defaultMessage: 'Camera' });
    case 'shape':
      return i18n.translate('peakSearch.facet.shape', { defaultMessage: 'Format' });
    case 'rating':
      return i18n.translate('peakSearch.facet.rating', { defaultMessage: 'Rating' });
    default:
      return kind;
  }
}

/** A value below its facet's heading: shorter than the condition's own words, which stand alone. */
export function facetValueLabel(condition: Condition): string {
  switch (condition.kind) {
    case 'locality':
    case 'region':
    case 'model':
      return condition.name;
    case 'country':
      return countryName(condition.name);
    case 'season':
      return monthName(condition.from);
    case 'hours':
      return dayPartLabel(condition);
    case 'light':
      return condition.any.map(lightName).join(', ');
    case 'height':
      return bounds(condition, (value) => `${number(value)} m`);
    case 'focal':
      return bounds(condition, (value) => `${number(value)} mm`);
    case 'shape':
      return shapeName(condition.shape);
    case 'rating':
      return starsLabel(condition.min ?? 0);
    default:
      return conditionWords(condition, { peakName: (id) => id });
  }
}

const monthName = (monthDay: string): string =>
  new Intl.DateTimeFormat(i18n.getLocale(), { month: 'long', timeZone: 'UTC' }).format(
    new Date(`2024-${monthDay}T00:00:00Z`)
  );

function dayPartLabel({ from, to }: { from: string; to: string }): string {
  const values = { from, to: to === '00:00' ? '24:00' : to };
  switch (from) {
    case '05:00':
      return i18n.translate('peakSearch.facet.morning', {
        defaultMessage: 'morning, {from} to {to}',
        values,
      });
    case '12:00':
      return i18n.translate('peakSearch.facet.afternoon', {
        defaultMessage: 'afternoon, {from} to {to}',
        values,
      });
    case '18:00':
      return i18n.translate('peakSearch.facet.evening', {
        defaultMessage: 'evening, {from} to {to}',
        values,
      });
    default:
      return i18n.translate('peakSearch.facet.night', {
        defaultMessage: 'night, {from} to {to}',
        values,
      });
  }
}

function starsLabel(stars: number): string {
  if (stars < 0) return i18n.translate('peakSearch.facet.rejected', { defaultMessage: 'rejected' });
  return i18n.translate('peakSearch.facet.stars', {
    defaultMessage: '{stars, plural, =0 {no stars} one {# star} other {# stars}}',
    values: { stars },
  });
}

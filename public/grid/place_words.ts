import { i18n } from '@kbn/i18n';
import type { PlaceName } from '../../common/search_api';

/** "Dingboche, 4,410 m · Khumbu · Nepal"; a region that is called as its place is named once. */
export function placeLabel({ name, elevationM, region, country }: PlaceName): string {
  const elevation =
    name !== undefined && elevationM !== undefined
      ? i18n.translate('peakSearch.place.elevation', {
          defaultMessage: '{name}, {elevation} m',
          values: { name, elevation: elevationM.toLocaleString(i18n.getLocale()) },
        })
      : name;
  const parts = [
    elevation,
    region === name ? undefined : region,
    country === undefined ? undefined : countryName(country),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** A country in the reader's language; an index filled by others may hold anything. */
export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames([i18n.getLocale()], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

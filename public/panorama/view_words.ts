import { i18n } from '@kbn/i18n';
import type { ViewPeak, ViewResponse } from '../../common/api';
import { kilometres } from '../identify/evidence';
import { compassPoint } from '../photo_view/facts';

export const meters = (value: number): string => Math.round(value).toLocaleString(i18n.getLocale());

/** A peak nearer than this is where one stands: no trekker's summit is wider. */
export const HERE_M = 250;

/** What a standpoint is called: by its peak, else by its numbers. */
export function placeWords({ lat, lon, altitudeM, peaks }: ViewResponse): string {
  const here = peaks.find(({ distanceM }) => distanceM < HERE_M);
  const values = {
    place: here?.names[0] ?? `${lat.toFixed(4)}°, ${lon.toFixed(4)}°`,
    altitude: meters(altitudeM),
  };
  return i18n.translate('peakSearch.view.title', {
    defaultMessage: 'View from {place}, {altitude} m',
    values,
  });
}

/** "12 km north-east, 6,812 m" */
export const whereWords = ({ distanceM, bearingDeg, elevationM }: ViewPeak): string =>
  i18n.translate('peakSearch.view.where', {
    defaultMessage: '{distance} km {direction}, {elevation} m',
    values: {
      distance: kilometres(distanceM / 1000),
      direction: compassPoint(bearingDeg),
      elevation: meters(elevationM),
    },
  });

/** Whether a summit is to be seen, and what stands before one that is not. */
export function sightWords({ sight, behind }: ViewPeak, peakName: (id: string) => string): string {
  if (sight === 'free') {
    return i18n.translate('peakSearch.view.free', { defaultMessage: 'In sight' });
  }
  if (sight === 'partly') {
    return i18n.translate('peakSearch.view.partly', {
      defaultMessage: 'Just at the edge of a ridge',
    });
  }
  if (sight === 'unknown' || !behind) {
    return i18n.translate('peakSearch.view.unknown', {
      defaultMessage: 'The ground before it is not known',
    });
  }
  const distance = kilometres(behind.distanceM / 1000);
  return behind.peakId === undefined
    ? i18n.translate('peakSearch.view.behindGround', {
        defaultMessage: 'Hidden by a ridge {distance} km away',
        values: { distance },
      })
    : i18n.translate('peakSearch.view.behindPeak', {
        defaultMessage: 'Hidden by {peak}, {distance} km away',
        values: { peak: peakName(behind.peakId), distance },
      });
}

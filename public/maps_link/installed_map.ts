import type { HttpStart } from '@kbn/core/public';
import { i18n } from '@kbn/i18n';
import { DATA_VIEWS } from '../../common/maps/layers';
import type { MapLabels } from './map_params';

/** Whether this space has our data views (Kibana's public API); with them comes the map. */
export async function isMapInstalled(http: HttpStart): Promise<boolean> {
  try {
    await http.get(`/api/data_views/data_view/${DATA_VIEWS.photos}`, { version: '2023-10-31' });
    return true;
  } catch {
    // Not there, or this user may not see data views: everything has a way without them.
    return false;
  }
}

/** Names of layers and filters in the reader's language. */
export const mapLabels = (): MapLabels => ({
  photos: i18n.translate('peakSearch.maps.photos', { defaultMessage: 'Photos' }),
  peaks: i18n.translate('peakSearch.maps.peaks', { defaultMessage: 'Peaks' }),
  trails: i18n.translate('peakSearch.maps.trails', { defaultMessage: 'Trails' }),
  area: i18n.translate('peakSearch.maps.area', { defaultMessage: 'Area of the search' }),
  hits: i18n.translate('peakSearch.maps.hits', { defaultMessage: 'Photos of the search' }),
  albums: i18n.translate('peakSearch.maps.albums', { defaultMessage: 'Albums' }),
  direction: i18n.translate('peakSearch.maps.direction', { defaultMessage: 'Has a direction' }),
  days: i18n.translate('peakSearch.maps.days', { defaultMessage: 'Taken on these days' }),
});

import React, { useState } from 'react';
import { EuiButtonEmpty } from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import type { SearchFilters } from '../../common/search_api';
import { useAppServices } from '../app/app_services';
import { mapParams, MAPS_LOCATOR, type MapParams } from './map_params';

export interface OpenInMapsProps {
  filters: SearchFilters;
}

/** Carries photos over into Kibana's Maps app; absent where there is none, or where the user may not open it. */
export function OpenInMaps({ filters }: OpenInMapsProps) {
  const { api, core, plugins } = useAppServices();
  const [opening, setOpening] = useState(false);
  const locator = plugins.share?.url.locators.get<MapParams>(MAPS_LOCATOR);
  const { capabilities } = core.application;
  // The capability was renamed in 9.0; where neither is told, the Maps app itself decides.
  const maps = capabilities.maps_v2 ?? capabilities.maps;
  if (!locator || maps?.show === false) return null;

  const open = async () => {
    setOpening(true);
    try {
      const { photosIndex } = await api.status();
      await locator.navigate(mapParams(filters, photosIndex.name, labels()));
    } catch (error) {
      core.notifications.toasts.addDanger({
        title: i18n.translate('peakSearch.maps.failed', { defaultMessage: 'Maps did not open' }),
        text: (error as Error).message,
      });
    } finally {
      setOpening(false);
    }
  };
  return (
    <EuiButtonEmpty
      size="s"
      iconType="gisApp"
      isLoading={opening}
      onClick={open}
      data-test-subj="peakSearchOpenInMaps"
    >
      {i18n.translate('peakSearch.maps.open', { defaultMessage: 'Open in Maps' })}
    </EuiButtonEmpty>
  );
}

const labels = () => ({
  photos: i18n.translate('peakSearch.maps.photos', { defaultMessage: 'Photos' }),
  peaks: i18n.translate('peakSearch.maps.peaks', { defaultMessage: 'Peaks' }),
  trails: i18n.translate('peakSearch.maps.trails', { defaultMessage: 'Trails' }),
  area: i18n.translate('peakSearch.maps.area', { defaultMessage: 'Area of the search' }),
});

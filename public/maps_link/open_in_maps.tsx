import React, { useState } from 'react';
import { EuiButtonEmpty } from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import type { SearchFilters } from '../../common/search_api';
import { type AppServices, useAppServices } from '../services/app_services';
import type { SearchState } from '../state/search_state';
import { isMapInstalled, mapLabels } from './installed_map';
import { MOST_IDS } from './map_filters';
import { mapParams, MAPS_LOCATOR, type MapParams, type MapSearch } from './map_params';

export interface OpenInMapsProps {
  filters: SearchFilters;
  /** Show only these peaks, by id; all when none is given. */
  peaks?: readonly string[];
  size?: 'xs' | 's';
}

/** Carries photos over into Kibana's Maps app; absent where there is none, or where the user may not open it. */
export function OpenInMaps({ filters, peaks, size }: OpenInMapsProps) {
  return <MapsButton size={size} search={async () => ({ filters, peaks })} />;
}

/** Carries the present search over: its filters and, where it has terms, its nearest photos. */
export function OpenSearchInMaps({ state }: { state: SearchState }) {
  const { api } = useAppServices();
  return <MapsButton search={() => searchForMap(api, state)} />;
}

async function searchForMap(api: AppServices['api'], state: SearchState): Promise<MapSearch> {
  const { terms, filters, collapseBursts } = state;
  const { conditions, ...others } = filters;
  // Conditions are the server's to read; the Maps app gets the photos that satisfy them.
  if (terms.length === 0 && conditions === undefined) return { filters };
  const { hits } = await api.search({
    terms,
    // Photos without a place are no dots.
    filters: { ...filters, hasPlace: true },
    collapseBursts,
    size: MOST_IDS,
    facets: false,
  });
  const asked = terms.flatMap((term) => (term.type === 'peak' && term.weight > 0 ? [term.id] : []));
  const peaks = [...new Set([...asked, ...(filters.peaks ?? [])])];
  return { filters: { ...others, ids: hits.map(({ id }) => id) }, peaks };
}

function MapsButton({ search, size = 's' }: { search(): Promise<MapSearch>; size?: 'xs' | 's' }) {
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
      const [found, { photosIndex }, installed] = await Promise.all([
        search(),
        api.status(),
        isMapInstalled(core.http),
      ]);
      const situation = { photosIndex: photosIndex.name, installed };
      await locator.navigate(mapParams(found, situation, mapLabels()));
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
      size={size}
      iconType="gisApp"
      isLoading={opening}
      onClick={open}
      data-test-subj="peakSearchOpenInMaps"
    >
      {i18n.translate('peakSearch.maps.open', { defaultMessage: 'Open in Maps' })}
    </EuiButtonEmpty>
  );
}

import React, { useCallback, useMemo, useState } from 'react';
import { EuiButtonEmpty } from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import type { MapsStartApi } from '@kbn/maps-plugin/public';
import type { SearchFilters } from '../../common/search_api';
import { useAppServices } from '../services/app_services';
import { useLoad } from '../services/use_load';
import { MapPanel, type MapPanelProps } from '../map/map_panel';
import { isMapInstalled, mapLabels } from './installed_map';
import { mapParams } from './map_params';

/** As high as our own small map. */
const HEIGHT = 260;

/**
 * The small map beside the photos: Kibana's own (the world below, its tooltips) where the maps plugin is there and
 * our map is installed, else ours. An area to search in is chosen on ours, and shown there.
 */
export function SmallMap(props: MapPanelProps) {
  const { core, plugins } = useAppServices();
  const [choosing, setChoosing] = useState(false);
  const maps = plugins.maps;
  const load = useCallback(
    async () => maps !== undefined && (await isMapInstalled(core.http)),
    [core, maps]
  );
  const { value: installed } = useLoad(load);

  // Ours would load its script and go away at once.
  if (maps && installed === undefined) return <div style={{ blockSize: HEIGHT }} />;
  if (!maps || !installed) return <MapPanel {...props} />;
  if (choosing || props.filters.area) {
    return (
      <>
        <MapPanel {...props} />
        {!props.filters.area && (
          <EuiButtonEmpty size="xs" flush="left" onClick={() => setChoosing(false)}>
            {i18n.translate('peakSearch.maps.showKibanas', {
              defaultMessage: 'Back to Kibana’s map',
            })}
          </EuiButtonEmpty>
        )}
      </>
    );
  }
  return (
    <>
      <KibanaMap maps={maps} filters={props.filters} />
      <EuiButtonEmpty
        size="xs"
        flush="left"
        iconType="pencil"
        onClick={() => setChoosing(true)}
        data-test-subj="peakSearchChooseArea"
      >
        {i18n.translate('peakSearch.maps.chooseArea', { defaultMessage: 'Choose an area' })}
      </EuiButtonEmpty>
    </>
  );
}

/** A map that fits itself to what it shows, without the tools of a whole page. */
const SETTINGS = {
  autoFitToDataBounds: true,
  initialLocation: 'AUTO_FIT_TO_BOUNDS',
  hideToolbarOverlay: true,
  hideLayerControl: true,
};

function KibanaMap({ maps: { Map }, filters }: { maps: MapsStartApi; filters: SearchFilters }) {
  // Kept while the filters stay: the component loads its layers anew when the list is another one.
  const { initialLayers, ...params } = useMemo(
    () => mapParams({ filters }, { photosIndex: '', installed: true }, mapLabels()),
    [filters]
  );
  return (
    <div style={{ blockSize: HEIGHT, display: 'flex' }} data-test-subj="peakSearchKibanaMap">
      <Map
        filters={params.filters}
        timeRange={params.timeRange}
        layerList={initialLayers}
        mapSettings={SETTINGS}
        isLayerTOCOpen={false}
        hideFilterActions
      />
    </div>
  );
}

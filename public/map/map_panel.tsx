/** @jsx jsx */
import { useEffect, useState } from 'react';
import { EuiButtonEmpty, EuiCallOut, EuiLoadingSpinner, EuiText, useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { MapTiles, Peak } from '../../common/api';
import type { Area, SearchFilters } from '../../common/search_api';
import { useAppServices } from '../services/app_services';
import { kilometres } from '../identify/evidence';
import { openView } from '../panorama/view_address';
import type { SearchDispatch } from '../state/search_state';
import { apiBounds } from './area';
import { AreaForm } from './area_form';
import { MapToolbar } from './map_toolbar';
import type { Shape } from './photo_map';
import { type MapView, useCells } from './use_cells';
import { useFirstFit, usePhotoMap } from './use_photo_map';

export interface MapPanelProps {
  filters: SearchFilters;
  peaks: readonly Peak[];
  /** What lies below the map, where there is a tile server. */
  tiles?: MapTiles;
  dispatch: SearchDispatch;
}

const HEIGHT = 260;

/** The small map: where the photos of the search were taken, and an area to search in. */
export function MapPanel({ filters, peaks, tiles, dispatch }: MapPanelProps) {
  const { api, history } = useAppServices();
  const { euiTheme, colorMode } = useEuiTheme();
  const [view, setView] = useState<MapView>();
  const [drawing, setDrawing] = useState<Shape>();
  const [formOpen, setFormOpen] = useState(false);
  const [picking, setPicking] = useState(false);
  const { content, error } = useCells(api, view, filters);
  const { area } = filters;
  const setArea = (next: Area | undefined) =>
    dispatch({ type: 'setFilters', filters: { area: next } });

  const { element, map, failed, retry } = usePhotoMap({
    onMove: setView,
    onDrawn: setArea,
    onDrawEnd: () => setDrawing(undefined),
    onPhoto: (id) => dispatch({ type: 'openPhoto', id }),
    onPoint: (at) => openView(history, { at }),
  });
  useEffect(() => content && map?.setContent(content), [map, content]);
  useEffect(() => map?.setPeaks(peaks), [map, peaks]);
  // By its words: each poll of the status brings an equal one.
  const tilesKey = JSON.stringify(tiles);
  useEffect(
    () => map?.setTiles(tilesKey === undefined ? undefined : (JSON.parse(tilesKey) as MapTiles)),
    [map, tilesKey]
  );
  useEffect(() => map?.setArea(area), [map, area]);
  useEffect(() => map?.draw(drawing), [map, drawing]);
  useEffect(() => map?.pickPoint(picking), [map, picking]);
  useFirstFit(map, area, content?.extent);

  return (
    <div
      data-test-subj="peakSearchMap"
      data-cells={content?.cells.length}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !drawing) return;
        event.stopPropagation();
        setDrawing(undefined);
      }}
    >
      <div
        css={{ position: 'relative', blockSize: HEIGHT }}
        style={mapColours(euiTheme, colorMode === 'DARK')}
      >
        <div
          ref={element}
          className="peakSearchMap"
          role="application"
          aria-label={i18n.translate('peakSearch.map.label', {
            defaultMessage: 'Map of the photos; arrow keys move it, plus and minus zoom',
          })}
          css={{
            blockSize: '100%',
            borderRadius: euiTheme.border.radius.medium,
            border: euiTheme.border.thin,
            overflow: 'hidden',
            direction: 'ltr',
            background: euiTheme.colors.backgroundBaseSubdued,
          }}
        />
        {!map && !failed && (
          <EuiLoadingSpinner size="l" css={{ position: 'absolute', inset: 'calc(50% - 12px)' }} />
        )}
      </div>
      {failed && (
        <EuiCallOut
          size="s"
          color="warning"
          title={i18n.translate('peakSearch.map.notLoaded', {
            defaultMessage: 'The map could not be loaded',
          })}
        >
          <EuiButtonEmpty size="xs" onClick={retry}>
            {i18n.translate('peakSearch.map.retry', { defaultMessage: 'Try again' })}
          </EuiButtonEmpty>
        </EuiCallOut>
      )}
      {error && (
        <EuiText size="xs" color="danger" role="alert">
          {error.message}
        </EuiText>
      )}
      {content?.warnings.map((warning) => (
        <EuiText key={warning} size="xs" color="subdued" role="status">
          {warning}
        </EuiText>
      ))}
      <MapToolbar
        drawing={drawing}
        onDraw={(shape) => {
          setPicking(false);
          setDrawing(shape === drawing ? undefined : shape);
        }}
        picking={picking}
        onPick={() => {
          setDrawing(undefined);
          setPicking(!picking);
        }}
        onForm={() => setFormOpen(!formOpen)}
        formOpen={formOpen}
        onFit={content?.extent && (() => map?.fit(content.extent!))}
        onVisible={view && (() => setArea({ type: 'box', ...apiBounds(view.bounds) }))}
      />
      {drawing && (
        <EuiText size="xs" role="status">
          {drawingHelp(drawing)}
        </EuiText>
      )}
      {picking && (
        <EuiText size="xs" role="status">
          {i18n.translate('peakSearch.map.helpView', {
            defaultMessage: 'Click where you want to look around from.',
          })}
        </EuiText>
      )}
      {formOpen && <AreaForm onArea={setArea} onView={(at) => openView(history, { at })} />}
      {area && (
        <EuiButtonEmpty
          size="xs"
          flush="left"
          iconType="cross"
          onClick={() => setArea(undefined)}
          data-test-subj="peakSearchRemoveArea"
          aria-label={i18n.translate('peakSearch.map.removeArea', {
            defaultMessage: 'Search everywhere again: remove “{area}”',
            values: { area: areaWords(area) },
          })}
        >
          {areaWords(area)}
        </EuiButtonEmpty>
      )}
    </div>
  );
}

/** Which color means what; Leaflet's own elements take them as variables. */
function mapColours(
  { colors }: ReturnType<typeof useEuiTheme>['euiTheme'],
  dark: boolean
): React.CSSProperties {
  return {
    // Maps are printed on white.
    '--map-tiles': dark ? 'brightness(0.6) saturate(0.8)' : 'none',
    '--map-ground': colors.backgroundBaseSubdued,
    '--map-panel': colors.backgroundBasePlain,
    '--map-text': colors.textParagraph,
    '--map-subdued': colors.textSubdued,
    '--map-line': colors.borderBaseSubdued,
    '--map-accent': colors.primary,
    '--map-photo': colors.textSuccess,
    '--map-on-photo': colors.backgroundBasePlain,
    '--map-peak': colors.danger,
    '--map-trail': colors.accent,
  } as React.CSSProperties;
}

function drawingHelp(shape: Shape): string {
  switch (shape) {
    case 'box':
      return i18n.translate('peakSearch.map.helpBox', {
        defaultMessage: 'Click one corner of the box, then the opposite one. Esc ends it.',
      });
    case 'circle':
      return i18n.translate('peakSearch.map.helpCircle', {
        defaultMessage: 'Click the middle of the circle, then its edge. Esc ends it.',
      });
    case 'polygon':
      return i18n.translate('peakSearch.map.helpPolygon', {
        defaultMessage: 'Click corner after corner; a double click closes the shape. Esc ends it.',
      });
  }
}

/** An area as people say it. */
export function areaWords(area: Area): string {
  switch (area.type) {
    case 'box':
      return i18n.translate('peakSearch.map.areaBox', { defaultMessage: 'In the box on the map' });
    case 'circle':
      return i18n.translate('peakSearch.map.areaCircle', {
        defaultMessage: 'Within {distance} km of {lat}°, {lon}°',
        values: {
          distance: kilometres(area.radiusM / 1000),
          lat: area.center.lat.toFixed(3),
          lon: area.center.lon.toFixed(3),
        },
      });
    case 'polygon':
      return i18n.translate('peakSearch.map.areaPolygon', {
        defaultMessage: 'In the shape on the map',
      });
  }
}

/** @jsx jsx */
import React, { useCallback, useMemo, useState } from 'react';
import {
  EuiButton,
  EuiButtonEmpty,
  EuiButtonIcon,
  EuiFlyout,
  EuiFlyoutBody,
  EuiFlyoutFooter,
  EuiFlyoutHeader,
  EuiNotificationBadge,
  EuiProgress,
  EuiScreenReaderOnly,
  EuiText,
  EuiTitle,
  useEuiTheme,
  useIsWithinBreakpoints,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { Peak } from '../../common/api';
import type { SearchResponse } from '../../common/search_api';
import { PLUGIN_NAME } from '../../common/constants';
import { activeFilters, FilterPanel } from '../filters/filter_panel';
import { ByDaySwitch } from '../grid/grid_toolbar';
import { IdentifyFlyout } from '../identify/identify_flyout';
import { tilesOf } from '../map/tiles';
import { OpenSearchInMaps } from '../maps_link/open_in_maps';
import { SmallMap } from '../maps_link/small_map';
import { PhotoView } from '../photo_view/photo_view';
import { SearchBar } from '../search_bar/search_bar';
import type { SearchDispatch } from '../state/search_state';
import { useStored } from '../state/stored';
import { DemoBadge, statusPoll, StatusNotices } from '../states/status_notices';
import { useAppServices } from '../services/app_services';
import { openQuality } from './quality_path';
import { Results } from './results';
import { useLoad } from '../services/use_load';
import { useSearchResults } from './use_search_results';
import { useSearchState } from './use_search_state';

/** What Kibana's header leaves of the window; the names changed between its versions. */
const BODY_HEIGHT =
  'var(--kbn-application--content-height, calc(100dvh - var(--kbnAppHeadersOffset, var(--euiFixedHeadersOffset, 0px))))';
const COLUMN_WIDTH = 288;
const NO_PEAKS: Peak[] = [];

export function AppPage() {
  const { api, history, may, plugins } = useAppServices();
  const { euiTheme } = useEuiTheme();
  const narrow = useIsWithinBreakpoints(['xs', 's']);
  const [filtersOpen, setFiltersOpen] = useState(false);
  const [rowHeight, setRowHeight] = useStored('rowHeight', 190);
  const { state, dispatch, undo } = useSearchState(history);
  const status = useLoad(api.status, statusPoll);
  const catalog = useLoad(api.peaks);
  const results = useSearchResults(api, state);

  const peaks = catalog.value?.peaks ?? NO_PEAKS;
  const names = useMemo(() => new Map(peaks.map(({ id, names: [name] }) => [id, name])), [peaks]);
  const peakName = useCallback((id: string) => names.get(id) ?? id, [names]);
  const closePhoto = useCallback(() => dispatch({ type: 'closePhoto' }), [dispatch]);
  const closeIdentify = useCallback(
    () => dispatch({ type: 'setIdentifyOpen', open: false }),
    [dispatch]
  );
  const retry = () => {
    status.reload();
    catalog.reload();
    results.retry();
  };

  const filters = (
    <FilterPanel
      state={state}
      facets={results.answer?.facets}
      total={results.answer?.total ?? 0}
      peaks={peaks}
      peakName={peakName}
      dispatch={dispatch}
      map={
        <SmallMap
          filters={state.filters}
          peaks={peaks}
          tiles={tilesOf(status.value, plugins)}
          dispatch={dispatch}
        />
      }
    />
  );
  return (
    <main
      css={{
        blockSize: BODY_HEIGHT,
        display: 'flex',
        flexDirection: 'column',
        background: euiTheme.colors.backgroundBasePlain,
      }}
    >
      <EuiScreenReaderOnly>
        <h1>{PLUGIN_NAME}</h1>
      </EuiScreenReaderOnly>
      <StatusNotices status={status.value} />
      {narrow && status.value?.model.demo && (
        <div css={{ textAlign: 'center', paddingBlockStart: euiTheme.size.xs }}>
          <DemoBadge status={status.value} />
        </div>
      )}
      <header
        css={{
          position: 'relative',
          display: 'flex',
          alignItems: 'flex-start',
          gap: euiTheme.size.s,
          padding: `${euiTheme.size.s} ${euiTheme.size.m}`,
          borderBlockEnd: euiTheme.border.thin,
        }}
      >
        <SearchBar
          state={state}
          counts={results.answer?.conditions}
          peaks={peaks}
          peakName={peakName}
          dispatch={dispatch}
          undo={undo}
        />
        {!narrow && <DemoBadge status={status.value} />}
        {may.identify && <IdentifyButton narrow={narrow} dispatch={dispatch} />}
        {may.quality && (
          <EuiButtonIcon
            iconType="visGauge"
            size="m"
            aria-label={i18n.translate('peakSearch.quality.open', {
              defaultMessage: 'Quality of the answers',
            })}
            onClick={() => openQuality(history)}
            data-test-subj="peakSearchOpenQuality"
          />
        )}
        {results.loading && (
          <EuiProgress
            size="xs"
            position="absolute"
            color="accent"
            css={{ insetBlockStart: 'auto', insetBlockEnd: 0 }}
          />
        )}
      </header>
      <div css={{ display: 'flex', flexGrow: 1, minBlockSize: 0 }}>
        {!narrow && (
          <aside
            aria-label={i18n.translate('peakSearch.filters.title', { defaultMessage: 'Filters' })}
            css={{
              inlineSize: COLUMN_WIDTH,
              flexShrink: 0,
              overflowY: 'auto',
              padding: euiTheme.size.m,
              borderInlineEnd: euiTheme.border.thin,
            }}
          >
            {results.answer && <WhatIsCounted answer={results.answer} />}
            {filters}
          </aside>
        )}
        <Results
          state={state}
          results={results}
          status={status.value}
          peaks={peaks}
          peakName={peakName}
          dispatch={dispatch}
          retry={retry}
          rowHeight={narrow ? Math.min(rowHeight, 140) : rowHeight}
          onRowHeight={setRowHeight}
          narrow={narrow}
          filtersButton={
            narrow && (
              <EuiButtonEmpty
                size="s"
                flush="left"
                iconType="filter"
                onClick={() => setFiltersOpen(true)}
              >
                {i18n.translate('peakSearch.filters.title', { defaultMessage: 'Filters' })}{' '}
                {activeFilters(state.filters) > 0 && (
                  <EuiNotificationBadge>{activeFilters(state.filters)}</EuiNotificationBadge>
                )}
              </EuiButtonEmpty>
            )
          }
        />
      </div>
      {state.photo !== undefined && (
        <PhotoView
          id={state.photo}
          hits={results.hits}
          count={results.answer?.listed ?? results.hits.length}
          dispatch={dispatch}
          onClose={closePhoto}
          peakName={peakName}
        />
      )}
      {state.identifyOpen && (
        <IdentifyFlyout dispatch={dispatch} onClose={closeIdentify} peakName={peakName} />
      )}
      {narrow && filtersOpen && (
        <FiltersFlyout onClose={() => setFiltersOpen(false)}>
          {filters}
          {/* What the toolbar has no room for. */}
          <div css={{ display: 'flex', flexDirection: 'column', gap: euiTheme.size.m }}>
            <ByDaySwitch state={state} dispatch={dispatch} />
            <div>
              <OpenSearchInMaps state={state} />
            </div>
          </div>
        </FiltersFlyout>
      )}
    </main>
  );
}

/** The list holds the best photos, or one of each burst; facets, timeline and map count all that the filters admit. */
function WhatIsCounted({ answer: { listed, total } }: { answer: SearchResponse }) {
  if (listed >= total) return null;
  const number = (value: number) => value.toLocaleString(i18n.getLocale());
  return (
    <EuiText size="xs" color="subdued" component="p" data-test-subj="peakSearchWhatIsCounted">
      {i18n.translate('peakSearch.results.counted', {
        defaultMessage:
          'Counts are of all {total} photos that pass the filters, not only the {listed} shown.',
        values: { total: number(total), listed: number(listed) },
      })}
    </EuiText>
  );
}

function IdentifyButton({ narrow, dispatch }: { narrow: boolean; dispatch: SearchDispatch }) {
  const label = i18n.translate('peakSearch.identify.open', { defaultMessage: 'Identify a photo' });
  const common = {
    iconType: 'image',
    onClick: () => dispatch({ type: 'setIdentifyOpen', open: true }),
    'data-test-subj': 'peakSearchIdentify',
  };
  return narrow ? (
    <EuiButtonIcon {...common} display="base" size="m" aria-label={label} />
  ) : (
    <EuiButton {...common}>{label}</EuiButton>
  );
}

function FiltersFlyout({ onClose, children }: { onClose(): void; children: React.ReactNode }) {
  const title = i18n.translate('peakSearch.filters.title', { defaultMessage: 'Filters' });
  return (
    <EuiFlyout onClose={onClose} size="s" aria-label={title}>
      <EuiFlyoutHeader hasBorder>
        <EuiTitle size="s">
          <h2>{title}</h2>
        </EuiTitle>
      </EuiFlyoutHeader>
      <EuiFlyoutBody>{children}</EuiFlyoutBody>
      <EuiFlyoutFooter>
        <EuiButton fill fullWidth onClick={onClose}>
          {i18n.translate('peakSearch.filters.show', { defaultMessage: 'Show photos' })}
        </EuiButton>
      </EuiFlyoutFooter>
    </EuiFlyout>
  );
}

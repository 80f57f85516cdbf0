/** @jsx jsx */
/** @jsxFrag React.Fragment */
import React, { type ReactNode, useCallback } from 'react';
import { EuiButton, EuiSkeletonRectangle } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { Peak, StatusResponse } from '../../common/api';
import type { Area } from '../../common/search_api';
import { effectiveSort, GridToolbar, isByTime } from '../grid/grid_toolbar';
import { PhotoGrid } from '../grid/photo_grid';
import { SelectionBar } from '../selection/selection_bar';
import { useSelection } from '../selection/use_selection';
import type { SearchDispatch, SearchState } from '../state/search_state';
import { toQueryString } from '../state/url_state';
import {
  EmptyLibrary,
  FailureCallout,
  FailurePrompt,
  NothingFound,
  NothingLikeThat,
  PartlyFailed,
  StillSearching,
} from '../states/result_states';
import type { useSearchResults } from './use_search_results';

export interface ResultsProps {
  state: SearchState;
  results: ReturnType<typeof useSearchResults>;
  status?: StatusResponse;
  peaks: readonly Peak[];
  peakName(id: string): string;
  dispatch: SearchDispatch;
  retry(): void;
  rowHeight: number;
  onRowHeight(rowHeight: number): void;
  narrow: boolean;
  filtersButton?: ReactNode;
}

/** The middle of a chosen area: what "nearest" is near to. */
function middleOf(area: Area | undefined): { lat: number; lon: number } | undefined {
  if (area === undefined) return undefined;
  if (area.type === 'circle') return area.center;
  if (area.type === 'box') {
    const width = (area.right - area.left + 360) % 360;
    const lon = ((area.left + width / 2 + 540) % 360) - 180;
    return { lat: (area.top + area.bottom) / 2, lon };
  }
  const mean = (pick: (point: { lat: number; lon: number }) => number) =>
    area.points.reduce((sum, point) => sum + pick(point), 0) / area.points.length;
  return { lat: mean(({ lat }) => lat), lon: mean(({ lon }) => lon) };
}

/** The right side: toolbar, photos, or what is so instead. */
export function Results(props: ResultsProps) {
  const { state, results, peakName, dispatch, retry } = props;
  const { answer, hits, loading, error } = results;
  const onOpen = useCallback((id: string) => dispatch({ type: 'openPhoto', id }), [dispatch]);
  // What lies over the grid is no other list.
  const searchKey = toQueryString({ ...state, photo: undefined, identifyOpen: false });
  const selection = useSelection(hits, searchKey);

  return (
    <section
      aria-label={i18n.translate('peakSearch.results.label', { defaultMessage: 'Results' })}
      css={{
        position: 'relative',
        flexGrow: 1,
        minInlineSize: 0,
        display: 'flex',
        flexDirection: 'column',
      }}
      aria-busy={loading}
    >
      <div css={{ padding: '0 12px' }}>
        <GridToolbar
          state={state}
          answer={answer}
          loading={loading}
          rowHeight={props.rowHeight}
          onRowHeight={props.onRowHeight}
          dispatch={dispatch}
          nearTo={middleOf(state.filters.area)}
          filtersButton={props.filtersButton}
          narrow={props.narrow}
        />
        <SelectionBar selection={selection} peaks={props.peaks} onCorrected={results.retry} />
      </div>
      {hits.length > 0 ? (
        <PhotoGrid
          hits={hits}
          count={answer?.listed ?? hits.length}
          rowHeight={props.rowHeight}
          groupByDay={state.groupByDay && isByTime(state)}
          sections={effectiveSort(state) === 'match'}
          openId={state.photo}
          dimmed={loading}
          more={results.more}
          loadMore={results.loadMore}
          searchKey={searchKey}
          peakName={peakName}
          onOpen={onOpen}
          selection={selection}
          footer={
            results.longer && (
              <div css={{ textAlign: 'center', padding: 24 }}>
                <EuiButton onClick={results.loadLonger} data-test-subj="peakSearchLonger">
                  {i18n.translate('peakSearch.results.longer', {
                    defaultMessage: 'Show more photos',
                  })}
                </EuiButton>
              </div>
            )
          }
          header={
            <>
              {error && <FailureCallout error={error} onRetry={retry} />}
              {answer && answer.warnings.length > 0 && <PartlyFailed warnings={answer.warnings} />}
              {answer?.nothingLikeThat && <NothingLikeThat absentPeak={answer.absentPeak} />}
            </>
          }
        />
      ) : (
        <NoPhotos {...props} />
      )}
      {results.slow && <StillSearching onCancel={results.cancel} />}
    </section>
  );
}

function NoPhotos(props: ResultsProps) {
  const { state, results, status, peakName, dispatch, retry, rowHeight } = props;
  if (results.error) {
    // Words need a model; the photos themselves do not.
    const onBrowse = state.terms.length > 0 ? () => dispatch({ type: 'clear' }) : undefined;
    return <FailurePrompt error={results.error} onRetry={retry} onBrowse={onBrowse} />;
  }
  if (results.loading) {
    return (
      <div css={{ padding: 12 }}>
        <Placeholders height={rowHeight} />
      </div>
    );
  }
  if (status?.photosIndex.state === 'missing' || status?.photosIndex.count === 0) {
    return <EmptyLibrary index={status.photosIndex.name} onRetry={retry} />;
  }
  return (
    <NothingFound
      state={state}
      counts={results.answer?.conditions}
      peakName={peakName}
      dispatch={dispatch}
    />
  );
}

/** Rows where photos will be, so that nothing jumps when they come. */
function Placeholders({ height }: { height: number }) {
  return (
    <div
      css={{
        display: 'grid',
        gap: 4,
        gridTemplateColumns: 'repeat(auto-fill, minmax(220px, 1fr))',
      }}
    >
      {Array.from({ length: 12 }, (_, i) => (
        <EuiSkeletonRectangle key={i} width="100%" height={height} borderRadius="m" />
      ))}
    </div>
  );
}

/** @jsx jsx */
import { type ReactNode } from 'react';
import {
  EuiButtonEmpty,
  EuiCopy,
  EuiFlexGroup,
  EuiFlexItem,
  EuiRange,
  EuiScreenReaderLive,
  EuiSelect,
  EuiSwitch,
  EuiText,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { SearchResponse, SearchSort } from '../../common/search_api';
import { OpenSearchInMaps } from '../maps_link/open_in_maps';
import type { SearchDispatch, SearchState } from '../state/search_state';

/** Heights of rows in pixels: from a contact sheet to almost one photo a row. */
export const ROW_HEIGHT = { min: 90, max: 400, step: 10 } as const;

export interface GridToolbarProps {
  state: SearchState;
  answer?: SearchResponse;
  loading: boolean;
  rowHeight: number;
  onRowHeight(rowHeight: number): void;
  dispatch: SearchDispatch;
  /** A place to be near to, for the sort by distance: the middle of the chosen area. */
  nearTo?: { lat: number; lon: number };
  /** On a phone: the button that opens the filters. */
  filtersButton?: ReactNode;
  narrow: boolean;
}

/** How many photos there are, in words; in few of them where there is little room. */
export function countLabel(
  { total, listed }: SearchResponse,
  { terms, collapseBursts }: SearchState,
  short = false
): string {
  const number = (value: number) => value.toLocaleString(i18n.getLocale());
  if (listed >= total) {
    return i18n.translate('peakSearch.grid.count', {
      defaultMessage: '{total, plural, one {{shown} photo} other {{shown} photos}}',
      values: { total, shown: number(total) },
    });
  }
  const values = { listed: number(listed), total: number(total) };
  if (terms.length > 0) {
    return i18n.translate('peakSearch.grid.countBest', {
      defaultMessage: 'Best {listed} of {total}',
      values,
    });
  }
  return short || !collapseBursts
    ? i18n.translate('peakSearch.grid.countOf', {
        defaultMessage: '{listed} of {total} photos',
        values,
      })
    : i18n.translate('peakSearch.grid.countBursts', {
        defaultMessage: '{listed} of {total} photos, one of each burst',
        values,
      });
}

export function GridToolbar(props: GridToolbarProps) {
  const { state, answer, loading, rowHeight, onRowHeight, dispatch, nearTo, narrow } = props;
  // The number of the search before must not stand beside the words of the new one.
  const searching = i18n.translate('peakSearch.grid.searching', { defaultMessage: 'Searching …' });
  const count = answer && !loading ? countLabel(answer, state) : '';
  const shown = loading ? searching : answer ? countLabel(answer, state, narrow) : '\u00a0';
  return (
    <EuiFlexGroup
      alignItems="center"
      gutterSize="s"
      responsive={false}
      css={{ minBlockSize: 48, flexGrow: 0 }}
    >
      {props.filtersButton && <EuiFlexItem grow={false}>{props.filtersButton}</EuiFlexItem>}
      <EuiFlexItem grow>
        <EuiText size={narrow ? 'xs' : 's'} data-test-subj="peakSearchCount">
          <strong>{shown}</strong>
        </EuiText>
        <EuiScreenReaderLive>{count}</EuiScreenReaderLive>
      </EuiFlexItem>
      <EuiFlexItem grow={false} css={{ inlineSize: narrow ? 150 : 200 }}>
        <SortSelect state={state} dispatch={dispatch} nearTo={nearTo} />
      </EuiFlexItem>
      {!narrow && (
        <EuiFlexItem grow={false}>
          <ByDaySwitch state={state} dispatch={dispatch} />
        </EuiFlexItem>
      )}
      {!narrow && (
        <EuiFlexItem grow={false}>
          <SizeSlider rowHeight={rowHeight} onRowHeight={onRowHeight} css={{ inlineSize: 110 }} />
        </EuiFlexItem>
      )}
      {!narrow && (
        <EuiFlexItem grow={false}>
          <OpenSearchInMaps state={state} />
        </EuiFlexItem>
      )}
      <EuiFlexItem grow={false}>
        <EuiCopy
          textToCopy={window.location.href}
          afterMessage={i18n.translate('peakSearch.grid.linkCopied', {
            defaultMessage: 'Link copied',
          })}
        >
          {(copy) => (
            <EuiButtonEmpty
              size="s"
              flush={narrow ? 'both' : undefined}
              iconType="link"
              onClick={copy}
              aria-label={i18n.translate('peakSearch.grid.copyLink', {
                defaultMessage: 'Copy a link to this search',
              })}
              data-test-subj="peakSearchCopyLink"
            >
              {!narrow && i18n.translate('peakSearch.grid.share', { defaultMessage: 'Share' })}
            </EuiButtonEmpty>
          )}
        </EuiCopy>
      </EuiFlexItem>
    </EuiFlexGroup>
  );
}

export function ByDaySwitch({ state, dispatch }: Pick<GridToolbarProps, 'state' | 'dispatch'>) {
  return (
    <EuiSwitch
      compressed
      label={i18n.translate('peakSearch.grid.byDay', { defaultMessage: 'By day' })}
      checked={state.groupByDay && isByTime(state)}
      onChange={({ target }) => groupByDay(target.checked, state, dispatch)}
    />
  );
}

export function SizeSlider({
  rowHeight,
  onRowHeight,
  className,
}: Pick<GridToolbarProps, 'rowHeight' | 'onRowHeight'> & { className?: string }) {
  return (
    <EuiRange
      {...ROW_HEIGHT}
      compressed
      value={rowHeight}
      onChange={({ currentTarget }) => onRowHeight(Number(currentTarget.value))}
      aria-label={i18n.translate('peakSearch.grid.size', {
        defaultMessage: 'Size of the thumbnails',
      })}
      className={className}
    />
  );
}

/** The order that the list has: with nothing to match, the newest photos come first. */
export const effectiveSort = ({ sort, terms }: SearchState): SearchSort =>
  sort === 'match' && terms.length === 0 ? 'newest' : sort;

/** Days follow one another only in a list by time. */
export const isByTime = (state: SearchState): boolean =>
  ['newest', 'oldest'].includes(effectiveSort(state));

function groupByDay(on: boolean, state: SearchState, dispatch: SearchDispatch): void {
  if (on && !isByTime(state)) dispatch({ type: 'setSort', sort: 'newest' });
  dispatch({ type: 'setGroupByDay', groupByDay: on });
}

function SortSelect({
  state,
  dispatch,
  nearTo,
}: Pick<GridToolbarProps, 'state' | 'dispatch' | 'nearTo'>) {
  const near = state.nearTo ?? nearTo;
  const label = i18n.translate('peakSearch.sort.label', { defaultMessage: 'Order' });
  const options: Array<{ value: SearchSort; text: string; disabled?: boolean }> = [
    {
      value: 'match',
      text: i18n.translate('peakSearch.sort.match', { defaultMessage: 'Best match first' }),
      disabled: state.terms.length === 0,
    },
    {
      value: 'newest',
      text: i18n.translate('peakSearch.sort.newest', { defaultMessage: 'Newest first' }),
    },
    {
      value: 'oldest',
      text: i18n.translate('peakSearch.sort.oldest', { defaultMessage: 'Oldest first' }),
    },
    {
      value: 'nearest',
      text: near
        ? i18n.translate('peakSearch.sort.nearest', { defaultMessage: 'Nearest first' })
        : i18n.translate('peakSearch.sort.nearestNeedsPlace', {
            defaultMessage: 'Nearest first (choose a place)',
          }),
      disabled: near === undefined,
    },
  ];
  return (
    <EuiSelect
      compressed
      aria-label={label}
      options={options}
      value={effectiveSort(state)}
      onChange={({ target }) => {
        const sort = target.value as SearchSort;
        dispatch({ type: 'setSort', sort, nearTo: sort === 'nearest' ? near : undefined });
      }}
      data-test-subj="peakSearchSort"
    />
  );
}

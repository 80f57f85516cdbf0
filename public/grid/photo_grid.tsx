/** @jsx jsx */
import React, {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import {
  EuiButtonEmpty,
  EuiLoadingSpinner,
  EuiTitle,
  useEuiTheme,
  useResizeObserver,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import type { PhotoHit } from '../../common/search_api';
import { dayLabel } from './capture_time';
import { sectionLabel } from './match_words';
import { type GridRow, laidOut, layoutRows, neighbourRow, rowOf } from './grid_rows';
import type { Selection } from '../selection/use_selection';
import { PhotoTile } from './photo_tile';

export interface PhotoGridProps {
  hits: readonly PhotoHit[];
  /** How many can be paged to. */
  count: number;
  rowHeight: number;
  groupByDay: boolean;
  /** The list is by match: a heading tells the best from the rest. */
  sections: boolean;
  more: boolean;
  loadMore(): void;
  /** A change of it begins the list at its top. */
  searchKey: string;
  peakName(id: string): string;
  onOpen(id: string): void;
  selection: Selection;
  /** The photo that is open over the grid; when it closes, the focus comes back to it. */
  openId?: string;
  /** A new answer is on its way: these photos are the one before. */
  dimmed: boolean;
  /** What stands above the photos and scrolls with them. */
  header?: React.ReactNode;
  footer?: React.ReactNode;
}

const GAP = 4;
/** Rows kept ready outside of view: a flick of the wheel. */
const OVERSCAN = 4;
/** Further hits are asked for when fewer rows than this are left below. */
const ROWS_AHEAD = 8;

/** Rows of photos by their true aspect ratios; only those in view exist, so that 10,000 scroll as smoothly as ten. */
export function PhotoGrid(props: PhotoGridProps) {
  const {
    hits,
    count,
    rowHeight,
    groupByDay,
    sections,
    more,
    loadMore,
    searchKey,
    peakName,
    onOpen,
    selection,
  } = props;
  const { euiTheme } = useEuiTheme();
  const scroller = useRef<HTMLDivElement>(null);
  const [area, setArea] = useState<HTMLDivElement | null>(null);
  const { width } = useResizeObserver(area, 'width');
  const [current, setCurrent] = useState(0);
  const [toFocus, setToFocus] = useState<{ index: number }>();

  const rows = useMemo(
    () =>
      layoutRows(hits, {
        width: Math.floor(width),
        rowHeight,
        gap: GAP,
        groupByDay,
        sections,
        more,
      }),
    [hits, width, rowHeight, groupByDay, sections, more]
  );
  const currentRow = useMemo(() => rowOf(rows, current), [rows, current]);
  // The current photo's row stays in the page wherever the view is: its focus, and with it the keyboard, would be lost.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const inView = defaultRangeExtractor(range);
      return currentRow < 0 || inView.includes(currentRow)
        ? inView
        : [...inView, currentRow].sort((a, b) => a - b);
    },
    [currentRow]
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    rangeExtractor,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rows[index]!.height,
    overscan: OVERSCAN,
    scrollMargin: area?.offsetTop ?? 0,
  });
  // Sizes are known, not measured: they change only with the layout.
  useEffect(() => virtualizer.measure(), [rows, virtualizer]);

  const items = virtualizer.getVirtualItems();
  const lastRow = virtualizer.range?.endIndex ?? 0;
  useEffect(() => {
    if (more && rows.length - lastRow < ROWS_AHEAD) loadMore();
  }, [more, rows.length, lastRow, loadMore]);

  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    setCurrent(0);
  }, [searchKey]);

  const focus = useCallback(
    (index: number) => {
      const row = rowOf(rows, index);
      if (row < 0) return;
      setCurrent(index);
      setToFocus({ index });
      virtualizer.scrollToIndex(row, { align: 'auto' });
    },
    [rows, virtualizer]
  );
  useLayoutEffect(() => {
    if (toFocus === undefined) return;
    scroller.current
      ?.querySelector<HTMLElement>(`[data-index="${toFocus.index}"]`)
      ?.focus({ preventScroll: true });
  }, [toFocus]);
  useReturnOfFocus(props.openId, hits, focus);
  const onKeyDown = (event: KeyboardEvent) => {
    if (selectByKey(event, { current, count: hits.length, selection })) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const next = nextPhoto(event.key, current, rows, laidOut(rows));
    if (next === undefined) return;
    event.preventDefault();
    if (event.shiftKey) {
      if (!selection.ids.has(hits[current]!.id)) selection.extendTo(current);
      selection.extendTo(next);
    }
    if (next !== current) focus(next);
  };
  const onSelect = useCallback(
    (index: number, range: boolean) =>
      range ? selection.extendTo(index) : selection.toggle(index),
    [selection]
  );
  const open = useCallback((index: number) => onOpen(hits[index]!.id), [hits, onOpen]);

  return (
    <div
      ref={scroller}
      data-test-subj="peakSearchGrid"
      css={{
        flexGrow: 1,
        minBlockSize: 0,
        overflowY: 'auto',
        // Rows that come must not change the width, and with it all rows.
        scrollbarGutter: 'stable',
        padding: `0 ${euiTheme.size.m} ${euiTheme.size.l}`,
      }}
    >
      {props.header}
      <div
        ref={setArea}
        role="group"
        aria-label={i18n.translate('peakSearch.grid.label', { defaultMessage: 'Photos' })}
        onKeyDown={onKeyDown}
        css={{
          position: 'relative',
          opacity: props.dimmed ? 0.5 : 1,
          // Quick answers do not flicker.
          transition: props.dimmed ? 'opacity 200ms 200ms' : undefined,
        }}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const top = start - (area?.offsetTop ?? 0);
          return (
            <div
              key={index}
              style={{ position: 'absolute', insetInline: 0, top, height: row.height }}
            >
              {row.kind === 'section' ? (
                <SectionHeading best={row.best} />
              ) : row.kind === 'day' ? (
                <DayHeading row={row} hits={hits} selection={selection} />
              ) : (
                row.tiles.map((tile) => (
                  <PhotoTile
                    key={hits[tile.index]!.id}
                    hit={hits[tile.index]!}
                    index={tile.index}
                    count={count}
                    left={tile.left}
                    width={tile.width}
                    height={row.height - GAP}
                    current={tile.index === current}
                    selected={selection.ids.has(hits[tile.index]!.id)}
                    selecting={selection.ids.size > 0}
                    onSelect={onSelect}
                    peakName={peakName}
                    onOpen={open}
                    onFocus={setCurrent}
                  />
                ))
              )}
            </div>
          );
        })}
      </div>
      {more && (
        <div css={{ display: 'flex', justifyContent: 'center', padding: euiTheme.size.l }}>
          <EuiLoadingSpinner size="l" />
        </div>
      )}
      {props.footer}
    </div>
  );
}

function SectionHeading({ best }: { best: boolean }) {
  const { euiTheme } = useEuiTheme();
  return (
    <EuiTitle size="xxs">
      <h2
        data-test-subj="peakSearchSection"
        css={{ position: 'absolute', insetBlockEnd: euiTheme.size.s, insetInlineStart: 0 }}
      >
        {sectionLabel(best)}
      </h2>
    </EuiTitle>
  );
}

interface DayHeadingProps extends Pick<PhotoGridProps, 'hits' | 'selection'> {
  row: Extract<GridRow, { kind: 'day' }>;
}

function DayHeading({ row, hits, selection }: DayHeadingProps) {
  const { euiTheme } = useEuiTheme();
  const end = row.start + row.count;
  const all = hits.slice(row.start, end).every(({ id }) => selection.ids.has(id));
  return (
    <div
      css={{
        position: 'absolute',
        insetBlockEnd: euiTheme.size.s,
        insetInlineStart: 0,
        display: 'flex',
        alignItems: 'center',
        gap: euiTheme.size.s,
      }}
    >
      <EuiTitle size="xs">
        <h2>
          {row.day
            ? dayLabel(row.day)
            : i18n.translate('peakSearch.grid.noDay', { defaultMessage: 'Without a time' })}
        </h2>
      </EuiTitle>
      <EuiButtonEmpty
        size="xs"
        onClick={() => selection.toggleAll(row.start, end)}
        data-test-subj="peakSearchSelectDay"
      >
        {all
          ? i18n.translate('peakSearch.selection.dayOff', { defaultMessage: 'Deselect the day' })
          : i18n.translate('peakSearch.selection.day', { defaultMessage: 'Select the day' })}
      </EuiButtonEmpty>
    </div>
  );
}

/** Whoever closes a photo goes on from it, also when leafing led to another one. */
function useReturnOfFocus(
  openId: string | undefined,
  hits: readonly PhotoHit[],
  focus: (index: number) => void
): void {
  const before = useRef(openId);
  useEffect(() => {
    const closed = openId === undefined ? before.current : undefined;
    before.current = openId;
    const index = closed === undefined ? -1 : hits.findIndex(({ id }) => id === closed);
    if (index >= 0) focus(index);
  }, [openId, hits, focus]);
}

/** X selects the current photo, Ctrl+A all that are loaded, Escape none. @returns whether the key was one of these */
function selectByKey(
  { key, ctrlKey, metaKey }: KeyboardEvent,
  on: { current: number; count: number; selection: Selection }
): boolean {
  const { current, count, selection } = on;
  const command = ctrlKey || metaKey;
  if (key.toLowerCase() === 'a' && command) {
    selection.clear();
    selection.toggleAll(0, count);
  } else if (key.toLowerCase() === 'x' && !command) selection.toggle(current);
  else if (key === 'Escape' && selection.ids.size > 0) selection.clear();
  else return false;
  return true;
}

/** Where a key leads from a photo; undefined for keys that lead nowhere. */
function nextPhoto(
  key: string,
  current: number,
  rows: readonly GridRow[],
  count: number
): number | undefined {
  const rightToLeft = document.documentElement.dir === 'rtl';
  switch (key) {
    case 'ArrowRight':
    case 'ArrowLeft': {
      const step = (key === 'ArrowRight') !== rightToLeft ? 1 : -1;
      return Math.min(count - 1, Math.max(0, current + step));
    }
    case 'ArrowDown':
      return neighbourRow(rows, current, 1);
    case 'ArrowUp':
      return neighbourRow(rows, current, -1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** @jsx jsx */
/** @jsxFrag React.Fragment */
import React, { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { EuiFieldText, EuiFlexGroup, EuiFlexItem, EuiText, useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { SearchFacets, SearchFilters } from '../../common/search_api';
import { isDay } from '../../common/days';
import { captureTime } from '../grid/capture_time';
import { type Bar, brushed, fieldDay, isWholeDay, position, timelineBars } from './timeline_bars';

type TimeFilter = SearchFilters['time'];

export interface TimelineFilterProps {
  timeline: SearchFacets['timeline'];
  time: TimeFilter;
  onChange(time: TimeFilter): void;
}

const HEIGHT = 72;
/** One photo beside thousands is still to be seen. */
const LOWEST_BAR = 2;

/** When the photos were taken: drag over the bars, click one, or type days. */
export function TimelineFilter({ timeline, time, onChange }: TimelineFilterProps) {
  const bars = useMemo(() => timelineBars(timeline), [timeline]);
  return (
    <>
      {bars.length > 0 && <Histogram bars={bars} onBrush={onChange} />}
      <DayFields time={time} onChange={onChange} />
    </>
  );
}

function Histogram({ bars, onBrush }: { bars: Bar[]; onBrush(time: TimeFilter): void }) {
  const { euiTheme } = useEuiTheme();
  const plot = useRef<HTMLDivElement>(null);
  const [brush, setBrush] = useState<{ from: number; to: number }>();
  const highest = Math.max(...bars.map(({ count }) => count));

  const at = (event: PointerEvent) => {
    const { left, width } = plot.current!.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  const finish = (event: PointerEvent) => {
    if (!brush) return;
    const time = brushed(bars, brush.from, at(event));
    setBrush(undefined);
    if (time) onBrush(time);
  };
  const percent = (value: number) => `${value * 100}%`;
  const summary = i18n.translate('peakSearch.filters.timelineSummary', {
    defaultMessage: 'Photos over time, from {from} to {to}',
    values: { from: dayOfBar(bars[0]!), to: dayOfBar(bars[bars.length - 1]!) },
  });

  return (
    <>
      <div
        ref={plot}
        role="img"
        aria-label={summary}
        data-test-subj="peakSearchTimeline"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setBrush({ from: at(event), to: at(event) });
        }}
        onPointerMove={(event) => brush && setBrush({ ...brush, to: at(event) })}
        onPointerUp={finish}
        onPointerCancel={() => setBrush(undefined)}
        css={{
          position: 'relative',
          blockSize: HEIGHT,
          cursor: 'crosshair',
          // The page scrolls up and down on a phone, the brush goes left and right.
          touchAction: 'pan-y',
          // Time runs from left to right in every script.
          direction: 'ltr',
          borderBlockEnd: `1px solid ${euiTheme.colors.borderBaseSubdued}`,
        }}
      >
        {bars.map((bar) => {
          const left = position(bars, bar.from);
          return (
            <div
              key={bar.from}
              title={`${dayOfBar(bar)}: ${bar.count}`}
              css={{
                position: 'absolute',
                insetBlockEnd: 0,
                background: euiTheme.colors.primary,
                borderRadius: '2px 2px 0 0',
                '&:hover': { background: euiTheme.colors.primaryText },
              }}
              style={{
                left: percent(left),
                width: `max(2px, calc(${percent(position(bars, bar.to) - left)} - 1px))`,
                height: Math.max(LOWEST_BAR, (bar.count / highest) * HEIGHT),
              }}
            />
          );
        })}
        {brush && (
          <div
            css={{
              position: 'absolute',
              insetBlock: 0,
              background: euiTheme.colors.accent,
              opacity: 0.3,
              pointerEvents: 'none',
            }}
            style={{
              left: percent(Math.min(brush.from, brush.to)),
              width: percent(Math.abs(brush.to - brush.from)),
            }}
          />
        )}
      </div>
      <EuiText size="xs" color="subdued" css={{ marginBlock: euiTheme.size.xs }}>
        <div css={{ display: 'flex', justifyContent: 'space-between', direction: 'ltr' }}>
          <span>{dayOfBar(bars[0]!)}</span>
          {bars.length > 1 && <span>{dayOfBar(bars[bars.length - 1]!)}</span>}
        </div>
      </EuiText>
    </>
  );
}

/** A bar's day on the clock that the server cut the days by. */
const dayOfBar = ({ from }: Bar) =>
  captureTime(isDay(from) ? `${from}T00:00:00Z` : from, { dateStyle: 'medium' });

function DayFields({ time, onChange }: Pick<TimelineFilterProps, 'time' | 'onChange'>) {
  const set = (part: Partial<NonNullable<TimeFilter>>) => {
    const { from, to } = { ...time, ...part };
    onChange(from || to ? { ...(from && { from }), ...(to && { to }) } : undefined);
  };
  return (
    <EuiFlexGroup gutterSize="xs" responsive={false}>
      <DayField
        label={i18n.translate('peakSearch.filters.fromDay', { defaultMessage: 'From day' })}
        day={fieldDay(time?.from, false)}
        onChange={(from) => set({ from })}
      />
      <DayField
        label={i18n.translate('peakSearch.filters.toDay', { defaultMessage: 'To day' })}
        day={fieldDay(time?.to, true)}
        onChange={(to) => set({ to })}
      />
    </EuiFlexGroup>
  );
}

/** A day as the photos' own zones have it. A search starts when the day is whole: each digit of a year makes another. */
function DayField(props: { label: string; day: string; onChange(day: string | undefined): void }) {
  const { label, day, onChange } = props;
  const { colorMode } = useEuiTheme();
  const [typed, setTyped] = useState(day);
  useEffect(() => setTyped(day), [day]);
  return (
    <EuiFlexItem css={{ minInlineSize: 0 }}>
      <EuiFieldText
        compressed
        fullWidth
        type={'date' as 'text'}
        aria-label={label}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          if (isWholeDay(target.value)) onChange(target.value);
          // A field that was emptied on purpose and one with half a day in it both read ''.
          else if (target.value === '' && target.validity.valid) onChange(undefined);
        }}
        onBlur={() => setTyped(day)}
        css={{
          paddingInline: 8,
          fontSize: 13,
          colorScheme: colorMode === 'DARK' ? 'dark' : 'light',
        }}
      />
    </EuiFlexItem>
  );
}

/** @jsx jsx */
import { type ReactNode } from 'react';
import { EuiBadge, EuiButtonEmpty, EuiText, useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { ConditionCount, SearchFilters } from '../../common/search_api';
import { formatCondition } from '../../common/sentence/conditions';
import { ConditionChip } from '../conditions/condition_chip';
import { fieldDay } from '../filters/timeline_bars';
import { captureTime } from '../grid/capture_time';
import type { SearchAction, SearchDispatch, SearchState } from '../state/search_state';
import { TermChip } from './term_chip';

export interface ActivePillsProps {
  state: SearchState;
  /** How many photos each condition leaves, once it is counted. */
  counts?: readonly ConditionCount[];
  peakName(id: string): string;
  dispatch: SearchDispatch;
}

/** Everything that is active, in one row: what filters, what ranks, each removed where it stands, and all at once. */
export function ActivePills({ state, counts = [], peakName, dispatch }: ActivePillsProps) {
  const { euiTheme } = useEuiTheme();
  const { terms, said } = state;
  const conditions = state.filters.conditions ?? [];
  const filters = filterPills(state, peakName);
  if (terms.length + conditions.length + filters.length === 0) return null;
  return (
    <div
      data-test-subj="peakSearchPills"
      css={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: euiTheme.size.xs,
        marginBlockStart: euiTheme.size.xs,
      }}
    >
      {conditions.length + filters.length > 0 && (
        <Group>
          {i18n.translate('peakSearch.pills.filteredBy', { defaultMessage: 'Filtered by' })}
        </Group>
      )}
      {conditions.map((condition, index) => {
        const text = formatCondition(condition);
        const count = counts.find((one) => one.condition === text);
        return (
          <ConditionChip
            key={`${index}:${condition.kind}`}
            condition={condition}
            names={{ places: count?.names, peakName }}
            said={said[text]}
            photos={count?.alone}
            onChange={(next) => dispatch({ type: 'setCondition', index, condition: next })}
            onAsWords={() => dispatch({ type: 'takeAsWords', index })}
            onRemove={() => dispatch({ type: 'setCondition', index })}
          />
        );
      })}
      {filters.map(({ key, label, without }) => (
        <EuiBadge
          key={key}
          color="hollow"
          iconType="cross"
          iconSide="right"
          iconOnClick={() => dispatch(without)}
          iconOnClickAriaLabel={i18n.translate('peakSearch.pills.remove', {
            defaultMessage: 'Remove the filter “{label}”',
            values: { label },
          })}
          css={{
            maxInlineSize: 260,
            fontSize: 14,
            lineHeight: '26px',
            borderRadius: euiTheme.border.radius.medium,
          }}
        >
          <span dir="auto">{label}</span>
        </EuiBadge>
      ))}
      {terms.length > 0 && (
        <Group>
          {i18n.translate('peakSearch.pills.rankedBy', { defaultMessage: 'Ranked by' })}
        </Group>
      )}
      {terms.map((term, index) => (
        <TermChip
          key={term.type === 'text' ? `text:${term.text}` : `${term.type}:${term.id}`}
          term={term}
          peakName={peakName}
          onChange={(next) => dispatch({ type: 'replaceTerm', index, term: next })}
          onRemove={() => dispatch({ type: 'removeTerm', index })}
        />
      ))}
      <EuiButtonEmpty
        size="xs"
        color="text"
        onClick={() => dispatch({ type: 'clear' })}
        data-test-subj="peakSearchClear"
      >
        {i18n.translate('peakSearch.searchBar.clear', { defaultMessage: 'Clear' })}
      </EuiButtonEmpty>
    </div>
  );
}

function Group({ children }: { children: ReactNode }) {
  return (
    <EuiText size="xs" color="subdued" component="span">
      {children}
    </EuiText>
  );
}

interface FilterPill {
  key: string;
  label: string;
  /** Takes it away. */
  without: SearchAction;
}

/** One for each filter that was chosen beside the search field. */
function filterPills(
  { filters, collapseBursts }: SearchState,
  peakName: (id: string) => string
): FilterPill[] {
  const pill = (key: string, label: string, changed: Partial<SearchFilters>): FilterPill => ({
    key,
    label,
    without: { type: 'setFilters', filters: changed },
  });
  const rest = (all: readonly string[], one: string) =>
    all.length > 1 ? all.filter((other) => other !== one) : undefined;
  const { peaks = [], albums = [], ids, time, area, hasPlace, hasBearing } = filters;
  return [
    ...peaks.map((id) => pill(`peak:${id}`, peakName(id), { peaks: rest(peaks, id) })),
    ...albums.map((name) => pill(`album:${name}`, name, { albums: rest(albums, name) })),
    ...(time ? [pill('time', timeLabel(time), { time: undefined })] : []),
    ...(area ? [pill('area', areaLabel(area), { area: undefined })] : []),
    ...(hasPlace === undefined
      ? []
      : [pill('hasPlace', placeLabel(hasPlace), { hasPlace: undefined })]),
    ...(hasBearing === undefined
      ? []
      : [pill('hasBearing', directionLabel(hasBearing), { hasBearing: undefined })]),
    ...(ids ? [pill('ids', idsLabel(ids.length), { ids: undefined })] : []),
    ...(collapseBursts
      ? []
      : [
          {
            key: 'bursts',
            label: i18n.translate('peakSearch.pills.bursts', {
              defaultMessage: 'all frames of bursts',
            }),
            without: { type: 'setCollapseBursts', collapseBursts: true } as const,
          },
        ]),
  ];
}

function timeLabel({ from, to }: NonNullable<SearchFilters['time']>): string {
  const day = (end: string, exclusive: boolean) =>
    captureTime(`${fieldDay(end, exclusive)}T00:00:00Z`, { dateStyle: 'medium' });
  const last = to && day(to, true);
  if (from && last) {
    return i18n.translate('peakSearch.pills.time', {
      defaultMessage: '{from} – {to}',
      values: { from: day(from, false), to: last },
    });
  }
  return from
    ? i18n.translate('peakSearch.pills.timeFrom', {
        defaultMessage: 'from {from}',
        values: { from: day(from, false) },
      })
    : i18n.translate('peakSearch.pills.timeTo', {
        defaultMessage: 'until {to}',
        values: { to: last ?? '' },
      });
}

function areaLabel(area: NonNullable<SearchFilters['area']>): string {
  return area.type === 'circle'
    ? i18n.translate('peakSearch.pills.circle', {
        defaultMessage: 'within {distance, number} km of a place',
        values: { distance: Math.round(area.radiusM / 100) / 10 },
      })
    : i18n.translate('peakSearch.pills.area', { defaultMessage: 'in the area on the map' });
}

const placeLabel = (has: boolean) =>
  has
    ? i18n.translate('peakSearch.filters.hasPlace', { defaultMessage: 'with a place' })
    : i18n.translate('peakSearch.pills.noPlace', { defaultMessage: 'without a place' });

const directionLabel = (has: boolean) =>
  has
    ? i18n.translate('peakSearch.filters.hasBearing', {
        defaultMessage: 'with a direction of view',
      })
    : i18n.translate('peakSearch.pills.noDirection', {
        defaultMessage: 'without a direction of view',
      });

const idsLabel = (count: number) =>
  i18n.translate('peakSearch.pills.ids', {
    defaultMessage: '{count, plural, one {# chosen photo} other {# chosen photos}}',
    values: { count },
  });

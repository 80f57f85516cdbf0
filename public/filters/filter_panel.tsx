/** @jsx jsx */
/** @jsxFrag React.Fragment */
import React, { type ReactNode } from 'react';
import { EuiCheckbox, EuiSpacer, EuiSwitch, useGeneratedHtmlId } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { Peak } from '../../common/api';
import type { SearchFacets, SearchFilters } from '../../common/search_api';
import type { SearchDispatch, SearchState } from '../state/search_state';
import { ConditionFacets } from './condition_facets';
import { counted, FilterSection } from './filter_section';
import { PeaksFilter } from './peaks_filter';
import { TimelineFilter } from './timeline_filter';

export interface FilterPanelProps {
  state: SearchState;
  facets?: SearchFacets;
  /** Photos that the filters admit. */
  total: number;
  peaks: readonly Peak[];
  peakName(id: string): string;
  dispatch: SearchDispatch;
  /** The small map. */
  map?: ReactNode;
}

const NO_FACETS: SearchFacets = {
  peaks: [],
  albums: [],
  timeline: { interval: '1d', buckets: [] },
  hasPlace: 0,
  hasBearing: 0,
  conditions: [],
};

/** How many kinds of filter narrow the search. */
export const activeFilters = (filters: SearchFilters): number => Object.keys(filters).length;

/** The left column: everything that narrows the search, each with honest counts. */
export function FilterPanel({
  state,
  facets = NO_FACETS,
  total,
  peaks,
  peakName,
  dispatch,
  map,
}: FilterPanelProps) {
  const { filters, collapseBursts } = state;
  const set = (changed: Partial<SearchFilters>) =>
    dispatch({ type: 'setFilters', filters: changed });
  return (
    <>
      <FilterSection
        title={i18n.translate('peakSearch.filters.peaks', { defaultMessage: 'Peaks' })}
        onClear={filters.peaks && (() => set({ peaks: undefined }))}
      >
        <PeaksFilter
          peaks={peaks}
          counts={facets.peaks}
          chosen={filters.peaks ?? []}
          peakName={peakName}
          onChange={(chosen) => set({ peaks: chosen })}
        />
      </FilterSection>
      {map && (
        <FilterSection
          title={i18n.translate('peakSearch.filters.place', { defaultMessage: 'Place' })}
          onClear={filters.area && (() => set({ area: undefined }))}
        >
          {map}
        </FilterSection>
      )}
      <FilterSection
        title={i18n.translate('peakSearch.filters.time', { defaultMessage: 'Time' })}
        onClear={filters.time && (() => set({ time: undefined }))}
      >
        <TimelineFilter
          timeline={facets.timeline}
          time={filters.time}
          onChange={(time) => set({ time })}
        />
      </FilterSection>
      <FilterSection
        title={i18n.translate('peakSearch.filters.only', { defaultMessage: 'Only photos' })}
      >
        <EuiSwitch
          compressed
          label={counted(
            i18n.translate('peakSearch.filters.hasPlace', { defaultMessage: 'with a place' }),
            facets.hasPlace
          )}
          checked={filters.hasPlace === true}
          onChange={({ target }) => set({ hasPlace: target.checked || undefined })}
        />
        <EuiSpacer size="s" />
        <EuiSwitch
          compressed
          label={counted(
            i18n.translate('peakSearch.filters.hasBearing', {
              defaultMessage: 'with a direction of view',
            }),
            facets.hasBearing
          )}
          checked={filters.hasBearing === true}
          onChange={({ target }) => set({ hasBearing: target.checked || undefined })}
        />
        <EuiSpacer size="s" />
        <EuiSwitch
          compressed
          label={i18n.translate('peakSearch.filters.collapseBursts', {
            defaultMessage: 'best of each burst',
          })}
          checked={collapseBursts}
          onChange={({ target }) =>
            dispatch({ type: 'setCollapseBursts', collapseBursts: target.checked })
          }
        />
      </FilterSection>
      <ConditionFacets
        facets={facets.conditions}
        total={total}
        filtered={activeFilters(filters) > 0}
        conditions={filters.conditions ?? []}
        onChange={(conditions) => dispatch({ type: 'setConditions', conditions })}
      />
      <Albums
        albums={facets.albums}
        chosen={filters.albums ?? []}
        onChange={(albums) => set({ albums })}
      />
    </>
  );
}

function Albums(props: {
  albums: SearchFacets['albums'];
  chosen: readonly string[];
  onChange(albums: string[] | undefined): void;
}) {
  const id = useGeneratedHtmlId();
  const { albums, chosen, onChange } = props;
  const counts = new Map([
    ...chosen.map((name): [string, number] => [name, 0]),
    ...albums.map(({ name, count }): [string, number] => [name, count]),
  ]);
  // With one album there is nothing to choose.
  if (counts.size < 2 && chosen.length === 0) return null;
  const toggle = (name: string, on: boolean) => {
    const next = on ? [...chosen, name] : chosen.filter((other) => other !== name);
    onChange(next.length > 0 ? next : undefined);
  };
  return (
    <FilterSection
      title={i18n.translate('peakSearch.filters.albums', { defaultMessage: 'Albums' })}
      onClear={chosen.length > 0 ? () => onChange(undefined) : undefined}
    >
      {[...counts].map(([name, count]) => (
        <EuiCheckbox
          key={name}
          id={`${id}-${name}`}
          label={<span dir="auto">{counted(name, count)}</span>}
          checked={chosen.includes(name)}
          onChange={({ target }) => toggle(name, target.checked)}
        />
      ))}
    </FilterSection>
  );
}

import React, { useMemo, useState } from 'react';
import {
  EuiFieldSearch,
  EuiIcon,
  EuiSelectable,
  type EuiSelectableOption,
  EuiSpacer,
  EuiText,
  useEuiTheme,
} from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import type { Peak } from '../../common/api';
import type { SearchFacets } from '../../common/search_api';
import { completePeaks, prepareNames } from '../search_bar/completions';

export interface PeaksFilterProps {
  peaks: readonly Peak[];
  counts: SearchFacets['peaks'];
  chosen: readonly string[];
  peakName(id: string): string;
  onChange(chosen: string[] | undefined): void;
}

/** Enough for every peak that a search in the list can mean. */
const FOUND = 50;

/**
 * Ids in the order of the list: the chosen ones, then those with photos by their number; with `typed`, whatever in
 * the catalog goes by such a name.
 */
export function listedPeaks(
  typed: string,
  prepared: ReturnType<typeof prepareNames>,
  counts: SearchFacets['peaks'],
  chosen: readonly string[]
): string[] {
  if (typed.trim() !== '') {
    return completePeaks(typed, prepared, FOUND).map(({ peak }) => peak.id);
  }
  const counted = [...counts].sort((a, b) => b.count - a.count).map(({ id }) => id);
  return [...new Set([...chosen, ...counted])];
}

/** A box to tick, as the other filters have; EUI's list shows nothing where nothing is ticked yet. */
function Tick({ on }: { on: boolean }) {
  const { euiTheme } = useEuiTheme();
  return (
    <span
      // The option itself says whether it is chosen.
      aria-hidden
      style={{
        display: 'flex',
        inlineSize: 16,
        blockSize: 16,
        borderRadius: 4,
        border: `1px solid ${on ? euiTheme.colors.primary : euiTheme.colors.textSubdued}`,
        background: on ? euiTheme.colors.primary : undefined,
      }}
    >
      {on && (
        <EuiIcon
          type="check"
          size="s"
          color={euiTheme.colors.textInverse}
          style={{ margin: 'auto' }}
        />
      )}
    </span>
  );
}

/** The peaks to narrow the search to, each with how many of the photos that all other filters admit show it. */
export function PeaksFilter({ peaks, counts, chosen, peakName, onChange }: PeaksFilterProps) {
  const [typed, setTyped] = useState('');
  const prepared = useMemo(() => prepareNames(peaks), [peaks]);
  const options = useMemo(() => {
    const countOf = new Map(counts.map(({ id, count }) => [id, count]));
    return listedPeaks(typed, prepared, counts, chosen).map((id): EuiSelectableOption => ({
      key: id,
      label: peakName(id),
      checked: chosen.includes(id) ? 'on' : undefined,
      prepend: <Tick on={chosen.includes(id)} />,
      append: (
        <EuiText size="xs" color="subdued" component="span">
          {(countOf.get(id) ?? 0).toLocaleString(i18n.getLocale())}
        </EuiText>
      ),
    }));
  }, [typed, prepared, counts, chosen, peakName]);

  const pick = (changed: EuiSelectableOption[]) => {
    const listed = new Set(changed.map(({ key }) => key));
    const kept = chosen.filter((id) => !listed.has(id));
    const next = [
      ...kept,
      ...changed.filter(({ checked }) => checked === 'on').map(({ key }) => key!),
    ];
    onChange(next.length > 0 ? next : undefined);
  };

  // EUI's own search field would keep the list out of the tab order, and with it the scrolling by keys.
  return (
    <>
      <EuiFieldSearch
        compressed
        fullWidth
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        placeholder={i18n.translate('peakSearch.filters.findPeak', {
          defaultMessage: 'Find a peak',
        })}
        aria-label={i18n.translate('peakSearch.filters.findPeak', {
          defaultMessage: 'Find a peak',
        })}
        data-test-subj="peakSearchPeaksSearch"
      />
      <EuiSpacer size="xs" />
      <EuiSelectable
        aria-label={i18n.translate('peakSearch.filters.peaks', { defaultMessage: 'Peaks' })}
        options={options}
        onChange={pick}
        height={Math.min(260, Math.max(3, options.length) * 32)}
        listProps={{ bordered: false, paddingSize: 's', onFocusBadge: false, showIcons: false }}
        emptyMessage={
          typed === ''
            ? i18n.translate('peakSearch.filters.noPeaks', {
                defaultMessage: 'No peak was recognized in these photos.',
              })
            : i18n.translate('peakSearch.filters.noSuchPeak', {
                defaultMessage: 'The catalog knows no peak of that name.',
              })
        }
      >
        {(list) => list}
      </EuiSelectable>
    </>
  );
}

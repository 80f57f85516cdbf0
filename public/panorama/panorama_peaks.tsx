/** @jsx jsx */
import { EuiLink, EuiText, EuiTitle, useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { ViewPeak } from '../../common/api';
import { HERE_M, sightWords, whereWords } from './view_words';

/** Those in sight first, each by how high it stands above the horizontal. */
const ORDER: Record<ViewPeak['sight'], number> = { free: 0, partly: 1, unknown: 2, hidden: 3 };
/** A list that is longer nobody reads; the map has them all. */
const MOST = 80;

/** All peaks around, in words: where they stand, and what hides those that are hidden. A click turns the view to one. */
export function PanoramaPeaks({
  peaks,
  onPeak,
  onStand,
}: {
  peaks: readonly ViewPeak[];
  onPeak(peak: ViewPeak): void;
  /** To look around from its summit. */
  onStand(peak: ViewPeak): void;
}) {
  const { euiTheme } = useEuiTheme();
  const names = new Map(peaks.map(({ id, names: [name] }) => [id, name]));
  const peakName = (id: string) => names.get(id) ?? id;
  const listed = peaks
    .filter(({ distanceM }) => distanceM >= HERE_M)
    .sort((a, b) => ORDER[a.sight] - ORDER[b.sight])
    .slice(0, MOST);
  return (
    <section>
      <EuiTitle size="xxs">
        <h2>
          {i18n.translate('peakSearch.view.peaks', {
            defaultMessage: 'Peaks around ({count} in sight)',
            values: { count: peaks.filter(({ sight }) => sight === 'free').length },
          })}
        </h2>
      </EuiTitle>
      <ul data-test-subj="peakSearchViewPeaks" css={{ marginBlockStart: euiTheme.size.s }}>
        {listed.map((peak) => (
          <li
            key={peak.id}
            data-peak={peak.id}
            data-sight={peak.sight}
            css={{ paddingBlock: euiTheme.size.xs }}
          >
            <EuiText size="s">
              <EuiLink onClick={() => onPeak(peak)}>
                <span dir="auto">{peak.names[0]}</span>
              </EuiLink>
            </EuiText>
            <EuiText size="xs" color="subdued">
              {whereWords(peak)}
              <br />
              {sightWords(peak, peakName)}
              <br />
              <EuiLink
                color="subdued"
                onClick={() => onStand(peak)}
                aria-label={i18n.translate('peakSearch.view.fromPeakLabel', {
                  defaultMessage: 'View from {peak}',
                  values: { peak: peak.names[0] },
                })}
                data-test-subj="peakSearchViewFromPeak"
              >
                {i18n.translate('peakSearch.view.fromPeak', { defaultMessage: 'View from there' })}
              </EuiLink>
            </EuiText>
          </li>
        ))}
      </ul>
    </section>
  );
}

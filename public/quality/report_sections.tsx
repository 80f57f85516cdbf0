import React from 'react';
import { EuiBasicTable, EuiSpacer, EuiText, EuiTitle } from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import type { ConfirmedFigures } from '../../common/quality/confirmed';
import type { KnnRecall } from '../../common/quality/knn';
import { filterName, withInterval } from './figures';
import { ReliabilityDiagram } from './reliability_diagram';

/** Recall of the approximate search, a row a filter. */
export function KnnSection({
  rows,
  peakName,
}: {
  rows: readonly KnnRecall[];
  peakName(id: string): string;
}) {
  const title = i18n.translate('peakSearch.quality.knn.title', {
    defaultMessage: 'Approximate against exact search',
  });
  return (
    <section data-test-subj="peakSearchQualityKnn">
      <EuiSpacer size="l" />
      <EuiTitle size="s">
        <h2>{title}</h2>
      </EuiTitle>
      <EuiSpacer size="s" />
      <EuiBasicTable<KnnRecall>
        items={[...rows]}
        tableCaption={title}
        noItemsMessage={i18n.translate('peakSearch.quality.knn.none', {
          defaultMessage: 'The first row comes when its searches are done.',
        })}
        columns={[
          {
            name: i18n.translate('peakSearch.quality.knn.filter', {
              defaultMessage: 'Narrowed to',
            }),
            render: ({ filter }: KnnRecall) => filterName(filter, peakName),
          },
          {
            name: i18n.translate('peakSearch.quality.knn.photos', { defaultMessage: 'Photos' }),
            align: 'right',
            render: ({ filter }: KnnRecall) => filter.admitted.toLocaleString(i18n.getLocale()),
          },
          {
            name: i18n.translate('peakSearch.quality.knn.recall', {
              defaultMessage: 'Recall (95 % interval)',
            }),
            align: 'right',
            render: ({ recall }: KnnRecall) => withInterval(recall),
          },
          {
            name: i18n.translate('peakSearch.quality.knn.numbers', {
              defaultMessage: 'k / candidates',
            }),
            align: 'right',
            render: ({ k, numCandidates }: KnnRecall) => `${k} / ${numCandidates}`,
          },
          {
            name: i18n.translate('peakSearch.quality.knn.vectors', { defaultMessage: 'Vectors' }),
            field: 'vectorKind',
          },
          {
            name: i18n.translate('peakSearch.quality.knn.time', {
              defaultMessage: 'Time / exact (ms)',
            }),
            align: 'right',
            render: ({ approximateMs, exactMs }: KnnRecall) => `${approximateMs} / ${exactMs}`,
          },
        ]}
      />
    </section>
  );
}

/** How photos are answered whose peak people have confirmed. */
export function ConfirmedSection({ figures }: { figures?: ConfirmedFigures }) {
  return (
    <section data-test-subj="peakSearchQualityConfirmed">
      <EuiSpacer size="l" />
      <EuiTitle size="s">
        <h2>
          {i18n.translate('peakSearch.quality.confirmed.title', {
            defaultMessage: 'Photos whose peak was confirmed',
          })}
        </h2>
      </EuiTitle>
      <EuiText>
        <p>{figures ? confirmedWords(figures) : noneConfirmed()}</p>
      </EuiText>
      {figures && (
        <>
          <EuiSpacer />
          <ReliabilityDiagram bins={figures.reliability} />
        </>
      )}
    </section>
  );
}

function confirmedWords({ photos, peaks, top1, top3 }: ConfirmedFigures): string {
  return i18n.translate('peakSearch.quality.confirmed.words', {
    defaultMessage:
      '{photos, plural, one {# photo} other {# photos}} of {peaks, plural, one {# peak} other {# peaks}}, each asked as if it had not been confirmed. The confirmed peak comes first in {top1} of them, and among the first three in {top3}. Other peaks that a photo may show count as wrong here, so the truth is this or better.',
    values: { photos, peaks, top1: withInterval(top1), top3: withInterval(top3) },
  });
}

function noneConfirmed(): string {
  return i18n.translate('peakSearch.quality.confirmed.none', {
    defaultMessage:
      'Nobody has confirmed a peak yet. Open a photo, or name its peaks, and confirm the right one: it is then measured here.',
  });
}

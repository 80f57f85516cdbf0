/** @jsx jsx */
import React from 'react';
import { EuiBasicTable, EuiFlexGroup, EuiFlexItem, useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { ReliabilityBin } from '../../common/quality/metrics';
import { percent } from './figures';

/** Side of the drawing in its own units; it scales with the page. */
const SIDE = 100;

/** What was said against what was right: bars on the diagonal mean that a probability says what it means. */
export function ReliabilityDiagram({ bins }: { bins: readonly ReliabilityBin[] }) {
  const { euiTheme } = useEuiTheme();
  const most = Math.max(...bins.map(({ count }) => count));
  return (
    <EuiFlexGroup responsive gutterSize="l" alignItems="flexStart">
      <EuiFlexItem grow={false}>
        <svg
          viewBox={`-1 -1 ${SIDE + 2} ${SIDE + 2}`}
          role="img"
          aria-label={i18n.translate('peakSearch.quality.diagram', {
            defaultMessage: 'Reliability diagram; the table beside it holds the same numbers.',
          })}
          css={{
            inlineSize: 240,
            blockSize: 240,
            background: euiTheme.colors.backgroundBaseSubdued,
          }}
        >
          <rect width={SIDE} height={SIDE} fill="none" stroke={euiTheme.colors.borderBasePlain} />
          <line
            x1={0}
            y1={SIDE}
            x2={SIDE}
            y2={0}
            stroke={euiTheme.colors.borderBasePlain}
            strokeDasharray="3 2"
          />
          {bins.map(({ from, to, shareRight, meanConfidence, count }) => (
            <React.Fragment key={from}>
              <rect
                x={from * SIDE + 0.5}
                y={(1 - shareRight) * SIDE}
                width={(to - from) * SIDE - 1}
                height={shareRight * SIDE}
                fill={euiTheme.colors.primary}
                // Bars of few claims are faint: they say little.
                fillOpacity={0.25 + 0.75 * (count / most)}
              />
              <line
                x1={from * SIDE + 0.5}
                x2={to * SIDE - 0.5}
                y1={(1 - meanConfidence) * SIDE}
                y2={(1 - meanConfidence) * SIDE}
                stroke={euiTheme.colors.textParagraph}
              />
            </React.Fragment>
          ))}
        </svg>
      </EuiFlexItem>
      <EuiFlexItem>
        <EuiBasicTable<ReliabilityBin>
          compressed
          items={[...bins]}
          rowHeader="from"
          tableCaption={i18n.translate('peakSearch.quality.reliability', {
            defaultMessage: 'Probability that was said, and share that was right',
          })}
          columns={[
            {
              field: 'from',
              name: i18n.translate('peakSearch.quality.said', { defaultMessage: 'Said' }),
              render: (_: number, { from, to }) => `${percent(from)} – ${percent(to)}`,
            },
            {
              field: 'count',
              name: i18n.translate('peakSearch.quality.answers', { defaultMessage: 'Answers' }),
              dataType: 'number',
            },
            {
              field: 'meanConfidence',
              name: i18n.translate('peakSearch.quality.saidMean', {
                defaultMessage: 'Said on average',
              }),
              dataType: 'number',
              render: percent,
            },
            {
              field: 'shareRight',
              name: i18n.translate('peakSearch.quality.right', { defaultMessage: 'Right' }),
              dataType: 'number',
              render: percent,
            },
          ]}
        />
      </EuiFlexItem>
    </EuiFlexGroup>
  );
}

/** @jsx jsx */
import { type ReactNode } from 'react';
import { EuiFlexGroup, EuiFlexItem, EuiText, EuiToolTip, useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { PeakCandidate } from '../../common/api';
import { evidenceWords } from './evidence';
import { likelihoodNumber, likelihoodWords } from './likelihood';

/** A calibrated probability as a bar with words; the number comes on demand (hover, focus). */
export function LikelihoodBar({ probability, label }: { probability: number; label: string }) {
  const { euiTheme } = useEuiTheme();
  const words = likelihoodWords(probability);
  return (
    <EuiToolTip content={likelihoodNumber(probability)} display="block">
      <div
        role="meter"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={Number(probability.toFixed(3))}
        aria-valuetext={words}
        css={{ display: 'flex', alignItems: 'center', gap: euiTheme.size.s }}
      >
        <div
          css={{
            flex: 1,
            blockSize: 8,
            borderRadius: 4,
            overflow: 'hidden',
            background: euiTheme.colors.backgroundLightText,
          }}
        >
          <div
            css={{
              blockSize: '100%',
              borderRadius: 4,
              background:
                probability >= 0.33 ? euiTheme.colors.success : euiTheme.colors.mediumShade,
            }}
            style={{ inlineSize: `${Math.max(1, probability * 100)}%` }}
          />
        </div>
        <EuiText size="xs" css={{ inlineSize: 92, whiteSpace: 'nowrap' }}>
          {words}
        </EuiText>
      </div>
    </EuiToolTip>
  );
}

export interface CandidateRowProps {
  candidate: PeakCandidate;
  /** False: nobody knows how sure it is. */
  calibrated?: boolean;
  peakName(id: string): string;
  /** What can be done with this peak. */
  actions?: ReactNode;
}

/** A peak in question: its name, how likely it is, and why. */
export function CandidateRow({
  candidate,
  calibrated = true,
  peakName,
  actions,
}: CandidateRowProps) {
  const { euiTheme } = useEuiTheme();
  const { names, visible, evidence } = candidate;
  const [name, ...others] = names;
  return (
    <div
      data-test-subj="peakSearchCandidate"
      css={{ paddingBlock: euiTheme.size.s, borderBlockEnd: euiTheme.border.thin }}
    >
      <EuiFlexGroup
        wrap
        gutterSize="none"
        alignItems="center"
        responsive={false}
        justifyContent="spaceBetween"
      >
        <EuiFlexItem css={{ flexBasis: 180 }}>
          <EuiText size="s">
            <strong dir="auto">{name}</strong>
            {others.length > 0 && (
              <span dir="auto" css={{ color: euiTheme.colors.textSubdued }}>
                {' '}
                {others.slice(0, 2).join(' · ')}
              </span>
            )}
          </EuiText>
        </EuiFlexItem>
        {actions && <EuiFlexItem grow={false}>{actions}</EuiFlexItem>}
      </EuiFlexGroup>
      {calibrated ? (
        <LikelihoodBar
          probability={visible}
          label={i18n.translate('peakSearch.candidate.likelihood', {
            defaultMessage: 'How likely {name} is to be seen in the photo',
            values: { name },
          })}
        />
      ) : (
        <EuiText size="xs">
          {i18n.translate('peakSearch.candidate.notCalibrated', {
            defaultMessage: 'Not calibrated yet',
          })}
        </EuiText>
      )}
      <EuiText size="xs" color="subdued" css={{ marginBlockStart: 4 }}>
        <ul>
          {evidence.map((line, i) => (
            <li key={i}>{evidenceWords(line, peakName)}</li>
          ))}
        </ul>
      </EuiText>
    </div>
  );
}

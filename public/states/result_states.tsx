import React from 'react';
import {
  EuiButton,
  EuiButtonEmpty,
  EuiCallOut,
  EuiCode,
  EuiEmptyPrompt,
  EuiLoadingSpinner,
  EuiPanel,
  EuiSpacer,
  EuiText,
  useEuiTheme,
} from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import type { AbsentPeak, ConditionCount } from '../../common/search_api';
import { formatCondition } from '../../common/sentence/conditions';
import { photosLabel } from '../conditions/condition_chip';
import { conditionWords } from '../conditions/condition_words';
import { FormattedMessage } from '@kbn/i18n-react';
import type { SearchDispatch, SearchState } from '../state/search_state';
import { failureWords } from './failure_words';

const tryAgain = () => i18n.translate('peakSearch.tryAgain', { defaultMessage: 'Try again' });

/** Instead of the photos: why there are none, and the way on. `onBrowse`: leave the words and show all photos. */
export function FailurePrompt(props: { error: Error; onRetry(): void; onBrowse?: () => void }) {
  const { error, onRetry, onBrowse } = props;
  const { title, body, canRetry } = failureWords(error);
  return (
    <EuiEmptyPrompt
      iconType="warning"
      color="danger"
      title={<h2>{title}</h2>}
      body={<p>{body}</p>}
      actions={[
        canRetry && (
          <EuiButton key="retry" onClick={onRetry}>
            {tryAgain()}
          </EuiButton>
        ),
        onBrowse && (
          <EuiButtonEmpty key="browse" onClick={onBrowse}>
            {i18n.translate('peakSearch.nothingFound.showAll', {
              defaultMessage: 'Show all photos',
            })}
          </EuiButtonEmpty>
        ),
      ].filter(Boolean)}
      data-test-subj="peakSearchFailure"
    />
  );
}

/** Above photos that stay: the next ones could not be had. */
export function FailureCallout({ error, onRetry }: { error: Error; onRetry(): void }) {
  const { title, body, canRetry } = failureWords(error);
  return (
    <>
      <EuiCallOut title={title} color="danger" iconType="warning" size="s" role="alert">
        <p>{body}</p>
        {canRetry && (
          <EuiButton size="s" color="danger" onClick={onRetry}>
            {tryAgain()}
          </EuiButton>
        )}
      </EuiCallOut>
      <EuiSpacer size="s" />
    </>
  );
}

/** Nobody has brought photos in yet. */
export function EmptyLibrary({ index, onRetry }: { index?: string; onRetry(): void }) {
  return (
    <EuiEmptyPrompt
      iconType="image"
      title={
        <h2>{i18n.translate('peakSearch.empty.title', { defaultMessage: 'No photos yet' })}</h2>
      }
      body={
        <>
          <p>
            <FormattedMessage
              id="peakSearch.empty.body"
              defaultMessage="The index {index} holds no photos. Bring an album in on a machine that can read it, then look again:"
              values={{ index: <EuiCode>{index ?? 'photos'}</EuiCode> }}
            />
          </p>
          <p>
            <EuiCode>peak-search ingest DIR</EuiCode>
          </p>
        </>
      }
      actions={
        <EuiButton onClick={onRetry}>
          {i18n.translate('peakSearch.empty.lookAgain', { defaultMessage: 'Look again' })}
        </EuiButton>
      }
      data-test-subj="peakSearchEmptyLibrary"
    />
  );
}

export interface NothingFoundProps {
  state: SearchState;
  counts?: readonly ConditionCount[];
  peakName(id: string): string;
  dispatch: SearchDispatch;
}

/** The condition without which most photos would be left; undefined where that helps nothing. */
function costliest({ state, counts = [], peakName, dispatch }: NothingFoundProps) {
  const [most] = [...counts].sort((a, b) => b.without - a.without);
  const conditions = state.filters.conditions ?? [];
  const index = conditions.findIndex((one) => formatCondition(one) === most?.condition);
  if (most === undefined || most.without === 0 || index < 0) return undefined;
  const words = conditionWords(conditions[index], { places: most.names, peakName });
  const drop = () => dispatch({ type: 'setCondition', index });
  return { words, photos: photosLabel(most.without), drop };
}

/** There are photos, but the filters leave none of them. */
export function NothingFound(props: NothingFoundProps) {
  const { state, dispatch } = props;
  const cost = costliest(props);
  const filtered = Object.keys(state.filters).length > 0;
  const noFilters = Object.fromEntries(Object.keys(state.filters).map((name) => [name, undefined]));
  return (
    <EuiEmptyPrompt
      iconType="search"
      title={
        <h2>
          {i18n.translate('peakSearch.nothingFound.title', {
            defaultMessage: 'No photos match',
          })}
        </h2>
      }
      body={
        <p>
          {cost
            ? i18n.translate('peakSearch.nothingFound.costliest', {
                defaultMessage: 'Without “{words}”, {photos} match.',
                values: { words: cost.words, photos: cost.photos },
              })
            : filtered
              ? i18n.translate('peakSearch.nothingFound.filters', {
                  defaultMessage:
                    'Peaks, place, time and the other filters must all fit. Take one of them away, or all.',
                })
              : i18n.translate('peakSearch.nothingFound.terms', {
                  defaultMessage: 'Try other words, or the name of a peak.',
                })}
        </p>
      }
      actions={[
        cost && (
          <EuiButton
            key="costliest"
            fill
            onClick={cost.drop}
            data-test-subj="peakSearchDropCostliest"
          >
            {i18n.translate('peakSearch.nothingFound.dropCostliest', {
              defaultMessage: 'Remove “{words}”',
              values: { words: cost.words },
            })}
          </EuiButton>
        ),
        filtered && (
          <EuiButton
            key="filters"
            onClick={() => dispatch({ type: 'setFilters', filters: noFilters })}
          >
            {i18n.translate('peakSearch.nothingFound.removeFilters', {
              defaultMessage: 'Remove all filters',
            })}
          </EuiButton>
        ),
        <EuiButtonEmpty key="all" onClick={() => dispatch({ type: 'clear' })}>
          {i18n.translate('peakSearch.nothingFound.showAll', {
            defaultMessage: 'Show all photos',
          })}
        </EuiButtonEmpty>,
      ].filter(Boolean)}
      data-test-subj="peakSearchNothingFound"
    />
  );
}

function nothingWords(): string {
  return i18n.translate('peakSearch.nothingLikeThat', {
    defaultMessage: 'No close matches. Showing the nearest photos.',
  });
}

function absentWords({ name, nearestKm }: AbsentPeak): string {
  return nearestKm === undefined
    ? i18n.translate('peakSearch.absentPeak', {
        defaultMessage: 'No photo of yours shows {name}. Showing photos that look most like it.',
        values: { name },
      })
    : i18n.translate('peakSearch.absentPeakFar', {
        defaultMessage:
          'No photo of yours shows {name}; your nearest was taken {distance, number} km away. Showing photos that look most like it.',
        values: { name, distance: nearestKm },
      });
}

/** Photos are listed, but none of them is much like what was asked for. */
export function NothingLikeThat({ absentPeak }: { absentPeak?: AbsentPeak }) {
  return (
    <>
      <EuiCallOut
        size="s"
        iconType="search"
        title={absentPeak ? absentWords(absentPeak) : nothingWords()}
        data-test-subj="peakSearchNothingLikeThat"
      />
      <EuiSpacer size="s" />
    </>
  );
}

/** Parts of the search failed; what is shown is right, but may not be all. */
export function PartlyFailed({ warnings }: { warnings: readonly string[] }) {
  return (
    <>
      <EuiCallOut
        size="s"
        color="warning"
        iconType="warning"
        title={i18n.translate('peakSearch.partlyFailed', {
          defaultMessage: 'These results may not be complete',
        })}
        data-test-subj="peakSearchPartlyFailed"
      >
        {warnings.map((warning) => (
          <p key={warning}>{warning}</p>
        ))}
      </EuiCallOut>
      <EuiSpacer size="s" />
    </>
  );
}

/** The search goes on for longer than people expect: said over the photos, so that nothing moves. */
export function StillSearching({ onCancel }: { onCancel(): void }) {
  const { euiTheme } = useEuiTheme();
  return (
    <EuiPanel
      hasShadow
      paddingSize="s"
      role="status"
      css={{
        position: 'absolute',
        insetBlockEnd: euiTheme.size.l,
        insetInline: 0,
        marginInline: 'auto',
        inlineSize: 'fit-content',
        maxInlineSize: '90%',
        zIndex: euiTheme.levels.content,
        display: 'flex',
        alignItems: 'center',
        gap: euiTheme.size.s,
      }}
      data-test-subj="peakSearchSlow"
    >
      <EuiLoadingSpinner size="m" />
      <EuiText size="s">
        {i18n.translate('peakSearch.slow.title', {
          defaultMessage: 'Still searching. The first search loads the model, which takes a while.',
        })}
      </EuiText>
      <EuiButtonEmpty size="s" onClick={onCancel}>
        {i18n.translate('peakSearch.slow.cancel', { defaultMessage: 'Cancel' })}
      </EuiButtonEmpty>
    </EuiPanel>
  );
}

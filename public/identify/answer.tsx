/** @jsx jsx */
import {
  EuiButtonEmpty,
  EuiCallOut,
  EuiSpacer,
  EuiText,
  EuiTitle,
  useEuiTheme,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { IdentifyResponse, PeakCandidate } from '../../common/api';
import type { PhotoHit } from '../../common/search_api';
import { useAppServices } from '../services/app_services';
import type { SearchDispatch } from '../state/search_state';
import { CandidateRow, LikelihoodBar } from './candidate_row';
import { likelihoodWords } from './likelihood';
import { ReferenceButton } from './reference_button';

/** Behind these a list only tires; the best is nearly always among the first three. */
const CANDIDATES_SHOWN = 5;
/** Less likely than this is not worth a line, except for the first. */
const LEAST = 0.02;

/** From here on a peak is said to be seen. */
const SEEN = 0.5;

/** Known by its looks alone, in a library where nobody knows what looks are worth. */
export function isUncalibrated({ vision, geometry }: PeakCandidate): boolean {
  return !geometry && vision !== undefined && vision.probability === undefined;
}

/** The candidates worth a line, best first. */
export function shownCandidates(candidates: readonly PeakCandidate[]): PeakCandidate[] {
  return candidates
    .filter(
      (candidate, i) =>
        i === 0 ||
        isUncalibrated(candidate) ||
        Math.max(candidate.probability, candidate.visible) >= LEAST
    )
    .slice(0, CANDIDATES_SHOWN);
}

/** One sentence that says it all; it is what a screen reader hears first. */
export function headline({ basis, candidates, none, backedOffTo }: IdentifyResponse): string {
  const [best] = candidates;
  if (basis === 'order' && best) {
    return i18n.translate('peakSearch.identify.notCalibrated', {
      defaultMessage: 'Not calibrated yet. {name} looks most like this photo.',
      values: { name: best.names[0] },
    });
  }
  // Several peaks can be seen and share what the answer has to give: none of them need have most of it.
  if (!best || (best.visible < SEEN && none.probability > best.probability)) {
    return backedOffTo && backedOffTo.probability > none.probability
      ? i18n.translate('peakSearch.identify.somewhere', {
          defaultMessage: 'Which peak it is stays unsure; the area is {likelihood} {name}.',
          values: { name: backedOffTo.name, likelihood: likelihoodWords(backedOffTo.probability) },
        })
      : i18n.translate('peakSearch.identify.noneBest', {
          defaultMessage: 'Probably none of the peaks of this catalog.',
        });
  }
  return i18n.translate('peakSearch.identify.best', {
    defaultMessage: 'This is {likelihood} {name}.',
    values: { name: best.names[0], likelihood: likelihoodWords(best.visible) },
  });
}

interface AnswerProps {
  answer: IdentifyResponse;
  indexed?: PhotoHit;
  dispatch: SearchDispatch;
  peakName(id: string): string;
}

/** What the server said about a photo: peaks with their reasons, "none of these", and photos like it. */
export function Answer({ answer, indexed, dispatch, peakName }: AnswerProps) {
  const { basis, calibration, candidates, none, warnings, similar } = answer;
  return (
    <section data-test-subj="peakSearchAnswer">
      <EuiTitle size="s">
        <h3 dir="auto">{headline(answer)}</h3>
      </EuiTitle>
      <EuiSpacer size="s" />
      {warnings.map((warning) => (
        <EuiCallOut
          key={warning}
          size="s"
          color="warning"
          title={warning}
          css={{ marginBlockEnd: 8 }}
        />
      ))}
      {shownCandidates(candidates).map((candidate) => (
        <CandidateRow
          key={candidate.id}
          candidate={candidate}
          calibrated={!isUncalibrated(candidate)}
          peakName={peakName}
          actions={
            <div css={{ display: 'flex', flexWrap: 'wrap' }}>
              {indexed && <ReferenceButton peak={candidate} photoId={indexed.id} />}
              <EuiButtonEmpty
                size="xs"
                iconType="search"
                data-test-subj="peakSearchUseAsSearch"
                onClick={() =>
                  dispatch({
                    type: 'setTerms',
                    terms: [{ type: 'peak', id: candidate.id, weight: 1 }],
                  })
                }
              >
                {i18n.translate('peakSearch.identify.photosOfIt', {
                  defaultMessage: 'Photos of it',
                })}
              </EuiButtonEmpty>
            </div>
          }
        />
      ))}
      {basis !== 'order' && (
        <div css={{ paddingBlock: 8 }} data-test-subj="peakSearchNone">
          <EuiText size="s">
            <strong>
              {i18n.translate('peakSearch.identify.none', { defaultMessage: 'None of these' })}
            </strong>
          </EuiText>
          <LikelihoodBar
            probability={none.probability}
            label={i18n.translate('peakSearch.identify.noneLikelihood', {
              defaultMessage: 'How likely it is none of these',
            })}
          />
        </div>
      )}
      {calibration && (basis === 'both' || basis === 'looks') && (
        <EuiText size="xs" color="subdued">
          {i18n.translate('peakSearch.identify.calibratedOn', {
            defaultMessage:
              'Calibrated on {photos, plural, one {# photo} other {# photos}} with a place.',
            values: { photos: calibration.photos },
          })}
        </EuiText>
      )}
      {similar.length > 0 && <Similar similar={similar} dispatch={dispatch} />}
    </section>
  );
}

function Similar({ similar, dispatch }: { similar: PhotoHit[]; dispatch: SearchDispatch }) {
  const { api } = useAppServices();
  const { euiTheme } = useEuiTheme();
  return (
    <section>
      <EuiSpacer size="m" />
      <EuiTitle size="xs">
        <h3>
          {i18n.translate('peakSearch.identify.similar', {
            defaultMessage: 'Photos of the library that are like it',
          })}
        </h3>
      </EuiTitle>
      <EuiSpacer size="s" />
      <div
        css={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fill, minmax(110px, 1fr))',
          gap: 4,
        }}
      >
        {similar.map((hit, i) => (
          <button
            key={hit.id}
            type="button"
            onClick={() => dispatch({ type: 'openPhoto', id: hit.id })}
            aria-label={i18n.translate('peakSearch.identify.openSimilar', {
              defaultMessage: 'Open similar photo {number}: {path}',
              values: { number: i + 1, path: hit.path },
            })}
            css={{
              aspectRatio: '4 / 3',
              overflow: 'hidden',
              borderRadius: euiTheme.border.radius.small,
              '&:focus-visible': { outline: `3px solid ${euiTheme.colors.primary}` },
            }}
            style={{ backgroundColor: hit.dominantColour }}
          >
            <img
              src={api.thumbnailUrl(hit.id, hit.contentHash)}
              alt=""
              loading="lazy"
              css={{ inlineSize: '100%', blockSize: '100%', objectFit: 'cover', display: 'block' }}
            />
          </button>
        ))}
      </div>
    </section>
  );
}

/** @jsx jsx */
import { type ReactNode } from 'react';
import {
  EuiButtonEmpty,
  EuiDescriptionList,
  EuiSkeletonText,
  EuiSpacer,
  EuiTitle,
  useEuiTheme,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { PhotoResponse } from '../../common/api';
import { useAppServices } from '../services/app_services';
import { captureTime } from '../grid/capture_time';
import type { SearchDispatch } from '../state/search_state';
import { CompassPanel } from './compass_panel';
import { photoFacts } from './facts';
import { PhotoActions } from './photo_actions';
import { PhotoPeaks } from './photo_peaks';
import { PlacePlan } from './place_plan';
import { correctedBearing, type Hold } from './stage/summits';
import type { KnownHold } from './stage/use_hold';

export interface PhotoPanelProps {
  photo?: PhotoResponse;
  /** How the camera was held, as far as is known. */
  known?: KnownHold;
  /** What is being tried out instead; absent while nobody does. */
  adjusting?: Hold;
  peakName(id: string): string;
  dispatch: SearchDispatch;
  onAdjust(hold: Hold | undefined): void;
  onCorrected(): void;
}

/** What is known of a photo, and where one can go from it. */
export function PhotoPanel(props: PhotoPanelProps) {
  const { photo, known, adjusting, peakName, dispatch, onAdjust, onCorrected } = props;
  const { may } = useAppServices();
  const { euiTheme } = useEuiTheme();
  if (!photo) return <EuiSkeletonText lines={10} />;
  const { correctionDeg } = adjusting ?? known?.hold ?? { correctionDeg: 0 };
  const correctable = may.correctCompass && photo.bearingFromCameraDeg !== undefined;
  const name = photo.path.split('/').pop() ?? photo.path;
  return (
    <div css={{ display: 'flex', flexDirection: 'column', gap: euiTheme.size.l }}>
      <div>
        <EuiTitle size="s">
          <h2 dir="auto">{photo.shotTime ? captureTime(photo.shotTime) : name}</h2>
        </EuiTitle>
        <EuiSpacer size="s" />
        <PhotoActions photo={photo} dispatch={dispatch} />
      </div>
      <Section title={i18n.translate('peakSearch.photo.peaks', { defaultMessage: 'Peaks' })}>
        <PhotoPeaks photo={photo} peakName={peakName} dispatch={dispatch} />
      </Section>
      {photo.gps && (
        <Section title={i18n.translate('peakSearch.photo.place', { defaultMessage: 'Place' })}>
          <PlacePlan photo={photo} bearingDeg={correctedBearing(photo, correctionDeg)} />
          <EuiSpacer size="s" />
          {adjusting && known ? (
            <CompassPanel
              photo={photo}
              hold={adjusting}
              guessedPitchDeg={known.guessedPitchDeg}
              onChange={onAdjust}
              onSaved={onCorrected}
              onCancel={() => onAdjust(undefined)}
            />
          ) : (
            correctable &&
            known && (
              <EuiButtonEmpty
                size="s"
                flush="left"
                iconType="bullseye"
                onClick={() => onAdjust(known.hold)}
                data-test-subj="peakSearchCorrectCompass"
              >
                {i18n.translate('peakSearch.photo.correct', {
                  defaultMessage: 'Correct the direction',
                })}
              </EuiButtonEmpty>
            )
          )}
        </Section>
      )}
      <Section title={i18n.translate('peakSearch.photo.details', { defaultMessage: 'Details' })}>
        <EuiDescriptionList
          compressed
          type="column"
          columnWidths={[1, 2]}
          data-test-subj="peakSearchFacts"
          listItems={[
            ...photoFacts(photo).map(({ name: title, value }) => ({ title, description: value })),
            {
              title: i18n.translate('peakSearch.facts.path', { defaultMessage: 'Found in' }),
              description: (
                <span dir="auto" css={{ overflowWrap: 'anywhere' }}>
                  {photo.album} / {photo.path}
                </span>
              ),
            },
          ]}
        />
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <EuiTitle size="xxs">
        <h3>{title}</h3>
      </EuiTitle>
      <EuiSpacer size="xs" />
      {children}
    </section>
  );
}

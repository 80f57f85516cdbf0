import React from 'react';
import { EuiButtonEmpty, EuiText } from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import type { PeakGeometry, PhotoResponse } from '../../common/api';
import { destination } from '../../common/geo/geodesy';
import type { Point } from '../../common/search_api';
import { isUncalibrated, shownCandidates } from '../identify/answer';
import { CandidateRow } from '../identify/candidate_row';
import { ReferenceButton } from '../identify/reference_button';
import { OpenInMaps } from '../maps_link/open_in_maps';
import { openView } from '../panorama/view_address';
import { useAppServices } from '../services/app_services';
import type { SearchDispatch } from '../state/search_state';

export interface PhotoPeaksProps {
  photo: PhotoResponse;
  peakName(id: string): string;
  dispatch: SearchDispatch;
}

/** Where a peak stands from a photo, and back toward the photo. */
const summitView = (from: Point, { bearingDeg, distanceM }: PeakGeometry) => ({
  at: destination(from, bearingDeg, distanceM),
  look: { bearingDeg: bearingDeg + 180 },
});

/** The peaks that the photo is said to show, each with its reasons and the way to its photos. */
export function PhotoPeaks({ photo, peakName, dispatch }: PhotoPeaksProps) {
  const { history } = useAppServices();
  const candidates = shownCandidates(photo.candidates);
  if (candidates.length === 0) {
    return (
      <EuiText size="s" color="subdued">
        {i18n.translate('peakSearch.photo.noPeaks', {
          defaultMessage: 'No peak of the catalog comes into question for this photo.',
        })}
      </EuiText>
    );
  }
  return (
    <>
      {candidates.map((candidate) => (
        <CandidateRow
          key={candidate.id}
          candidate={candidate}
          calibrated={!isUncalibrated(candidate)}
          peakName={peakName}
          actions={
            <div>
              <ReferenceButton peak={candidate} photoId={photo.id} />
              <EuiButtonEmpty
                size="xs"
                iconType="search"
                data-test-subj="peakSearchPhotosOfPeak"
                onClick={() =>
                  dispatch({
                    type: 'setTerms',
                    terms: [{ type: 'peak', id: candidate.id, weight: 1 }],
                  })
                }
              >
                {i18n.translate('peakSearch.photo.photosOfPeak', {
                  defaultMessage: 'Photos of this peak',
                })}
              </EuiButtonEmpty>
              {photo.gps && candidate.geometry && (
                <EuiButtonEmpty
                  size="xs"
                  iconType="eye"
                  data-test-subj="peakSearchViewFromSummit"
                  onClick={() => openView(history, summitView(photo.gps!, candidate.geometry!))}
                >
                  {i18n.translate('peakSearch.photo.viewFromSummit', {
                    defaultMessage: 'View from its summit',
                  })}
                </EuiButtonEmpty>
              )}
              <OpenInMaps size="xs" filters={{ peaks: [candidate.id] }} />
            </div>
          }
        />
      ))}
    </>
  );
}

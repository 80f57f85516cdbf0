/** @jsx jsx */
import { EuiButton, EuiButtonEmpty, EuiCopy, useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { PhotoResponse } from '../../common/api';
import { useAppServices } from '../services/app_services';
import { OpenInMaps } from '../maps_link/open_in_maps';
import type { SearchDispatch } from '../state/search_state';
import { openView, viewOf } from '../panorama/view_address';

/** "From here" means within a short walk. */
export const HERE_RADIUS_M = 1_000;

export interface PhotoActionsProps {
  photo: PhotoResponse;
  dispatch: SearchDispatch;
}

/** Where one can go from a photo. */
export function PhotoActions({ photo, dispatch }: PhotoActionsProps) {
  const { api, history, may } = useAppServices();
  const { euiTheme } = useEuiTheme();
  const { id, gps } = photo;
  const like = (weight: 1 | -1) =>
    dispatch({ type: 'addTerm', term: { type: 'photo', id, weight } });
  return (
    <div css={{ display: 'flex', flexWrap: 'wrap', gap: euiTheme.size.xs }}>
      <EuiButton
        size="s"
        iconType="plus"
        onClick={() => like(1)}
        data-test-subj="peakSearchMoreLike"
      >
        {i18n.translate('peakSearch.photo.moreLike', { defaultMessage: 'More like this' })}
      </EuiButton>
      <EuiButton
        size="s"
        color="text"
        iconType="minus"
        onClick={() => like(-1)}
        data-test-subj="peakSearchLessLike"
      >
        {i18n.translate('peakSearch.photo.lessLike', { defaultMessage: 'Less like this' })}
      </EuiButton>
      {gps && (
        <EuiButton
          size="s"
          color="text"
          iconType="mapMarker"
          data-test-subj="peakSearchFromHere"
          onClick={() =>
            dispatch({
              type: 'setFilters',
              filters: { area: { type: 'circle', center: gps, radiusM: HERE_RADIUS_M } },
            })
          }
        >
          {i18n.translate('peakSearch.photo.fromHere', { defaultMessage: 'From here' })}
        </EuiButton>
      )}
      {gps && (
        <EuiButton
          size="s"
          color="text"
          iconType="eye"
          data-test-subj="peakSearchViewFromHere"
          onClick={() => openView(history, viewOf(photo, gps))}
        >
          {i18n.translate('peakSearch.photo.viewFromHere', { defaultMessage: 'View from here' })}
        </EuiButton>
      )}
      {gps && <OpenInMaps filters={{ ids: [id] }} />}
      <EuiCopy textToCopy={window.location.href}>
        {(copy) => (
          <EuiButtonEmpty size="s" iconType="link" onClick={copy}>
            {i18n.translate('peakSearch.photo.copyLink', { defaultMessage: 'Copy link' })}
          </EuiButtonEmpty>
        )}
      </EuiCopy>
      {photo.originalReachable && may.originals && (
        <EuiButtonEmpty
          size="s"
          iconType="download"
          href={api.originalUrl(id, true)}
          download
          data-test-subj="peakSearchDownload"
        >
          {i18n.translate('peakSearch.photo.download', { defaultMessage: 'Download' })}
        </EuiButtonEmpty>
      )}
    </div>
  );
}

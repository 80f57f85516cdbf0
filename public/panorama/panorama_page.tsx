/** @jsx jsx */
import { useCallback, useMemo, useState } from 'react';
import {
  EuiButton,
  EuiButtonEmpty,
  EuiCallOut,
  EuiLoadingSpinner,
  EuiTitle,
  useEuiTheme,
  useIsWithinBreakpoints,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { ViewPeak, ViewResponse } from '../../common/api';
import type { PhotoHit } from '../../common/search_api';
import { useAppServices } from '../services/app_services';
import { useLoad } from '../services/use_load';
import { failureWords } from '../states/failure_words';
import { skylineAt } from './draw_bands';
import { isLooking, PanoramaPhotos } from './panorama_photos';
import { PanoramaPeaks } from './panorama_peaks';
import { PanoramaStage } from './panorama_stage';
import { PanoramaTools } from './panorama_tools';
import { limited } from './projection';
import { sunshine, sunTrack } from './sun_track';
import { useLook } from './use_look';
import { useViewAddress } from './use_view_address';
import { formatView, leaveView, openView } from './view_address';
import type { ViewAddress } from './view_address';
import { placeWords } from './view_words';

/** What Kibana's header leaves of the window; the names changed between its versions. */
const BODY_HEIGHT =
  'var(--kbn-application--content-height, calc(100dvh - var(--kbnAppHeadersOffset, var(--euiFixedHeadersOffset, 0px))))';
const COLUMN_WIDTH = 288;
/** Photos from within a short walk: over so far a ridge 3 km away moves by 4°. */
const NEAR_M = 200;
const MOST_PHOTOS = 60;
/** With less of the skyline known, somebody would miss mountains that are there. */
const WELL_KNOWN = 0.95;
/** Of a camera whose tilt nobody knows: photos of mountains look up by this much (25 real photos). */
const USUAL_TILT_DEG = 6;
const NO_PHOTOS: PhotoHit[] = [];

/** "View from here": all that is to be seen from a place, drawn from elevation tiles. */
export function PanoramaPage() {
  const { history } = useAppServices();
  const { euiTheme } = useEuiTheme();
  const { address, change } = useViewAddress(history);
  return (
    <main
      data-test-subj="peakSearchView"
      css={{
        blockSize: BODY_HEIGHT,
        display: 'flex',
        flexDirection: 'column',
        background: euiTheme.colors.backgroundBasePlain,
      }}
    >
      {address ? (
        <Panorama address={address} change={change} />
      ) : (
        <Problem
          title={i18n.translate('peakSearch.view.noPlace', {
            defaultMessage: 'This link names no place',
          })}
          body={i18n.translate('peakSearch.view.noPlaceHelp', {
            defaultMessage: 'Open a photo or a peak and choose “View from here”.',
          })}
        />
      )}
    </main>
  );
}

function Panorama({
  address,
  change,
}: {
  address: ViewAddress;
  change(part: Partial<ViewAddress>): void;
}) {
  const { api } = useAppServices();
  const { at, altitudeM } = address;
  const { lat, lon } = at;
  const load = useCallback(
    (signal: AbortSignal) => api.view({ lat, lon, altitudeM }, signal),
    [api, lat, lon, altitudeM]
  );
  const { value, error, reload } = useLoad(load);
  const view = value?.lat === lat && value.lon === lon ? value : undefined;
  if (error && !view) {
    const { title, body, canRetry } = failureWords(error);
    return <Problem title={title} body={body} onRetry={canRetry ? reload : undefined} />;
  }
  if (!view) {
    return (
      <div css={{ display: 'grid', placeItems: 'center', flexGrow: 1 }} role="status">
        <EuiLoadingSpinner size="xl" />
      </div>
    );
  }
  return <Shown view={view} address={address} change={change} />;
}

function Shown({
  view,
  address,
  change,
}: {
  view: ViewResponse;
  address: ViewAddress;
  change(part: Partial<ViewAddress>): void;
}) {
  const { api, history } = useAppServices();
  const { euiTheme } = useEuiTheme();
  const narrow = useIsWithinBreakpoints(['xs', 's', 'm']);
  const { look, photo: chosen, day } = address;
  const { lat, lon } = view;
  const [hidden, setHidden] = useState(false);
  const stage = useLook(look, (next) => change({ look: next }));
  const loadPhotos = useCallback(
    (signal: AbortSignal) =>
      api.search(
        {
          filters: {
            area: { type: 'circle', center: { lat, lon }, radiusM: NEAR_M },
            hasBearing: true,
          },
          sort: 'nearest',
          nearTo: { lat, lon },
          size: MOST_PHOTOS,
          facets: false,
          collapseBursts: true,
        },
        signal
      ),
    [api, lat, lon]
  );
  const hits = useLoad(loadPhotos).value?.hits ?? NO_PHOTOS;
  const photos = useMemo(() => hits.filter(isLooking), [hits]);
  const photo = photos.find(({ id }) => id === chosen);
  const setIn = useMemo(
    () =>
      photo && {
        url: api.thumbnailUrl(photo.id, photo.contentHash),
        bearingDeg: photo.bearingDeg,
        tiltDeg: photo.tiltDeg ?? USUAL_TILT_DEG,
        horizontalFovDeg: photo.horizontalFovDeg,
      },
    [api, photo]
  );
  const sun = useMemo(
    () => (day === undefined ? [] : sunTrack(day, { lat, lon })),
    [day, lat, lon]
  );
  const shine = useMemo(
    () => (day === undefined ? undefined : sunshine(sun, (bearing) => skylineAt(view, bearing))),
    [day, sun, view]
  );
  const label = placeWords(view);
  const turnTo = ({ bearingDeg, elevationAngleDeg }: ViewPeak) =>
    change({
      look: limited({
        ...look,
        bearingDeg,
        tiltDeg: Math.max(look.tiltDeg, elevationAngleDeg - 4),
      }),
    });
  return (
    <div css={{ display: 'contents' }}>
      <header
        css={{
          display: 'flex',
          flexWrap: 'wrap',
          alignItems: 'center',
          gap: euiTheme.size.s,
          padding: `${euiTheme.size.xs} ${euiTheme.size.m}`,
          borderBlockEnd: euiTheme.border.thin,
        }}
      >
        <Back onClick={() => leaveView(history)} />
        <EuiTitle size="xs">
          <h1 css={{ marginInlineEnd: 'auto' }}>{label}</h1>
        </EuiTitle>
        <PanoramaTools
          day={day}
          zone={view.zone}
          shine={shine}
          hidden={hidden}
          onDay={(next) => change({ day: next })}
          onHidden={setHidden}
          zoomBy={stage.zoomBy}
          // What the address will be: it follows a move a little later.
          link={new URL(formatView(address), window.location.href).href}
        />
      </header>
      <div
        css={{
          display: 'flex',
          flexDirection: narrow ? 'column' : 'row',
          flexGrow: 1,
          minBlockSize: 0,
        }}
      >
        <div
          css={{ position: 'relative', flex: narrow ? '0 0 62%' : '1 1 auto', minInlineSize: 0 }}
        >
          <PanoramaStage
            view={view}
            look={look}
            stage={stage}
            photo={setIn}
            hidden={hidden}
            sun={sun}
            label={label}
          >
            <PanoramaPhotos
              photos={photos}
              chosen={chosen}
              look={look}
              size={stage.size}
              onChoose={(id) => change({ photo: id })}
            />
          </PanoramaStage>
        </div>
        <div
          // Scrolled by keyboard, too.
          tabIndex={0}
          role="region"
          aria-label={i18n.translate('peakSearch.view.about', {
            defaultMessage: 'What is to be seen',
          })}
          css={{
            inlineSize: narrow ? '100%' : COLUMN_WIDTH,
            flexShrink: 0,
            flexGrow: narrow ? 1 : 0,
            flexBasis: narrow ? 0 : 'auto',
            overflowY: 'auto',
            padding: euiTheme.size.m,
            borderInlineStart: euiTheme.border.thin,
          }}
        >
          {photo && (
            <EuiButton
              size="s"
              fullWidth
              iconType="image"
              onClick={() => history.push({ pathname: '/', search: `?photo=${photo.id}` })}
              data-test-subj="peakSearchViewOpenPhoto"
              css={{ marginBlockEnd: euiTheme.size.m }}
            >
              {i18n.translate('peakSearch.view.openPhoto', { defaultMessage: 'Open the photo' })}
            </EuiButton>
          )}
          {view.known < WELL_KNOWN && (
            <EuiCallOut
              size="s"
              color="warning"
              css={{ marginBlockEnd: euiTheme.size.m }}
              title={i18n.translate('peakSearch.view.partOnly', {
                defaultMessage:
                  'In some directions the elevation tiles end too early: mountains may be missing there.',
              })}
            />
          )}
          <PanoramaPeaks
            peaks={view.peaks}
            onPeak={turnTo}
            // Back to where one looked from: a peak is looked at from its neighbor.
            onStand={({ latlon, bearingDeg }) =>
              openView(history, { at: latlon, day, look: { bearingDeg: bearingDeg + 180 } })
            }
          />
        </div>
      </div>
    </div>
  );
}

function Back({ onClick }: { onClick(): void }) {
  return (
    <EuiButtonEmpty
      size="s"
      flush="left"
      iconType="sortLeft"
      onClick={onClick}
      data-test-subj="peakSearchViewBack"
    >
      {i18n.translate('peakSearch.view.back', { defaultMessage: 'Back to the photos' })}
    </EuiButtonEmpty>
  );
}

function Problem({ title, body, onRetry }: { title: string; body: string; onRetry?(): void }) {
  const { history } = useAppServices();
  const { euiTheme } = useEuiTheme();
  return (
    <div css={{ padding: euiTheme.size.l }}>
      <Back onClick={() => leaveView(history)} />
      <EuiCallOut color="warning" iconType="warning" title={title}>
        <p>{body}</p>
        {onRetry && (
          <EuiButton size="s" onClick={onRetry}>
            {i18n.translate('peakSearch.view.retry', { defaultMessage: 'Try again' })}
          </EuiButton>
        )}
      </EuiCallOut>
    </div>
  );
}

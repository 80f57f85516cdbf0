/** @jsx jsx */
import { type ReactNode, useMemo } from 'react';
import { useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { ViewPeak, ViewResponse } from '../../common/api';
import { kilometres } from '../identify/evidence';
import { SEEN, SummitNames } from '../photo_view/stage/summit_names';
import type { Summit } from '../photo_view/stage/summits';
import { FITTED } from '../photo_view/stage/zoom';
import { skylineAt } from './draw_bands';
import { PanoramaPicture } from './panorama_picture';
import type { SetIn } from './panorama_picture';
import { PanoramaScale } from './panorama_scale';
import { pixelsPerDegree, toSpot } from './projection';
import type { Look, Size } from './projection';
import { SunPath } from './sun_path';
import type { SunSpot } from './sun_track';
import type { useLook } from './use_look';
import { HERE_M, meters } from './view_words';

/** More names than this at once are a list. */
const MOST_NAMES = 28;
/** With so many pixels a degree, a name has room for its height and distance. */
const DETAILED_PX = 16;

export interface PanoramaStageProps {
  view: ViewResponse;
  look: Look;
  /** What useLook gives. */
  stage: ReturnType<typeof useLook>;
  photo?: SetIn;
  /** Names of hidden summits, too. */
  hidden: boolean;
  sun: readonly SunSpot[];
  label: string;
  /** What lies over the picture. */
  children?: ReactNode;
}

/** The panorama that one looks around in. */
export function PanoramaStage(props: PanoramaStageProps) {
  const { view, look, stage, photo, hidden, sun, label, children } = props;
  const { euiTheme } = useEuiTheme();
  const { ref, size, handlers } = stage;
  const summits = useMemo(
    () => (size.width === 0 ? [] : namesIn(view.peaks, look, size, hidden)),
    [view.peaks, look, size, hidden]
  );
  return (
    <div
      ref={ref}
      {...handlers}
      tabIndex={0}
      role="application"
      aria-label={i18n.translate('peakSearch.view.stage', {
        defaultMessage: '{place}; arrow keys turn it, plus and minus zoom',
        values: { place: label },
      })}
      data-test-subj="peakSearchViewStage"
      css={{
        position: 'absolute',
        inset: 0,
        overflow: 'hidden',
        touchAction: 'none',
        userSelect: 'none',
        direction: 'ltr',
        cursor: 'grab',
        '&:focus-visible': { outline: `2px solid ${euiTheme.colors.primary}`, outlineOffset: -2 },
      }}
    >
      {size.width > 0 && (
        <div css={{ position: 'absolute', inset: 0 }}>
          <PanoramaPicture view={view} look={look} size={size} photo={photo} />
          <SunPath
            track={sun}
            zone={view.zone}
            look={look}
            size={size}
            groundAt={(bearingDeg) => skylineAt(view, bearingDeg)}
          />
          <PanoramaScale look={look} size={size} />
          <SummitNames summits={summits} photo={size} stage={size} view={FITTED} />
        </div>
      )}
      {children}
    </div>
  );
}

/** The summits that get a name, in the stage's pixels: those in sight first, and of these the most conspicuous. */
function namesIn(peaks: readonly ViewPeak[], look: Look, size: Size, hidden: boolean): Summit[] {
  const inView = peaks
    .filter(({ sight, distanceM }) => distanceM >= HERE_M && (hidden || sight !== 'hidden'))
    .map((peak) => ({
      peak,
      ...toSpot(look, size, {
        bearingDeg: peak.bearingDeg,
        elevationDeg: peak.elevationAngleDeg,
      }),
    }))
    .filter(({ x, y }) => x >= 0 && x <= size.width && y >= 0 && y <= size.height)
    .sort((a, b) => salience(b.peak) - salience(a.peak))
    .slice(0, MOST_NAMES);
  const detailed = pixelsPerDegree(look, size) >= DETAILED_PX;
  return inView.map(({ peak, x, y }, i) => {
    const { id, names, sight, distanceM } = peak;
    const rank = 1 - i / MOST_NAMES;
    return {
      id,
      names: [detailed ? detailedName(peak) : names[0]!],
      // The weight by which names get their places; what is hidden is drawn faintly.
      visible: sight === 'hidden' ? SEEN * rank * 0.9 : SEEN + (1 - SEEN) * rank,
      distanceM,
      x,
      y,
    };
  });
}

/** A high mountain far away is looked for as much as a lower one near by. */
const salience = ({ sight, elevationM, distanceM }: ViewPeak): number =>
  (sight === 'hidden' ? -1e6 : 0) + elevationM - 1000 * Math.log2(1 + distanceM / 10_000);

const detailedName = ({ names, elevationM, distanceM }: ViewPeak): string =>
  i18n.translate('peakSearch.view.name', {
    defaultMessage: '{name} · {elevation} m · {distance} km',
    values: {
      name: names[0],
      elevation: meters(elevationM),
      distance: kilometres(distanceM / 1000),
    },
  });

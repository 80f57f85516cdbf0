/** @jsx jsx */
import { type ReactNode, useEffect, useState } from 'react';
import {
  EuiButtonEmpty,
  EuiButtonIcon,
  EuiText,
  EuiThemeProvider,
  EuiToolTip,
  useEuiTheme,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { PhotoSummary } from '../../../common/search_api';
import { Picture } from './picture';
import { RidgeLines } from './ridge_lines';
import type { RidgePath } from './ridge_paths';
import { SummitNames } from './summit_names';
import { degreesOfMove, type Summit } from './summits';
import { useStage, ZOOM_STEP } from './use_stage';
import type { Offset } from './zoom';

/** Which names are drawn: none, those probably seen, or all that geometry puts into the frame. */
export type NamesShown = 'none' | 'seen' | 'all';

export interface PhotoStageProps {
  photo: PhotoSummary;
  label: string;
  /** "3 of 60"; absent when the photo was opened on its own. */
  counter?: string;
  summits: readonly Summit[];
  /** The terrain's ridges, where they are asked for. */
  ridges: readonly RidgePath[];
  /** What the toolbar shows on its right. */
  tools: ReactNode;
  onClose(): void;
  onNext?(): void;
  onPrevious?(): void;
  /** While the direction is corrected: degrees to turn and to tilt the camera by. */
  onMove?(turnDeg: number, tiltDeg: number): void;
}

/** The dark half of the photo view: the picture with its names, ways to enlarge it and to go on. */
export function PhotoStage(props: PhotoStageProps) {
  return (
    // Photos are looked at on black, as in every light table; the controls over it follow.
    <EuiThemeProvider colorMode="dark" wrapperProps={{ cloneElement: true }}>
      <div css={{ display: 'flex', minInlineSize: 0, minBlockSize: 0 }}>
        <Stage {...props} />
      </div>
    </EuiThemeProvider>
  );
}

function Stage(props: PhotoStageProps) {
  const { photo, label, summits, ridges, tools, counter, onClose, onNext, onPrevious, onMove } =
    props;
  const { euiTheme } = useEuiTheme();
  const [unreachable, setUnreachable] = useState<string>();
  const { ref, stage, view, zoomBy, fit, handlers } = useStage(photo, photo.id, {
    onSwipe: (step) => (step === 1 ? onNext?.() : onPrevious?.()),
    ...(onMove &&
      photo.horizontalFovDeg !== undefined && {
        // The names go with the finger: moving them right and down means that the camera looked further left and up.
        onDrag: ({ x, y }: Offset) => {
          const frame = { ...photo, horizontalFovDeg: photo.horizontalFovDeg! };
          onMove(-degreesOfMove(x, frame), degreesOfMove(y, frame));
        },
      }),
  });
  useZoomKeys(zoomBy, fit);

  return (
    <div
      css={{
        position: 'relative',
        display: 'flex',
        flexDirection: 'column',
        flexGrow: 1,
        minInlineSize: 0,
        background: '#0b0f14',
        color: euiTheme.colors.textParagraph,
      }}
    >
      <div
        css={{
          display: 'flex',
          alignItems: 'center',
          gap: euiTheme.size.xs,
          padding: euiTheme.size.s,
          overflowX: 'auto',
        }}
      >
        <EuiButtonIcon
          iconType="cross"
          color="text"
          size="s"
          onClick={onClose}
          data-test-subj="peakSearchClosePhoto"
          aria-label={i18n.translate('peakSearch.photo.close', { defaultMessage: 'Close photo' })}
        />
        {counter && (
          <EuiText size="xs" css={{ whiteSpace: 'nowrap', marginInlineEnd: 'auto' }}>
            {counter}
          </EuiText>
        )}
        <div css={{ display: 'flex', alignItems: 'center', marginInlineStart: 'auto' }}>
          {tools}
          <ZoomButtons zoom={view.zoom} zoomBy={zoomBy} fit={fit} />
        </div>
      </div>
      <div
        ref={ref}
        {...handlers}
        data-test-subj="peakSearchStage"
        data-zoom={view.zoom.toFixed(2)}
        css={{
          position: 'relative',
          flexGrow: 1,
          minBlockSize: 0,
          overflow: 'hidden',
          touchAction: 'none',
          direction: 'ltr',
        }}
        style={{ cursor: onMove ? 'move' : view.zoom > 1 ? 'grab' : 'zoom-in' }}
      >
        {stage.width > 0 && (
          <Picture
            key={photo.id}
            photo={photo}
            alt={label}
            stage={stage}
            view={view}
            onUnreachable={() => setUnreachable(photo.id)}
          />
        )}
        {ridges.length > 0 && (
          <RidgeLines ridges={ridges} photo={photo} stage={stage} view={view} />
        )}
        {summits.length > 0 && (
          <SummitNames summits={summits} photo={photo} stage={stage} view={view} />
        )}
        <Step side="left" onClick={onPrevious} />
        <Step side="right" onClick={onNext} />
        {unreachable === photo.id && (
          <EuiText
            size="xs"
            role="status"
            css={{
              position: 'absolute',
              insetBlockEnd: 8,
              insetInline: 60,
              padding: euiTheme.size.xs,
              borderRadius: euiTheme.border.radius.medium,
              textAlign: 'center',
              color: '#fff',
              background: 'rgba(0, 0, 0, 0.66)',
            }}
          >
            {i18n.translate('peakSearch.photo.unreachable', {
              defaultMessage: 'The large picture could not be loaded; this is its small preview.',
            })}
          </EuiText>
        )}
      </div>
    </div>
  );
}

function Step({ side, onClick }: { side: 'left' | 'right'; onClick?: () => void }) {
  if (!onClick) return null;
  const label =
    side === 'left'
      ? i18n.translate('peakSearch.photo.previous', { defaultMessage: 'Previous photo' })
      : i18n.translate('peakSearch.photo.next', { defaultMessage: 'Next photo' });
  return (
    <EuiButtonIcon
      display="fill"
      color="text"
      size="m"
      iconType={side === 'left' ? 'sortLeft' : 'sortRight'}
      aria-label={label}
      title={label}
      onClick={onClick}
      data-test-subj={side === 'left' ? 'peakSearchPrevious' : 'peakSearchNext'}
      css={{
        position: 'absolute',
        insetBlockStart: 'calc(50% - 20px)',
        [side]: 12,
        background: 'rgba(0, 0, 0, 0.55)',
        color: '#fff',
      }}
    />
  );
}

function ZoomButtons({
  zoom,
  zoomBy,
  fit,
}: {
  zoom: number;
  zoomBy(factor: number): void;
  fit(): void;
}) {
  const fitLabel = i18n.translate('peakSearch.photo.fit', { defaultMessage: 'Fit to the screen' });
  return (
    <div
      css={{
        display: 'flex',
        alignItems: 'center',
        // A phone has no room for them, and fingers to pinch with.
        '@media (max-width: 574px)': { display: 'none' },
      }}
    >
      <EuiButtonIcon
        iconType="minus"
        color="text"
        size="s"
        isDisabled={zoom <= 1}
        onClick={() => zoomBy(1 / ZOOM_STEP)}
        aria-label={i18n.translate('peakSearch.photo.smaller', { defaultMessage: 'Smaller' })}
      />
      <EuiToolTip content={fitLabel} disableScreenReaderOutput>
        <EuiButtonEmpty size="xs" color="text" onClick={fit} aria-label={fitLabel}>
          {`×${zoom.toLocaleString(i18n.getLocale(), { maximumFractionDigits: 1 })}`}
        </EuiButtonEmpty>
      </EuiToolTip>
      <EuiButtonIcon
        iconType="plus"
        color="text"
        size="s"
        onClick={() => zoomBy(ZOOM_STEP)}
        data-test-subj="peakSearchZoomIn"
        aria-label={i18n.translate('peakSearch.photo.larger', { defaultMessage: 'Larger' })}
      />
    </div>
  );
}

/** `+`, `-` and `0`, as in browsers and picture viewers. */
function useZoomKeys(zoomBy: (factor: number) => void, fit: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '+' || event.key === '=') zoomBy(ZOOM_STEP);
      else if (event.key === '-') zoomBy(1 / ZOOM_STEP);
      else if (event.key === '0') fit();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [zoomBy, fit]);
}

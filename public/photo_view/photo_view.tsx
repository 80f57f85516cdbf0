/** @jsx jsx */
/** @jsxFrag React.Fragment */
import React, { useCallback, useEffect, useMemo } from 'react';
import {
  EuiButtonEmpty,
  EuiButtonGroup,
  EuiCallOut,
  EuiFocusTrap,
  EuiPortal,
  EuiScreenReaderLive,
  useEuiTheme,
  useIsWithinBreakpoints,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { PhotoResponse } from '../../common/api';
import type { PhotoHit, PhotoSummary } from '../../common/search_api';
import { useAppServices } from '../services/app_services';
import { useLoad } from '../services/use_load';
import { captureTime } from '../grid/capture_time';
import type { SearchDispatch } from '../state/search_state';
import { useStored } from '../state/stored';
import { moved, useHold } from './stage/use_hold';
import { PhotoPanel } from './photo_panel';
import { type NamesShown, PhotoStage } from './stage/photo_stage';
import { SEEN } from './stage/summit_names';
import { type Hold, summitsWith } from './stage/summits';
import { hasRidges, useRidges } from './stage/use_ridges';

export interface PhotoViewProps {
  id: string;
  /** What next and previous go through; the photo itself may be elsewhere (a shared link). */
  hits: readonly PhotoHit[];
  /** How long the list is, as the heading above it says. */
  count: number;
  dispatch: SearchDispatch;
  onClose(): void;
  /** How the catalog names a peak. */
  peakName?(id: string): string;
}

const PANEL_WIDTH = 380;
/** Degrees that an arrow key turns or tilts the camera by; with Shift ten times as much. */
const KEY_MOVE_DEG = 0.5;
/** To the right and up. */
const STEPS: Partial<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** One photo, large: with names at its summits, all that is known of it, and the ways on from it. */
export function PhotoView({ id, hits, count, dispatch, onClose, peakName }: PhotoViewProps) {
  const { api } = useAppServices();
  const { euiTheme } = useEuiTheme();
  const narrow = useIsWithinBreakpoints(['xs', 's', 'm']);
  const load = useCallback((signal: AbortSignal) => api.photo(id, signal), [api, id]);
  const { value, error, reload } = useLoad(load);
  const detail = value?.id === id ? value : undefined;
  const index = hits.findIndex((hit) => hit.id === id);
  const photo: PhotoSummary | undefined = detail ?? hits[index];
  const nameOf = useMemo(() => namesOf(detail, peakName), [detail, peakName]);

  const [names, setNames] = useStored<NamesShown>('summitNames', 'seen');
  const { known, adjusting, setAdjusting } = useHold(id, detail);
  const hold = adjusting ?? known?.hold;
  const summits = useMemo(() => {
    if (!detail || !hold || names === 'none') return [];
    const all = summitsWith(detail, hold);
    return names === 'all' ? all : all.filter(({ visible }) => visible >= SEEN);
  }, [detail, names, hold]);

  const [ridgesShown, setRidgesShown] = useStored('ridges', false);
  const ridgesWanted = ridgesShown && detail && hasRidges(detail) ? detail : undefined;
  const { ridges, error: ridgesFailed } = useRidges(ridgesWanted, hold);

  const open = (hit: PhotoHit | undefined) => {
    if (hit && index !== -1) return () => dispatch({ type: 'openPhoto', id: hit.id });
    return undefined;
  };
  const onNext = open(hits[index + 1]);
  const onPrevious = open(hits[index - 1]);
  const moveBy = useCallback(
    (turnDeg: number, tiltDeg: number) =>
      setAdjusting((now) => now && moved(now, turnDeg, tiltDeg)),
    [setAdjusting]
  );
  useKeys({
    onNext,
    onPrevious,
    moveBy: adjusting && moveBy,
    onEscape: adjusting ? () => setAdjusting(undefined) : onClose,
  });
  useBodyHeld();

  const label = photo && photoWords(photo, nameOf);
  const counter =
    index === -1
      ? undefined
      : i18n.translate('peakSearch.photo.counter', {
          defaultMessage: '{number} of {count}',
          values: { number: index + 1, count },
        });
  return (
    <EuiPortal>
      <EuiFocusTrap initialFocus='[data-test-subj="peakSearchClosePhoto"]'>
        <div
          role="dialog"
          aria-modal
          aria-label={i18n.translate('peakSearch.photo.title', { defaultMessage: 'Photo' })}
          data-test-subj="peakSearchPhotoView"
          css={{
            position: 'fixed',
            inset: 0,
            zIndex: Number(euiTheme.levels.mask),
            display: 'grid',
            gridTemplate: narrow ? '58dvh 1fr / 100%' : `100% / 1fr ${PANEL_WIDTH}px`,
            background: euiTheme.colors.backgroundBasePlain,
          }}
        >
          <EuiScreenReaderLive>{[counter, label].filter(Boolean).join(': ')}</EuiScreenReaderLive>
          {photo ? (
            <PhotoStage
              photo={photo}
              label={label ?? ''}
              counter={counter}
              summits={summits}
              ridges={ridges}
              onClose={onClose}
              onNext={onNext}
              onPrevious={onPrevious}
              onMove={adjusting && moveBy}
              tools={
                <>
                  {detail && hold && hasRidges(detail) && (
                    <RidgesSwitch
                      shown={ridgesShown}
                      failed={ridgesFailed}
                      onChange={setRidgesShown}
                    />
                  )}
                  <NamesSwitch
                    detail={detail}
                    hold={known?.hold}
                    names={names}
                    onChange={setNames}
                  />
                </>
              }
            />
          ) : (
            <div css={{ background: '#0b0f14' }} />
          )}
          <div
            // Scrolled by keyboard, too.
            tabIndex={0}
            role="region"
            aria-label={i18n.translate('peakSearch.photo.about', {
              defaultMessage: 'About this photo',
            })}
            css={{ overflowY: 'auto', padding: euiTheme.size.m }}
          >
            {error && !detail ? (
              <EuiCallOut
                color="danger"
                iconType="error"
                title={i18n.translate('peakSearch.photo.failed', {
                  defaultMessage: 'The photo could not be opened',
                })}
              >
                <p>{error.message}</p>
              </EuiCallOut>
            ) : (
              <PhotoPanel
                photo={detail}
                known={known}
                adjusting={adjusting}
                peakName={nameOf}
                dispatch={dispatch}
                onAdjust={setAdjusting}
                onCorrected={() => {
                  setAdjusting(undefined);
                  reload();
                }}
              />
            )}
          </div>
        </div>
      </EuiFocusTrap>
    </EuiPortal>
  );
}

/** Names by the catalog, else by what the photo itself brings along. */
function namesOf(
  detail: PhotoResponse | undefined,
  peakName: PhotoViewProps['peakName']
): (id: string) => string {
  if (peakName) return peakName;
  const own = new Map(detail?.candidates.map((candidate) => [candidate.id, candidate.names[0]]));
  return (id) => own.get(id) ?? id.replaceAll('-', ' ');
}

/** What a photo shows and when, as far as it is known; its file's name at least. */
function photoWords(photo: PhotoSummary, peakName: (id: string) => string): string {
  const words = [
    photo.peaks.map(({ id }) => peakName(id)).join(', '),
    photo.shotTime && captureTime(photo.shotTime),
  ].filter(Boolean);
  return words.length > 0 ? words.join('; ') : photo.path;
}

/** Whether the terrain's ridges are drawn; why they cannot be, in its tooltip. */
function RidgesSwitch({
  shown,
  failed,
  onChange,
}: {
  shown: boolean;
  failed?: Error;
  onChange(shown: boolean): void;
}) {
  const label = i18n.translate('peakSearch.photo.ridges', { defaultMessage: 'Ridges' });
  return (
    <EuiButtonEmpty
      size="xs"
      color={shown ? 'primary' : 'text'}
      aria-pressed={shown}
      title={shown ? failed?.message : undefined}
      onClick={() => onChange(!shown)}
      data-test-subj="peakSearchRidgesSwitch"
    >
      {shown && failed
        ? i18n.translate('peakSearch.photo.noRidges', { defaultMessage: 'No terrain here' })
        : label}
    </EuiButtonEmpty>
  );
}

/** Which names to draw; absent where geometry knows of none. */
function NamesSwitch({
  detail,
  hold,
  names,
  onChange,
}: {
  detail: PhotoResponse | undefined;
  hold: Hold | undefined;
  names: NamesShown;
  onChange(names: NamesShown): void;
}) {
  if (!detail || !hold || summitsWith(detail, hold).length === 0) return null;
  return (
    <EuiButtonGroup
      buttonSize="compressed"
      color="text"
      legend={i18n.translate('peakSearch.photo.names', {
        defaultMessage: 'Names drawn on the photo',
      })}
      idSelected={names}
      onChange={(id) => onChange(id as NamesShown)}
      options={[
        {
          id: 'none',
          label: i18n.translate('peakSearch.photo.namesNone', { defaultMessage: 'No names' }),
        },
        {
          id: 'seen',
          label: i18n.translate('peakSearch.photo.namesSeen', { defaultMessage: 'Names' }),
        },
        {
          id: 'all',
          label: i18n.translate('peakSearch.photo.namesAll', { defaultMessage: 'Hidden, too' }),
        },
      ]}
    />
  );
}

/** Keys that sliders, fields and menus want for themselves. */
const takesKeys = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest('input, select, textarea, [role="menu"]') !== null;

function useKeys(keys: {
  onNext?: () => void;
  onPrevious?: () => void;
  /** While the direction is corrected: degrees to turn and to tilt the camera by. */
  moveBy?: (turnDeg: number, tiltDeg: number) => void;
  onEscape(): void;
}): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.key === 'Escape') {
        event.stopPropagation();
        keys.onEscape();
        return;
      }
      const step = STEPS[event.key];
      if (!step || takesKeys(event.target)) return;
      const [right, up] = step;
      if (keys.moveBy) {
        // As on the sliders: right and up are more, and the names go left and down, as things do when one looks there.
        const degrees = KEY_MOVE_DEG * (event.shiftKey ? 10 : 1);
        keys.moveBy(right * degrees, up * degrees);
      } else if (right === 1) keys.onNext?.();
      else if (right === -1) keys.onPrevious?.();
      // Up and down scroll.
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}

/** What lies behind does not scroll meanwhile. */
function useBodyHeld(): void {
  useEffect(() => {
    const { overflow } = document.body.style;
    document.body.style.overflow = 'hidden';
    return () => {
      document.body.style.overflow = overflow;
    };
  }, []);
}

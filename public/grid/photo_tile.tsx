/** @jsx jsx */
/** @jsxFrag React.Fragment */
import React, { memo, useState } from 'react';
import { EuiBadge, EuiIcon, EuiToolTip, useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { PhotoHit } from '../../common/search_api';
import { useAppServices } from '../services/app_services';
import { captureTime } from './capture_time';
import { placeLabel } from './place_words';
import { matchNumber, reasonWords, sectionLabel } from './match_words';

export interface PhotoTileProps {
  hit: PhotoHit;
  index: number;
  count: number;
  left: number;
  width: number;
  height: number;
  /** The one tile that Tab reaches; arrows go on from it. */
  current: boolean;
  selected: boolean;
  /** Some photo is selected: a click selects, and does not open. */
  selecting: boolean;
  /** `range`: everything from the photo that was chosen last. */
  onSelect(index: number, range: boolean): void;
  peakName(id: string): string;
  onOpen(index: number): void;
  onFocus(index: number): void;
}

/** Names of peaks beside the time, as long as there is room for them. */
const PEAKS_SHOWN = 2;
/** Below this width words would cover the picture. */
const NARROW = 130;

/** What a screen reader says of a photo: what it shows, where and when, and how well it fits. */
export function photoLabel(hit: PhotoHit, peakName: (id: string) => string): string {
  const parts = [
    hit.peaks.map(({ id }) => peakName(id)).join(', '),
    hit.place && placeLabel(hit.place),
    hit.shotTime && captureTime(hit.shotTime),
    hit.fits !== undefined && sectionLabel(hit.fits),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join('; ') : hit.path;
}

/** One photo of the grid: a thumbnail over its main color, with what is known of it. */
export const PhotoTile = memo(function PhotoTile(props: PhotoTileProps) {
  const { hit, index, count, left, width, height, current, peakName, onOpen, onFocus } = props;
  const { selected, selecting, onSelect } = props;
  const { euiTheme } = useEuiTheme();
  const narrow = width < NARROW;
  return (
    <div
      css={{
        position: 'absolute',
        overflow: 'hidden',
        borderRadius: euiTheme.border.radius.medium,
        '&:hover .peakSearchTile__select, &:focus-within .peakSearchTile__select': { opacity: 1 },
        outline: selected ? `3px solid ${euiTheme.colors.primary}` : undefined,
        outlineOffset: -3,
      }}
      style={{ insetInlineStart: left, width, height, backgroundColor: hit.dominantColour }}
    >
      <WithReasons hit={hit} peakName={peakName}>
        <button
          type="button"
          tabIndex={current ? 0 : -1}
          data-index={index}
          data-test-subj="peakSearchPhoto"
          aria-label={i18n.translate('peakSearch.grid.photo', {
            defaultMessage: 'Photo {number} of {count}: {label}',
            values: { number: index + 1, count, label: photoLabel(hit, peakName) },
          })}
          onClick={(event) => {
            if (selecting || event.shiftKey || event.ctrlKey || event.metaKey) {
              onSelect(index, event.shiftKey);
            } else onOpen(index);
          }}
          onFocus={() => onFocus(index)}
          css={{
            display: 'block',
            inlineSize: '100%',
            blockSize: '100%',
            cursor: selecting ? 'pointer' : 'zoom-in',
            '&:focus-visible': {
              outline: `3px solid ${euiTheme.colors.primary}`,
              outlineOffset: -3,
              borderRadius: euiTheme.border.radius.medium,
            },
          }}
        >
          <Thumbnail hit={hit} />
        </button>
      </WithReasons>
      <SelectMark {...{ index, current, selected, selecting, onSelect }} />
      {hit.burst && hit.burst.size > 1 && (
        <div css={{ position: 'absolute', insetBlockStart: 6, insetInlineEnd: 6 }}>
          <EuiBadge
            color="hollow"
            iconType="layers"
            title={i18n.translate('peakSearch.grid.burstTitle', {
              defaultMessage: 'Best of {size} photos taken in one go',
              values: { size: hit.burst.size },
            })}
          >
            {hit.burst.size}
          </EuiBadge>
        </div>
      )}
      {!narrow && <Caption hit={hit} peakName={peakName} />}
    </div>
  );
});

/** A circle at the photo's lower edge, to be seen over the photo and while something is selected. */
function SelectMark({
  index,
  current,
  selected,
  selecting,
  onSelect,
}: Pick<PhotoTileProps, 'index' | 'current' | 'selected' | 'selecting' | 'onSelect'>) {
  const { euiTheme } = useEuiTheme();
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={selected}
      aria-label={i18n.translate('peakSearch.selection.select', {
        defaultMessage: 'Select photo {number}',
        values: { number: index + 1 },
      })}
      tabIndex={current ? 0 : -1}
      className="peakSearchTile__select"
      data-test-subj="peakSearchSelect"
      onClick={(event) => onSelect(index, event.shiftKey)}
      css={{
        position: 'absolute',
        zIndex: 1,
        insetBlockEnd: 6,
        insetInlineEnd: 6,
        inlineSize: 24,
        blockSize: 24,
        borderRadius: 12,
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'center',
        opacity: selected || selecting ? 1 : 0,
        color: '#fff',
        // White on a darkness of its own, in both themes, as the words on the photo.
        border: '2px solid #fff',
        background: selected ? euiTheme.colors.primary : 'rgba(0, 0, 0, 0.6)',
        '&:focus-visible': { outline: `3px solid ${euiTheme.colors.primary}` },
        '@media (hover: none)': { opacity: 1 },
      }}
    >
      {selected && <EuiIcon type="check" size="s" aria-hidden />}
    </button>
  );
}

function Thumbnail({ hit }: { hit: PhotoHit }) {
  const { api } = useAppServices();
  const [shown, setShown] = useState(false);
  return (
    <img
      src={api.thumbnailUrl(hit.id, hit.contentHash)}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      onLoad={() => setShown(true)}
      css={{
        display: 'block',
        inlineSize: '100%',
        blockSize: '100%',
        objectFit: 'cover',
        opacity: shown ? 1 : 0,
        transition: 'opacity 150ms ease-in',
        '@media (prefers-reduced-motion: reduce)': { transition: 'none' },
      }}
    />
  );
}

function Caption({ hit, peakName }: Pick<PhotoTileProps, 'hit' | 'peakName'>) {
  const names = hit.peaks.slice(0, PEAKS_SHOWN).map(({ id }) => peakName(id));
  const further = hit.peaks.length - names.length;
  if (names.length === 0 && !hit.shotTime && !hit.place) return null;
  return (
    <div
      // The button says all of this.
      aria-hidden
      data-test-subj="peakSearchCaption"
      css={{
        position: 'absolute',
        insetBlockEnd: 0,
        insetInline: 0,
        padding: '20px 8px 6px',
        pointerEvents: 'none',
        // White on a darkness of its own, in both themes: EUI 113 dropped `ghost`, EUI 104 lacks `textGhost`.
        color: '#fff',
        // 0.54 gives white letters a contrast of 4.5 on snow; the letters begin below the 20 pixels.
        background: 'linear-gradient(transparent, rgba(0, 0, 0, 0.6) 20px, rgba(0, 0, 0, 0.72))',
        fontSize: 12,
        lineHeight: '16px',
        whiteSpace: 'nowrap',
      }}
    >
      {names.length > 0 && (
        <div
          dir="auto"
          css={{
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            fontWeight: 600,
            textAlign: 'start',
          }}
        >
          {names.join(' · ')}
          {further > 0 && ` +${further}`}
        </div>
      )}
      {hit.place && (
        <div dir="auto" css={{ overflow: 'hidden', textOverflow: 'ellipsis', textAlign: 'start' }}>
          {placeLabel(hit.place)}
        </div>
      )}
      {hit.shotTime && (
        <div css={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
          {captureTime(hit.shotTime)}
        </div>
      )}
    </div>
  );
}

/** Why a photo was found, and how well it fits: on hover and focus, so that no word covers the picture. */
function WithReasons({
  hit,
  peakName,
  children,
}: Pick<PhotoTileProps, 'hit' | 'peakName'> & { children: React.ReactElement }) {
  if (hit.match === undefined && hit.reasons.length === 0) return children;
  return (
    <EuiToolTip
      display="block"
      anchorProps={{ style: { blockSize: '100%' } }}
      title={hit.fits === undefined ? undefined : sectionLabel(hit.fits)}
      content={
        <>
          {hit.match !== undefined && <p>{matchNumber(hit.match)}</p>}
          {hit.reasons.map((reason) => (
            <p key={`${reason.source}:${reason.term}`}>{reasonWords(reason, peakName)}</p>
          ))}
        </>
      }
    >
      {children}
    </EuiToolTip>
  );
}

/** @jsx jsx */
import { useEffect, useState } from 'react';
import { jsx } from '@emotion/react';
import type { PhotoSummary } from '../../../common/search_api';
import { useAppServices } from '../../services/app_services';
import { fitScale, type Size, type View } from './zoom';

/** Sides of renditions that are asked for, pixels: a laptop's screen, and enlarged (the route's largest). */
const RENDITIONS = [2048, 4096] as const;

export interface PictureProps {
  photo: PhotoSummary;
  alt: string;
  stage: Size;
  view: View;
  /** The large picture could not be had; the thumbnail stays. */
  onUnreachable(): void;
}

/**
 * The photo itself: its thumbnail at once, over it the large rendition as soon as it is there, and a larger one when
 * it is enlarged beyond that.
 */
export function Picture({ photo, alt, stage, view, onUnreachable }: PictureProps) {
  const { api } = useAppServices();
  const scale = fitScale(photo, stage);
  const size = { inlineSize: photo.width * scale, blockSize: photo.height * scale };
  const wanted =
    Math.max(size.inlineSize, size.blockSize) * view.zoom * window.devicePixelRatio > RENDITIONS[0]
      ? 2
      : 1;
  // What was loaded once stays: zooming out again must not flicker.
  const [level, setLevel] = useState(1);
  useEffect(() => {
    if (wanted > level && view.zoom > 1) setLevel(wanted);
  }, [wanted, level, view.zoom]);

  return (
    <div
      css={{
        position: 'absolute',
        insetBlockStart: '50%',
        insetInlineStart: '50%',
        '& > img': {
          position: 'absolute',
          inset: 0,
          inlineSize: '100%',
          blockSize: '100%',
          pointerEvents: 'none',
          userSelect: 'none',
        },
      }}
      style={{
        ...size,
        transform: `translate(-50%, -50%) translate(${view.x}px, ${view.y}px) scale(${view.zoom})`,
        backgroundColor: photo.dominantColour,
      }}
    >
      <img src={api.thumbnailUrl(photo.id, photo.contentHash)} alt={alt} draggable={false} />
      {RENDITIONS.slice(0, level).map((px) => (
        <Rendition
          key={px}
          src={api.renditionUrl(photo.id, photo.contentHash, px)}
          onError={px === RENDITIONS[0] ? onUnreachable : undefined}
        />
      ))}
    </div>
  );
}

function Rendition({ src, onError }: { src: string; onError?: () => void }) {
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  if (state === 'failed') return null;
  return (
    <img
      src={src}
      // The thumbnail below has the words.
      alt=""
      draggable={false}
      data-test-subj="peakSearchRendition"
      data-loaded={state === 'shown'}
      onLoad={() => setState('shown')}
      onError={() => {
        setState('failed');
        onError?.();
      }}
      css={{
        opacity: state === 'shown' ? 1 : 0,
        transition: 'opacity 200ms ease-in',
        '@media (prefers-reduced-motion: reduce)': { transition: 'none' },
      }}
    />
  );
}

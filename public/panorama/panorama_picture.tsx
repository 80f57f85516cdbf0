/** @jsx jsx */
import { useLayoutEffect, useMemo, useRef } from 'react';
import { useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import type { ViewResponse } from '../../common/api';
import { drawBands, drawPhoto, PAINTS } from './draw_bands';
import type { Look, Size } from './projection';
import { usePicture } from './use_picture';

/** A photo and where it looks, degrees. */
export interface SetIn {
  url: string;
  bearingDeg: number;
  tiltDeg: number;
  horizontalFovDeg: number;
}

/** The drawn ground under the sky, and a photo set into it. */
export function PanoramaPicture({
  view,
  look,
  size,
  photo,
}: {
  view: ViewResponse;
  look: Look;
  size: Size;
  photo?: SetIn;
}) {
  const { colorMode } = useEuiTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = usePicture(photo?.url);
  const paint = useMemo(() => PAINTS[colorMode === 'DARK' ? 'dark' : 'light'], [colorMode]);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || size.width === 0) return;
    const ratio = window.devicePixelRatio;
    context.canvas.width = Math.round(size.width * ratio);
    context.canvas.height = Math.round(size.height * ratio);
    context.scale(ratio, ratio);
    drawBands(context, view, look, size, paint);
    if (photo && picture) drawPhoto(context, picture, photo, look, size);
  }, [view, look, size, paint, photo, picture]);
  return (
    <canvas
      ref={canvas}
      aria-hidden
      data-test-subj="peakSearchViewPicture"
      data-photo={photo && picture ? photo.url : undefined}
      css={{ position: 'absolute', inset: 0, inlineSize: '100%', blockSize: '100%' }}
    />
  );
}

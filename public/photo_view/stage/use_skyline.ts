import { useEffect, useState } from 'react';
import type { PitchQuestion } from '../../../common/geo/camera_pitch';
import { findSkyline, SKYLINE_PX } from '../../../common/geo/skyline';

export type Skyline = NonNullable<PitchQuestion['skyline']>;

/** What can be said of the skyline: not yet looked for, or nothing (the picture cannot be read), or where it runs. */
export type SkylineState = 'looking' | 'none' | Skyline;

/**
 * The skyline of a picture, from its thumbnail.
 *
 * @param url of the thumbnail, which the page shows anyway; undefined: not wanted
 */
export function useSkyline(url: string | undefined): SkylineState {
  const [found, setFound] = useState<{ url: string; skyline: Skyline | 'none' }>();
  useEffect(() => {
    if (url === undefined) return undefined;
    let stale = false;
    const done = (skyline: Skyline | 'none') => !stale && setFound({ url, skyline });
    skylineOf(url).then(done, () => done('none'));
    return () => {
      stale = true;
    };
  }, [url]);
  return found !== undefined && found.url === url ? found.skyline : 'looking';
}

async function skylineOf(url: string): Promise<Skyline | 'none'> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const scale = Math.min(1, SKYLINE_PX / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return 'none';
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const rows = findSkyline(pixels);
  return rows.length === 0 ? 'none' : { rows, width: pixels.width };
}

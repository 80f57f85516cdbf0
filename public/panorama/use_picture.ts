import { useEffect, useState } from 'react';

/** A picture to draw on a canvas; undefined until it is there, and where it cannot be had. */
export function usePicture(url: string | undefined): HTMLImageElement | undefined {
  const [loaded, setLoaded] = useState<{ url: string; image: HTMLImageElement }>();
  useEffect(() => {
    if (url === undefined) return undefined;
    let stale = false;
    const image = new Image();
    image.src = url;
    image.decode().then(
      () => !stale && setLoaded({ url, image }),
      () => undefined
    );
    return () => {
      stale = true;
    };
  }, [url]);
  return loaded !== undefined && loaded.url === url ? loaded.image : undefined;
}

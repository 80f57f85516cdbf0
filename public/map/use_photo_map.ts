import { useEffect, useRef, useState } from 'react';
import { i18n } from '@kbn/i18n';
import type { Area } from '../../common/search_api';
import { type Bounds, boundsOf } from './area';
import { loadMapChunk } from './load_chunk';
import type { PhotoMap, PhotoMapOptions } from './photo_map';

type MapEvents = Omit<PhotoMapOptions, 'element' | 'labels'>;

/** The map in an element, once its script has come; it ends with the panel. */
export function usePhotoMap(events: MapEvents) {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [map, setMap] = useState<PhotoMap>();
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(events);
  useEffect(() => {
    latest.current = events;
  });
  useEffect(() => {
    if (!element) return undefined;
    let gone = false;
    let made: PhotoMap | undefined;
    loadMapChunk()
      .then(({ createPhotoMap }) => {
        if (gone) return;
        made = createPhotoMap({
          element,
          labels: mapLabels(),
          onMove: (view) => latest.current.onMove(view),
          onDrawn: (area) => latest.current.onDrawn(area),
          onDrawEnd: () => latest.current.onDrawEnd(),
          onPhoto: (id) => latest.current.onPhoto(id),
          onPoint: (point) => latest.current.onPoint(point),
        });
        setMap(made);
      })
      .catch(() => !gone && setFailed(true));
    return () => {
      gone = true;
      made?.destroy();
      setMap(undefined);
    };
  }, [element, attempt]);
  const retry = () => {
    setFailed(false);
    setAttempt(attempt + 1);
  };
  return { element: setElement, map, failed, retry };
}

/** Begins at the area of the search, else at all its photos; afterwards the map stays where the user puts it. */
export function useFirstFit(
  map: PhotoMap | undefined,
  area: Area | undefined,
  extent: Bounds | undefined
): void {
  const fitted = useRef<PhotoMap>();
  useEffect(() => {
    const bounds = area ? boundsOf(area) : extent;
    if (!map || !bounds || fitted.current === map) return;
    fitted.current = map;
    map.fit(bounds);
  }, [map, area, extent]);
}

function mapLabels() {
  return {
    zoomIn: i18n.translate('peakSearch.map.zoomIn', { defaultMessage: 'Zoom in' }),
    zoomOut: i18n.translate('peakSearch.map.zoomOut', { defaultMessage: 'Zoom out' }),
    photo: i18n.translate('peakSearch.map.photo', { defaultMessage: 'Open the photo' }),
    photos: (count: number) =>
      i18n.translate('peakSearch.map.photos', {
        defaultMessage: '{count} photos: zoom in',
        values: { count },
      }),
  };
}

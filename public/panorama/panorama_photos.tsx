/** @jsx jsx */
import { useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { PhotoHit } from '../../common/search_api';
import { captureTime } from '../grid/capture_time';
import { useAppServices } from '../services/app_services';
import { toSpot } from './projection';
import type { Look, Size } from './projection';

const WIDTH = 52;
const HEIGHT = 40;
const AIR = 4;
const ROWS = 2;
/** Above the compass. */
const FROM_BOTTOM = 28;

/** A photo that looks somewhere. */
export type Looking = PhotoHit & { bearingDeg: number; horizontalFovDeg: number };

export const isLooking = (hit: PhotoHit): hit is Looking =>
  hit.bearingDeg !== undefined && hit.horizontalFovDeg !== undefined;

/** The library's photos from here, each below the direction that it looks in; a click sets one into the view. */
export function PanoramaPhotos({
  photos,
  chosen,
  look,
  size,
  onChoose,
}: {
  photos: readonly Looking[];
  chosen?: string;
  look: Look;
  size: Size;
  onChoose(id: string | undefined): void;
}) {
  const { api } = useAppServices();
  const { euiTheme } = useEuiTheme();
  return (
    <div
      role="group"
      aria-label={i18n.translate('peakSearch.view.photosFromHere', {
        defaultMessage: 'Photos taken here',
      })}
    >
      {inRows(photos, chosen, look, size).map(({ photo, x, row }) => {
        const pressed = photo.id === chosen;
        const label = photo.shotTime ? captureTime(photo.shotTime) : photo.path;
        return (
          <button
            key={photo.id}
            type="button"
            aria-pressed={pressed}
            aria-label={label}
            title={label}
            data-test-subj="peakSearchViewPhoto"
            onClick={() => onChoose(pressed ? undefined : photo.id)}
            css={{
              position: 'absolute',
              inlineSize: WIDTH,
              blockSize: HEIGHT,
              padding: 0,
              overflow: 'hidden',
              cursor: 'pointer',
              borderRadius: euiTheme.border.radius.small,
              background: photo.dominantColour,
              '&:focus-visible': { outline: '2px solid #fff', outlineOffset: 1 },
            }}
            style={{
              left: x - WIDTH / 2,
              bottom: FROM_BOTTOM + row * (HEIGHT + AIR),
              border: `2px solid ${pressed ? euiTheme.colors.primary : '#fff'}`,
            }}
          >
            <img
              src={api.thumbnailUrl(photo.id, photo.contentHash)}
              alt=""
              draggable={false}
              css={{ inlineSize: '100%', blockSize: '100%', objectFit: 'cover' }}
            />
          </button>
        );
      })}
    </div>
  );
}

/** Side by side in rows; the chosen photo first, and what has no room is left out until one looks closer. */
function inRows(photos: readonly Looking[], chosen: string | undefined, look: Look, size: Size) {
  const taken: number[][] = Array.from({ length: ROWS }, () => []);
  const first = (id: string) => (id === chosen ? 0 : 1);
  return [...photos]
    .sort((a, b) => first(a.id) - first(b.id))
    .flatMap((photo) => {
      const { x } = toSpot(look, size, { bearingDeg: photo.bearingDeg, elevationDeg: 0 });
      if (x < WIDTH / 2 || x > size.width - WIDTH / 2) return [];
      const row = taken.findIndex((others) =>
        others.every((other) => Math.abs(other - x) >= WIDTH + AIR)
      );
      if (row === -1) return [];
      taken[row]!.push(x);
      return [{ photo, x, row }];
    });
}

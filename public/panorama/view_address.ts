import type { ScopedHistory } from '@kbn/core/public';
import type { PhotoResponse } from '../../common/api';
import type { Point } from '../../common/search_api';
import { limited } from './projection';
import type { Look } from './projection';

/** Where the view lies, below the app. */
export const VIEW_PATH = '/view';

/** What a link to a view carries. */
export interface ViewAddress {
  at: Point;
  /** Of the eye, meters above the sea; absent: a person standing there. */
  altitudeM?: number;
  look: Look;
  /** The photo that is set into the view. */
  photo?: string;
  /** Whose sun is drawn: the day there, as YYYY-MM-DD. */
  day?: string;
}

/** A laptop's width of it shows about what two eyes see. */
export const FIRST_LOOK: Look = { bearingDeg: 0, tiltDeg: 6, fovDeg: 90 };

/** Meters on the ground are 1e-5 degrees: more digits make links long, not better. */
const digits = (value: number, count: number) => String(Number(value.toFixed(count)));

/** The query string of a view. */
export function formatView({ at, altitudeM, look, photo, day }: ViewAddress): string {
  const query = new URLSearchParams({ at: `${digits(at.lat, 5)},${digits(at.lon, 5)}` });
  if (altitudeM !== undefined) query.set('alt', digits(altitudeM, 0));
  query.set('look', digits(look.bearingDeg, 1));
  query.set('tilt', digits(look.tiltDeg, 1));
  query.set('fov', digits(look.fovDeg, 1));
  if (photo !== undefined) query.set('photo', photo);
  if (day !== undefined) query.set('day', day);
  return `?${query.toString().replaceAll('%2C', ',')}`;
}

/** The view of a query string; undefined where it names no place. What else it does not understand it leaves out. */
export function parseView(search: string): ViewAddress | undefined {
  const query = new URLSearchParams(search);
  const [lat, lon] = (query.get('at') ?? '').split(',').map(numberOf);
  if (lat === undefined || lon === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180) {
    return undefined;
  }
  const altitudeM = numberOf(query.get('alt') ?? '');
  const day = query.get('day') ?? '';
  return {
    at: { lat, lon },
    ...(altitudeM !== undefined && { altitudeM }),
    look: limited({
      bearingDeg: numberOf(query.get('look') ?? '') ?? FIRST_LOOK.bearingDeg,
      tiltDeg: numberOf(query.get('tilt') ?? '') ?? FIRST_LOOK.tiltDeg,
      fovDeg: numberOf(query.get('fov') ?? '') ?? FIRST_LOOK.fovDeg,
    }),
    ...(query.get('photo') && { photo: query.get('photo')! }),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) && { day }),
  };
}

function numberOf(text: string): number | undefined {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The view that a photo was taken of, with the photo set into it and the sun of its day. */
export function viewOf(
  photo: Pick<
    PhotoResponse,
    'id' | 'altitudeM' | 'bearingDeg' | 'tiltDeg' | 'horizontalFovDeg' | 'shotTime'
  >,
  at: Point
) {
  const { id, altitudeM, bearingDeg, tiltDeg, horizontalFovDeg, shotTime } = photo;
  return {
    at,
    altitudeM,
    photo: id,
    day: shotTime?.slice(0, 10),
    look: {
      ...(bearingDeg !== undefined && { bearingDeg }),
      ...(tiltDeg !== undefined && { tiltDeg }),
      // With as much on both sides as helps to find one's way.
      ...(horizontalFovDeg !== undefined && { fovDeg: 1.7 * horizontalFovDeg }),
    },
  };
}

/** Opens a view, and remembers the search that it was opened from. */
export function openView(
  history: ScopedHistory,
  { look, ...view }: Omit<ViewAddress, 'look'> & { look?: Partial<Look> }
): void {
  history.push({
    pathname: VIEW_PATH,
    search: formatView({ ...view, look: limited({ ...FIRST_LOOK, ...look }) }),
    // From one view to the next, the search stays the one that the first was opened from.
    state:
      history.location.pathname === VIEW_PATH
        ? history.location.state
        : { search: history.location.search },
  });
}

/** Back to the search that the view was opened from. */
export function leaveView(history: ScopedHistory): void {
  const { search = '' } = (history.location.state ?? {}) as { search?: string };
  history.push({ pathname: '/', search });
}

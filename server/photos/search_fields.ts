import type { Light, Shape } from '../../common/sentence/conditions';
import { foldName } from '../../common/names';
import type { PlaceName, Point } from '../../common/search_api';
import { lightAt } from '../places/light';
import { placeNames } from '../places/place_finder';
import { coarsePoint } from './exact_places/coarse_places';

/**
 * What conditions of a sentence filter by, computed once at ingest. Places and light come from the middle of the cell
 * that a photo lies in (coarse_places.ts), so that they say no more than what everybody may see.
 */
export interface SearchFields {
  /** 100 × month + day, in the photo's own zone: 1030. */
  shot_month_day?: number;
  /** 1 to 12. */
  shot_month?: number;
  /** Minute of the day on the photo's own clock. */
  shot_minute?: number;
  light?: Light[];
  shape: Shape;
  /** Where the camera looked with people's correction, 0 ≤ degrees < 360 from true north. */
  looking_deg?: number;
  /** Id of the place in places.yaml. */
  place_id?: string;
  /** What a tile says: "Dingboche", 4410, "Khumbu", "NP". */
  place_name?: string;
  place_elev_m?: number;
  region?: string;
  country?: string;
  /** All names of the place, its region and its country, folded. */
  place_names?: string[];
  /** The file's name with and without its ending, lower case. */
  file_name: string[];
  /** Folders on the photo's path, lower case. */
  folder?: string[];
  /** Make and model, folded. */
  camera_words?: string;
  /** What people wrote about the photo, folded: title, caption, keywords, … */
  written?: string;
}

export interface SearchFieldsFrom {
  path: string;
  /** Upright size in pixels. */
  width: number;
  height: number;
  gps?: Point;
  /** ISO 8601 with the photo's own offset. */
  shotTime?: string;
  /** With people's correction, degrees from true north. */
  lookingDeg?: number;
  make?: string;
  model?: string;
  /** Only its day is known, and the time of day made up. */
  dayOnly?: boolean;
  /** Said to be stitched of several frames. */
  panorama?: boolean;
  /** What people wrote about the photo. */
  written?: readonly string[];
}

/** Twice as long as high, or more: no camera's frame, whose longest is 16:9. */
const PANORAMA_RATIO = 2;
/** A square cropped by hand is off by a pixel or two. */
const SQUARE_TOLERANCE = 0.02;

export function searchFields(from: SearchFieldsFrom): SearchFields {
  const { path, shotTime, gps } = from;
  const folders = path.split('/');
  const file = folders.pop()!.toLowerCase();
  const middle = gps && coarsePoint(gps);
  const place = middle && placeNames(middle);
  const written = foldName((from.written ?? []).join(' '));
  const camera = cameraWords(from.make, from.model);
  return {
    ...clockFields(shotTime, from.dayOnly ?? false),
    light: middle && shotTime && !from.dayOnly ? lightAt(new Date(shotTime), middle) : undefined,
    shape: from.panorama ? 'panorama' : shapeOf(from.width, from.height),
    looking_deg: from.lookingDeg,
    place_id: place?.id,
    place_name: place?.name,
    place_elev_m: place?.elevationM,
    region: place?.region,
    country: place?.country,
    place_names: place && [...new Set(place.words.map(foldName))],
    file_name: [...new Set([file, file.replace(/\.[^.]+$/, '')])],
    folder: folders.length > 0 ? folders.map((folder) => folder.toLowerCase()) : undefined,
    camera_words: camera === '' ? undefined : camera,
    written: written === '' ? undefined : written,
  };
}

/** Where a photo was taken, in names; undefined where none is known. */
export function placeOf({
  place_name: name,
  place_elev_m: elevationM,
  region,
  country,
}: Pick<SearchFields, 'place_name' | 'place_elev_m' | 'region' | 'country'>):
  PlaceName | undefined {
  if ([name, elevationM, region, country].every((one) => one === undefined)) return undefined;
  return {
    ...(name !== undefined && { name }),
    ...(elevationM !== undefined && { elevationM }),
    ...(region !== undefined && { region }),
    ...(country !== undefined && { country }),
  };
}

/** With "Z 6" as "z6" too: makers write a space there, and people do or don't. */
function cameraWords(make = '', model = ''): string {
  const words = foldName(`${make} ${model}`);
  const joined = [...words.matchAll(/(?<=^| )([a-z]{1,3}) (\d+)(?= |$)/g)];
  return [words, ...joined.map(([, letters, digits]) => letters + digits)].join(' ').trim();
}

/** The clock as the photo's own time reads: the first digits of a time with its own offset. */
function clockFields(
  shotTime: string | undefined,
  dayOnly: boolean
): Pick<SearchFields, 'shot_month_day' | 'shot_month' | 'shot_minute'> {
  const match = /^\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(shotTime ?? '');
  if (!match) return {};
  const [month, day, hour, minute] = match.slice(1).map(Number);
  return {
    shot_month_day: 100 * month + day,
    shot_month: month,
    ...(!dayOnly && { shot_minute: 60 * hour + minute }),
  };
}

function shapeOf(width: number, height: number): Shape {
  const ratio = width / height;
  if (ratio >= PANORAMA_RATIO || ratio <= 1 / PANORAMA_RATIO) return 'panorama';
  if (Math.abs(ratio - 1) <= SQUARE_TOLERANCE) return 'square';
  return ratio > 1 ? 'landscape' : 'portrait';
}

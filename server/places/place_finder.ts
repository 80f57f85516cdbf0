import { distanceM } from '../../common/geo/geodesy';
import type { Area, Point } from '../../common/search_api';
import { nearestCity } from './cities';
import { knownPlaces } from './places_file';
import type { Place } from './places_file';

/** Where a photo was taken, in names. */
export interface PlaceNames {
  /** Id of the place of places.yaml that it lies in or just outside of. */
  id?: string;
  /** The place's first name, or a city's. */
  name?: string;
  /** Meters above sea level, of the place. */
  elevationM?: number;
  region?: string;
  /** ISO 3166-1 alpha-2. */
  country?: string;
  /** All names in all scripts, of the place, its region and its country: what a search by words finds it by. */
  words: string[];
}

/** A photo between two villages is told by the nearer one up to so many meters outside of it. */
const OUTSIDE_M = 1500;
/**
 * What lies beside a village, or under it, is the worse name for a photo: a cell is too large to tell them apart.
 * Added to the distance, which is told in radii of the place.
 */
const LESSER: Partial<Record<Place['kind'], number>> = {
  airport: 0.3,
  bridge: 0.3,
  lake: 0.5,
  glacier: 0.5,
};
/** A degree of latitude, in meters. */
const DEGREE_M = 111_195;

/**
 * The names of a point, or undefined where neither places.yaml nor GeoNames has any. Give it the middle of the cell
 * that a photo lies in (coarse_places.ts), and its names tell no more than the cell.
 */
export function placeNames(point: Point): PlaceNames | undefined {
  const place = nearestPlace(point);
  const region = smallest(
    knownPlaces().filter((known) => known.kind === 'region' && holds(known, point))
  );
  if (place || region) return catalogNames(place, region);
  const city = nearestCity(point);
  return (
    city && {
      name: city.name,
      country: city.country,
      words: [city.name, ...countryWords(city.country)],
    }
  );
}

function catalogNames(place: Place | undefined, region: Place | undefined): PlaceNames {
  const { country } = (place ?? region)!;
  const regionName = place?.region ?? region!.region;
  return {
    id: place?.id ?? region!.id,
    name: place?.names[0] ?? region!.names[0],
    elevationM: place?.elev_m,
    region: regionName,
    country,
    words: [
      ...(place?.names ?? []),
      regionName,
      ...(region?.names ?? []),
      ...countryWords(country),
    ],
  };
}

/** A country in the languages that sentences are read in. */
const LANGUAGES = ['en', 'fr', 'de', 'es', 'it', 'ne', 'hi'];
const countries = new Map<string, string[]>();
export function countryWords(code: string): string[] {
  let words = countries.get(code);
  if (!words) {
    const names = LANGUAGES.map((language) =>
      new Intl.DisplayNames([language], { type: 'region' }).of(code)
    );
    words = [...new Set(names.filter((name): name is string => name !== undefined))];
    countries.set(code, words);
  }
  return words;
}

/** Of the places that a point lies in the one whose middle is nearest for its size, else the nearest one close by. */
function nearestPlace(point: Point): Place | undefined {
  let best: { place: Place; rank: number } | undefined;
  for (const place of knownPlaces()) {
    if (place.kind === 'region' || isFar(place, point)) continue;
    const outside = place.outline
      ? inside(place, point)
        ? 0
        : Infinity
      : distanceM(point, place) - place.radius_m;
    if (outside > OUTSIDE_M) continue;
    const rank = outside <= 0 ? nearness(place, point) : 10 + outside;
    if (!best || rank < best.rank) best = { place, rank };
  }
  return best?.place;
}

const nearness = (place: Place, point: Point): number =>
  (place.outline ? 1 : distanceM(point, place) / place.radius_m) + (LESSER[place.kind] ?? 0);

/** A cheap look before the trigonometry: the radius and the margin in degrees of latitude. */
function isFar({ lat, lon, radius_m: radius, outline }: Place, point: Point): boolean {
  const reach = ((outline ? 20_000 : radius) + OUTSIDE_M) / DEGREE_M;
  if (Math.abs(lat - point.lat) > reach) return true;
  const turn = Math.abs(((point.lon - lon + 540) % 360) - 180);
  return turn * Math.cos((point.lat * Math.PI) / 180) > reach;
}

const smallest = (places: Place[]): Place | undefined =>
  places.sort((a, b) => a.radius_m - b.radius_m)[0];

function holds(place: Place, point: Point): boolean {
  if (place.outline) return inside(place, point);
  return !isFar(place, point) && distanceM(point, place) <= place.radius_m;
}

/** Ray casting over the outline's corners (a few kilometers: a plane will do). */
function inside({ outline = [] }: Place, { lat, lon }: Point): boolean {
  let within = false;
  outline.forEach(([latA, lonA], i) => {
    const [latB, lonB] = outline[(i + 1) % outline.length];
    const crosses = latA > lat !== latB > lat;
    if (crosses && lon < ((lonB - lonA) * (lat - latA)) / (latB - latA) + lonA) within = !within;
  });
  return within;
}

/** The place of an id. */
export function placeById(id: string): Place | undefined {
  return knownPlaces().find((place) => place.id === id);
}

/** The area that "in this place" means. */
export function areaOf(place: Place): Area {
  return place.outline
    ? { type: 'polygon', points: place.outline.map(([lat, lon]) => ({ lat, lon })) }
    : { type: 'circle', center: { lat: place.lat, lon: place.lon }, radiusM: place.radius_m };
}

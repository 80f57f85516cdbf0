import type { estypes } from '@elastic/elasticsearch';
import { destination, distanceM, bearingBetween } from '../../../common/geo/geodesy';
import { foldName } from '../../../common/names';
import type { Area, Point } from '../../../common/search_api';
import type { Condition } from '../../../common/sentence/conditions';
import { PeakSearchError } from '../../errors';
import type { Places } from '../../photos/exact_places/places';
import { areaOf, placeById } from '../../places/place_finder';
import { areaClause } from './filters';

type Query = estypes.QueryDslQueryContainer;

/** Where summits are that conditions name ("from the summit of Mera Peak"). */
export type Summits = ReadonlyMap<string, Point>;

/** What conditions are filtered by. */
export interface ConditionContext {
  summits: Summits;
  /** From which fields they are read. */
  places: Places;
  /** Whether the caller may see with what photos were taken. */
  camera: boolean;
}

/**
 * Kinds of which a photo can satisfy one at a time: of several such conditions any will do ("in spring and autumn").
 * Peaks and the bounds of heights, lenses and ratings must all hold.
 */
const ANY_OF_KIND: ReadonlySet<Condition['kind']> = new Set([
  'days',
  'season',
  'hours',
  'light',
  'place',
  'near',
  'between',
  'looking',
  'camera',
  'shape',
  'file',
  'folder',
  'album',
  'locality',
  'region',
  'country',
  'model',
]);

/** Conditions as clauses that must all hold; they stand in `knn.filter`. */
export function conditionClauses(
  conditions: readonly Condition[],
  context: ConditionContext
): Query[] {
  const clauses: Query[] = [];
  const either = new Map<Condition['kind'], Query[]>();
  for (const condition of conditions) {
    const clause = conditionClause(condition, context);
    if (condition.not) clauses.push({ bool: { must_not: [clause] } });
    else if (!ANY_OF_KIND.has(condition.kind)) clauses.push(clause);
    else either.set(condition.kind, [...(either.get(condition.kind) ?? []), clause]);
  }
  for (const should of either.values()) {
    clauses.push(should.length === 1 ? should[0] : { bool: { should, minimum_should_match: 1 } });
  }
  return clauses;
}

/** What a photo must satisfy, its `not` apart. */
function conditionClause(condition: Condition, context: ConditionContext): Query {
  switch (condition.kind) {
    case 'days':
      return { range: { shot_day: { gte: condition.from, lte: condition.to } } };
    case 'season':
      return within('shot_month_day', monthDay(condition.from), monthDay(condition.to));
    case 'hours':
      return hoursClause(minutes(condition.from), minutes(condition.to));
    case 'light':
      return { terms: { light: condition.any } };
    case 'looking':
      return within('looking_deg', condition.from, condition.to);
    case 'height':
      return heightClause(condition, context);
    case 'focal':
      return { range: { focal_length_35mm: { gte: condition.min, lte: condition.max } } };
    case 'shape':
      return { term: { shape: condition.shape } };
    case 'locality':
      return { term: { place_name: condition.name } };
    case 'region':
      return { term: { region: condition.name } };
    case 'country':
      return { term: { country: condition.name } };
    case 'rating':
      return { range: { rating: { gte: condition.min, lte: condition.max } } };
    case 'model':
      assertMayReadCamera(context);
      return { term: { 'camera.model': condition.name } };
    case 'camera':
      assertMayReadCamera(context);
      return { match: { camera_words: { query: foldName(condition.name), operator: 'and' } } };
    case 'peak':
      return { terms: { [context.places.fields.predictedPeaks]: condition.ids } };
    case 'file':
      return fileClause(condition.name);
    case 'folder':
      return { term: { folder: condition.name.toLowerCase() } };
    case 'album':
      return { term: { album: condition.name } };
    case 'place':
    case 'near':
    case 'between': {
      const area = conditionArea(condition, context.summits);
      return areaClause(context.places.area(area), context.places.fields.gps);
    }
  }
}

/** A range that may go across the end of its circle (winter, midnight, north). */
function within(field: string, from: number, to: number): Query {
  if (from <= to) return { range: { [field]: { gte: from, lte: to } } };
  return {
    bool: {
      should: [{ range: { [field]: { gte: from } } }, { range: { [field]: { lte: to } } }],
      minimum_should_match: 1,
    },
  };
}

const monthDay = (text: string): number => Number(text.replace('-', ''));
const minutes = (clock: string): number => 60 * Number(clock.slice(0, 2)) + Number(clock.slice(3));

function hoursClause(from: number, to: number): Query {
  const field = 'shot_minute';
  // The end is excluded, and midnight as an end is the day's.
  return to === 0 ? { range: { [field]: { gte: from } } } : within(field, from, to - 1);
}

function heightClause(
  { min, max }: { min?: number; max?: number },
  { places }: ConditionContext
): Query {
  // However coarse, a photo's height tells a line across its cell.
  if (!places.exact) {
    throw new PeakSearchError(
      'forbidden',
      'Searching by elevation needs the privilege to see exact places. Remove the elevation, or ask for the privilege.'
    );
  }
  return { range: { altitude_m: { gte: min, lte: max } } };
}

function assertMayReadCamera({ camera }: ConditionContext): void {
  if (!camera) {
    throw new PeakSearchError(
      'forbidden',
      'Searching by camera needs the privilege to see originals. Remove the camera, or ask for the privilege.'
    );
  }
}

/** "IMG_1002", "IMG_1002.JPG", or the end of a path. */
function fileClause(name: string): Query {
  const parts = name.toLowerCase().split('/');
  const file: Query = { term: { file_name: parts.pop()! } };
  if (parts.length === 0) return file;
  return { bool: { filter: [file, ...parts.map((folder) => ({ term: { folder } }))] } };
}

/** A summit is stood on within so many meters of its point. */
const SUMMIT_M = 700;
/** The way between two places keeps so close to the straight line, as a share of its length. */
const WAY_SHARE = 0.35;
const LEAST_WAY_M = 1500;

function conditionArea(
  condition: Extract<Condition, { kind: 'place' | 'near' | 'between' }>,
  summits: Summits
): Area {
  switch (condition.kind) {
    case 'place': {
      const place = placeById(condition.id);
      if (place) return areaOf(place);
      return { type: 'circle', center: pointOf(condition.id, summits), radiusM: SUMMIT_M };
    }
    case 'near': {
      // From its edge, not its middle: "near Kathmandu" is not in its first five kilometers.
      const place = placeById(condition.id);
      const own = place && !place.outline ? place.radius_m : 0;
      const radiusM = Math.max(condition.radiusM, own + 0.5 * condition.radiusM);
      return { type: 'circle', center: pointOf(condition.id, summits), radiusM };
    }
    case 'between':
      return wayArea(pointOf(condition.ids[0], summits), pointOf(condition.ids[1], summits));
  }
}

function pointOf(id: string, summits: Summits): Point {
  const place = placeById(id) ?? summits.get(id);
  if (place) return { lat: place.lat, lon: place.lon };
  throw new PeakSearchError(
    'bad_request',
    `There is no place "${id}". Name another, or leave it out.`
  );
}

/** A band along the straight line, with its ends. */
function wayArea(from: Point, to: Point): Area {
  const side = Math.max(LEAST_WAY_M, WAY_SHARE * distanceM(from, to)) / 2;
  const bearing = bearingBetween(from, to);
  const corner = (point: Point, turn: number) =>
    destination(point, bearing + turn, side * Math.SQRT2);
  return {
    type: 'polygon',
    points: [corner(from, 225), corner(from, 135), corner(to, 45), corner(to, -45)],
  };
}

/** Ids that may be summits: those that no place has. */
export function summitIds(conditions: readonly Condition[]): string[] {
  return [...new Set(conditions.flatMap(placeIds))].filter((id) => !placeById(id));
}

/** Ids of the places (or summits) that a condition is about. */
export function placeIds(condition: Condition): string[] {
  if (condition.kind === 'place' || condition.kind === 'near') return [condition.id];
  return condition.kind === 'between' ? condition.ids : [];
}

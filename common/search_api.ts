import { z } from 'zod';
import { conditionSchema } from './sentence/conditions';
import type { Condition, ConditionKind } from './sentence/conditions';

/** Degrees, WGS 84. */
export const pointSchema = z.strictObject({
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
});
export type Point = z.infer<typeof pointSchema>;

/** An area that photos must lie in. A box may cross the antimeridian (left > right). */
export const areaSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('box'),
    top: z.number().min(-90).max(90),
    left: z.number().min(-180).max(180),
    bottom: z.number().min(-90).max(90),
    right: z.number().min(-180).max(180),
  }),
  z.strictObject({
    type: z.literal('circle'),
    center: pointSchema,
    /** Half the Earth's circumference is the largest circle that means anything. */
    radiusM: z.number().positive().max(20_037_508),
  }),
  z.strictObject({
    type: z.literal('polygon'),
    /** Corner points in order, not closed. 1,000 is more than a hand draws and keeps the query small. */
    points: z.array(pointSchema).min(3).max(1000),
  }),
]);
export type Area = z.infer<typeof areaSchema>;

/**
 * One term of a query. Terms are added with their weights: a negative weight means "without".
 * `photo` names an indexed photo by its id ("like this photo").
 */
export const queryTermSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    /** 64 tokens is all the model reads; 500 characters is more than that in any script. */
    text: z.string().trim().min(1).max(500),
    weight: z.number().min(-2).max(2).default(1),
  }),
  z.strictObject({
    type: z.literal('peak'),
    id: z.string().min(1).max(200),
    weight: z.number().min(-2).max(2).default(1),
  }),
  z.strictObject({
    type: z.literal('photo'),
    id: z.string().min(1).max(200),
    weight: z.number().min(-2).max(2).default(1),
  }),
]);
export type QueryTerm = z.infer<typeof queryTermSchema>;

/** An end of a time range: an instant with an offset, or a day ("2024-05-15") as the photos' own zones have it. */
const timeEndSchema = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** What a photo must satisfy, whatever its score: all of these are `knn.filter`, never a query beside it. */
export const searchFiltersSchema = z.strictObject({
  /** Photos predicted to show any of these peaks (ids). */
  peaks: z.array(z.string().min(1).max(200)).max(100).optional(),
  /** From an instant up to, but not including, another one; of days, both are included. */
  time: z.strictObject({ from: timeEndSchema.optional(), to: timeEndSchema.optional() }).optional(),
  area: areaSchema.optional(),
  hasPlace: z.boolean().optional(),
  hasBearing: z.boolean().optional(),
  albums: z.array(z.string().min(1).max(500)).max(100).optional(),
  /** What a sentence said (common/sentence): days, heights, light, … 40 are more than 500 characters can say. */
  conditions: z.array(conditionSchema).max(40).optional(),
  /** Only these photos, by id (a selection carried by a link). */
  ids: z.array(z.string().min(1).max(200)).max(1000).optional(),
});
export type SearchFilters = z.infer<typeof searchFiltersSchema>;

export const sortSchema = z.enum(['match', 'newest', 'oldest', 'nearest']);
export type SearchSort = z.infer<typeof sortSchema>;

/** Elasticsearch's own bound of a result window (`index.max_result_window`). */
export const MAX_RESULT_WINDOW = 10_000;

export const searchRequestSchema = z
  .strictObject({
    /** Empty: browse everything that the filters admit. 20 terms is a screenful of chips. */
    terms: z.array(queryTermSchema).max(20).default([]),
    filters: searchFiltersSchema.default({}),
    /** Read for conditions, which join the filters; its other words join the terms (docs/search.md). */
    sentence: z.string().trim().max(500).optional(),
    /** The reader's own day, YYYY-MM-DD: "last autumn" counts from here. Default: the server's. */
    today: z.iso.date().optional(),
    sort: sortSchema.default('match'),
    /** For `nearest`: distance from here. */
    nearTo: pointSchema.optional(),
    from: z.number().int().min(0).max(MAX_RESULT_WINDOW).default(0),
    size: z.number().int().min(0).max(500).default(60),
    /** Of a burst only the best frame is listed. */
    collapseBursts: z.boolean().default(false),
    /** Count facets over everything that the filters admit. */
    facets: z.boolean().default(true),
    k: z.number().int().min(1).max(MAX_RESULT_WINDOW).optional(),
    numCandidates: z.number().int().min(1).max(MAX_RESULT_WINDOW).optional(),
  })
  .refine((r) => r.from + r.size <= MAX_RESULT_WINDOW, {
    error: `from + size must not exceed ${MAX_RESULT_WINDOW}: narrow the search with a filter instead of paging deeper`,
  })
  .refine((r) => r.sort !== 'nearest' || r.nearTo !== undefined, {
    error: 'sort "nearest" needs nearTo {lat, lon}',
  });
export type SearchRequest = z.infer<typeof searchRequestSchema>;
/** What a caller may send: fields with defaults may be left out. */
export type SearchRequestInput = z.input<typeof searchRequestSchema>;

/** How well a photo fits; means the same for every query (see docs/search.md). */
export type MatchBand = 'strong' | 'good' | 'weak';

export type WrittenField = 'caption' | 'place' | 'file';

/** Why a photo was found. */
export interface MatchReason {
  /** `written`: its words stand in what people wrote, in a name of its place or in its file name. */
  source: 'meaning' | 'peak' | 'photo' | 'name' | 'written';
  /** For `written`: where. */
  fields?: WrittenField[];
  /** The term it answers: the text, the peak's id or the photo's id. */
  term: string;
  /** 1-based place in the list that this source gave. */
  rank?: number;
}

/** Where a photo was taken, in names of the cell of 1 km around it: they tell no more than everybody may see. */
export interface PlaceName {
  /** "Dingboche". */
  name?: string;
  /** Meters above sea level, of the place and not of the photo. */
  elevationM?: number;
  region?: string;
  /** ISO 3166-1 alpha-2. */
  country?: string;
}

export interface PhotoSummary {
  id: string;
  album: string;
  path: string;
  /** sha256 of the file's bytes, hex: the thumbnail's cache key. */
  contentHash: string;
  /** Upright size in pixels. */
  width: number;
  height: number;
  dominantColour: string;
  /** ISO 8601 with the photo's own offset. */
  shotTime?: string;
  gps?: Point;
  place?: PlaceName;
  /** Degrees from true north, corrected when someone corrected the compass. */
  bearingDeg?: number;
  horizontalFovDeg?: number;
  /** How far above the horizontal the camera looked, as well as it is known. */
  tiltDeg?: number;
  /** Peak ids, best first, with the probability that the peak is to be seen. */
  peaks: Array<{ id: string; probability: number }>;
  burst?: { id: string; size: number };
}

export interface PhotoHit extends PhotoSummary {
  /** Probability-like number in [0, 1]; absent when browsing. */
  match?: number;
  band?: MatchBand;
  /** Whether it stands among the best matches, which come first; absent when browsing. */
  fits?: boolean;
  reasons: MatchReason[];
  /** Meters from `nearTo`, for sort `nearest`. */
  distanceM?: number;
}

export interface SearchFacets {
  /** Over everything that the filters admit; `peaks` and `albums` each without their own filter. */
  peaks: Array<{ id: string; count: number }>;
  albums: Array<{ name: string; count: number }>;
  /**
   * `from`: a day of the photos' own zones ("2024-05-15") where bars last a day or longer, else an instant with the
   * offset of most photos.
   */
  timeline: { interval: string; buckets: Array<{ from: string; count: number }> };
  hasPlace: number;
  hasBearing: number;
  /**
   * Conditions to choose from, by kind: each as formatCondition writes it, with the photos that it leaves. Kinds of
   * which conditions are chosen already are counted without them. Heights and cameras are left out for those who may
   * not see them.
   */
  conditions: Array<{ kind: ConditionKind; values: Array<{ condition: string; count: number }> }>;
}

/** A peak that was asked for and that no photo shows. */
export interface AbsentPeak {
  id: string;
  name: string;
  /** How far away the nearest photo was taken, about; absent where one was taken within sight. */
  nearestKm?: number;
}

export interface SearchResponse {
  tookMs: number;
  /** How many photos the filters admit. */
  total: number;
  /** How many hits can be paged to (kNN lists k; a browse lists all up to the window). */
  listed: number;
  hits: PhotoHit[];
  facets?: SearchFacets;
  /** True when terms were given and no photo is like them: hits are then the nearest there is. */
  nothingLikeThat: boolean;
  /** Where a peak alone was asked for and no photo shows it: `nothingLikeThat` is then true as well. */
  absentPeak?: AbsentPeak;
  /** The values the kNN request ran with; absent when browsing. */
  knn?: { k: number; numCandidates: number };
  /** What the request's sentence was read as; absent without a sentence. */
  understood?: UnderstoodSentence;
  /** For each of the conditions that were filtered by, how much it costs; in their order. */
  conditions?: ConditionCount[];
  /** Sentences: shards that failed, terms that could not be used. */
  warnings: string[];
}

/** A sentence that is being typed: what a search for it would be. */
export const understandRequestSchema = z.strictObject({
  sentence: z.string().trim().min(1).max(500),
  /** As for a search. */
  today: z.iso.date().optional(),
});
export type UnderstandRequest = z.infer<typeof understandRequestSchema>;

/** A condition as a search would take it. */
export interface SaidCondition {
  condition: Condition;
  /** The part of the sentence that says so, as typed. */
  words: string;
  /** Names of the places that the condition gives by id, in its order. */
  names?: string[];
}

export interface UnderstandResponse {
  /** What joins the filters. */
  conditions: SaidCondition[];
  /** What joins the terms. */
  terms: QueryTerm[];
  /** Elevations as typed, which the caller may not filter by: they stay words. */
  heightsAsWords?: string[];
  /** The same of cameras. */
  camerasAsWords?: string[];
}

/** A sentence cut into conditions and words; offsets are UTF-16, `end` excluded. */
export interface UnderstoodSentence {
  conditions: Array<{ condition: Condition; start: number; end: number }>;
  /** Words for the model. */
  rest: string;
  /** Words for what must not be seen. */
  without: Array<{ text: string; start: number; end: number }>;
}

export interface ConditionCount {
  /** As formatCondition writes it. */
  condition: string;
  /** Names of the places that it gives by id, in its order. */
  names?: string[];
  /** Photos that satisfy it, under the other filters but without the other conditions. */
  alone: number;
  /** Photos that would be left without it. */
  without: number;
}

/** Clusters or single photos for the mini-map, under the same filters as the search. */
export const mapRequestSchema = z.strictObject({
  filters: searchFiltersSchema.default({}),
  bounds: z.strictObject({
    top: z.number().min(-90).max(90),
    left: z.number().min(-180).max(180),
    bottom: z.number().min(-90).max(90),
    right: z.number().min(-180).max(180),
  }),
  /** Web-map zoom level. */
  zoom: z.number().int().min(0).max(24),
});
export type MapRequest = z.infer<typeof mapRequestSchema>;

export interface MapResponse {
  /** `photoId` where the cell holds a single photo. */
  cells: Array<{ center: Point; count: number; photoId?: string }>;
  /** Box around everything that the filters admit, absent when nothing has a place. */
  extent?: { top: number; left: number; bottom: number; right: number };
  /** Trails of the albums: lines of [lon, lat]. */
  trails: Array<{ id: string; album: string; day: string; line: Array<[number, number]> }>;
  /** Sentences about what is missing: parts of an index that did not answer. */
  warnings: string[];
}

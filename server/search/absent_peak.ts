import type { AbsentPeak } from '../../common/search_api';
import type { Answer } from '../elasticsearch/multi_search';
import { trustedLooks } from '../identify/fusion_model';
import { MAX_DISTANCE_M } from '../identify/peak_geometry';
import type { IndexInfo } from '../elasticsearch/indices';
import type { Library } from '../library';
import { showsPart } from './plan';
import type { ResolvedQuery } from './terms/resolve_terms';

/** Told to two digits and never nearer than ten kilometers: it must not tell where the photo was taken. */
const LEAST_STEP_KM = 10;

/**
 * The peak that was asked for and nothing else, where no photo shows it: because none was taken within sight of it, or
 * because the library knows what looks are worth and none of its photos was predicted to show it.
 *
 * @returns undefined where photos show it, or nobody can say
 */
export async function absentPeak(
  { peaks, photos: { index }, places, elasticsearch }: Library,
  { peakLists }: ResolvedQuery,
  answers: Readonly<Record<string, Answer>>,
  { meta }: IndexInfo
): Promise<AbsentPeak | undefined> {
  const [asked, ...others] = peakLists;
  if (!asked?.alone || others.length > 0) return undefined;
  if (answers[showsPart(asked.peakId)].hits.hits.length > 0) return undefined;
  const { source } = await peaks.find(asked.peakId);
  if (!source.latlon) return undefined;
  const { hits } = await elasticsearch.search<never>(
    { index, doing: 'look for the nearest photo' },
    {
      size: 1,
      _source: false,
      query: { exists: { field: places.fields.gps } },
      sort: [{ _geo_distance: { [places.fields.gps]: source.latlon, order: 'asc', unit: 'm' } }],
    }
  );
  const nearestM = hits.hits.length > 0 ? Number(hits.hits[0].sort?.[0]) : undefined;
  const outOfSight = nearestM !== undefined && nearestM > MAX_DISTANCE_M;
  if (!outOfSight && !trustedLooks(meta.calibration?.looks)) return undefined;
  return {
    id: source.id,
    name: source.names[0],
    nearestKm: outOfSight ? roundedKm(nearestM) : undefined,
  };
}

function roundedKm(meters: number): number {
  const km = meters / 1000;
  const step = Math.max(LEAST_STEP_KM, 10 ** (Math.floor(Math.log10(km)) - 1));
  return Math.round(km / step) * step;
}

import type { estypes } from '@elastic/elasticsearch';
import type { TerrainStatus } from '../../common/api';
import { countDocuments } from '../elasticsearch/indices';
import { reasonOf } from '../errors';
import type { Library } from '../library';
import { poseVersion } from './stored_pose';

/** Places that are looked up: tells a share to 1 or 2 %. */
const PLACES = 2000;

/**
 * What part of the photos' places the tiles cover, and how many directions are to be worked out anew. For operators: it reads
 * exact places.
 *
 * @returns undefined where no terrain is configured
 */
export async function terrainStatus(library: Library): Promise<TerrainStatus | undefined> {
  const { terrain } = library.services;
  if (!terrain) return undefined;
  try {
    const { index } = library.photos;
    const version = await poseVersion(terrain);
    const [places, stale] = await Promise.all([
      placesOf(library),
      countDocuments(library.elasticsearch, index, staleQuery(version)),
    ]);
    const covered = places.length > 0 ? await terrain.coverage(places) : undefined;
    const parts = [
      covered === undefined
        ? 'No photo has a place.'
        : `Tiles cover ${Math.round(100 * covered)} % of the photos' places.`,
      ...(stale > 0
        ? [`${stale} directions were worked out without these tiles: run "peak-search predict".`]
        : []),
    ];
    const degraded = stale > 0 || (covered !== undefined && covered < 1);
    return { state: degraded ? 'degraded' : 'ok', message: parts.join(' '), covered, stale };
  } catch (error) {
    return { state: 'failed', message: reasonOf(error) };
  }
}

/** Photos with a place and a lens, whose pose is missing or another version's. */
const staleQuery = (version: string): estypes.QueryDslQueryContainer => ({
  bool: {
    filter: [{ exists: { field: 'gps' } }],
    must_not: [{ term: { 'pose.version': version } }],
  },
});

async function placesOf({ elasticsearch, photos }: Library) {
  const answer = await elasticsearch.search(
    { index: photos.index, doing: 'read where photos were taken' },
    {
      size: PLACES,
      query: { exists: { field: 'gps' } },
      // As good as drawn by chance.
      sort: [{ sample_key: 'asc' }],
      _source: false,
      docvalue_fields: ['gps'],
    }
  );
  return answer.hits.hits.map(({ fields }) => {
    const [lat, lon] = (fields!.gps as string[])[0]!.split(',').map(Number);
    return { lat: lat!, lon: lon! };
  });
}

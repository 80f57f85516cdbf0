import { isDeepStrictEqual } from 'node:util';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { readCalibration } from '../../../server/calibration/stored_calibration';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import { cosine } from '../../../server/embedding/vectors';
import { burstFields } from '../../../server/photos/make_photo_document';
import type { PhotoDocument } from '../../../server/photos/photo_document';
import { vectorField } from '../../../server/photos/photo_repository';
import type { TrailDocument } from '../../../server/photos/trail_repository';
import { BY_TIME, PhotoUpdater, scanAlbum } from '../scan/album_scan';
import type { ScannedPhoto } from '../scan/album_scan';
import { BurstGrouper, burstsOf } from './bursts';
import type { BurstPhoto } from './bursts';
import type { IngestContext } from '../ingest_context';
import { withRetries } from '../../../server/elasticsearch/retry';
import type { Retry } from '../../../server/elasticsearch/retry';
import { trailDocuments } from './trails';
import type { TrailPoint } from './trail_line';

const FIELDS = [
  'path',
  'content_hash',
  'bytes',
  'width',
  'height',
  'perceptual_hash',
  'decoded_from',
  'gps',
  'gps_error_m',
  'place_source',
  'altitude_m',
  'shot_time',
  'shot_day',
  'camera',
  'burst',
] as const;
type GroupedPhoto = Pick<PhotoDocument, (typeof FIELDS)[number]>;

/** Positions worse than this say which valley, not where on the trail. */
const WORST_GPS_ERROR_M = 500;

/** A day of any zone is over everywhere this long after its last photo could have been taken. */
const DAY_IS_OVER_MS = 48 * 3600_000;

export interface Grouping {
  groups: number;
  updated: number;
  /** Photos that another host changed meanwhile: the grouping has to be done again. */
  conflicts: number;
  trails: TrailDocument[];
}

type GroupContext = Pick<IngestContext, 'client' | 'album' | 'patience' | 'journal'>;

/**
 * Goes once through an album in the order of time: finds bursts and writes what differs from the index, and gathers
 * the lines of its days. The outcome depends on the album alone, not on which run brought which photo in.
 */
export async function groupAlbum(context: GroupContext, index: string): Promise<Grouping> {
  const { client, album, patience, journal } = context;
  const updater = new PhotoUpdater(client, index, patience, () => journal.markWriting());
  const elasticsearch = new Elasticsearch(client, { retry: patience });
  const calibration = await readCalibration(elasticsearch, index);
  const grouper = new BurstGrouper(calibration?.same_view?.cosine);
  const waiting = new Map<string, ScannedPhoto<GroupedPhoto>>();
  const days = new Days(album.name);
  let groups = 0;

  const close = async (group: readonly BurstPhoto[]): Promise<void> => {
    if (group.length > 1) groups++;
    for (const [id, burst] of burstsOf(group)) {
      const photo = waiting.get(id)!;
      waiting.delete(id);
      if (!isDeepStrictEqual(photo.source.burst ?? undefined, burst)) {
        await updater.add({ photo, fields: burstFields(id, burst) });
      }
    }
  };
  for await (const photo of scanAlbum<GroupedPhoto>(
    client,
    index,
    album.name,
    { fields: FIELDS, sort: BY_TIME },
    patience
  )) {
    waiting.set(photo.id, photo);
    days.add(photo.source);
    const next = burstPhoto(photo);
    const doubtful = grouper.doubtfulWith(next);
    const alike = doubtful && (await cosineOf(client, index, [doubtful.id, next.id], patience));
    await close(grouper.push(next, alike));
  }
  await close(grouper.end());
  await updater.flush();
  return { groups, updated: updater.updated, conflicts: updater.conflicts, trails: days.end() };
}

/** Cosine of two photos' vectors; 0 where one has none. Few pairs are in doubt, so none are read ahead. */
async function cosineOf(
  client: ElasticsearchClient,
  index: string,
  ids: string[],
  patience: Retry
): Promise<number> {
  const answer = await withRetries(patience, () =>
    client.search<never>({
      index,
      size: ids.length,
      query: { ids: { values: ids } },
      _source: false,
      fields: ['clip_image'],
    })
  );
  const [a, b] = answer.hits.hits.map(({ fields }) => Float32Array.from(vectorField(fields)));
  return a && b ? cosine(a, b) : 0;
}

function burstPhoto({ id, source }: ScannedPhoto<GroupedPhoto>): BurstPhoto {
  const { make, model } = source.camera ?? {};
  return {
    id,
    path: source.path,
    contentHash: source.content_hash,
    shotMs: source.shot_time === undefined ? undefined : Date.parse(source.shot_time),
    perceptualHash: source.perceptual_hash,
    camera: make || model ? `${make} ${model}` : undefined,
    pixels: source.width * source.height,
    bytes: source.bytes,
    full: source.decoded_from === 'full',
  };
}

/** Gathers positions day by day; a day is made into lines, and its points let go, when time has passed it. */
class Days {
  private readonly open = new Map<string, TrailPoint[]>();
  private readonly lines: TrailDocument[] = [];

  constructor(private readonly album: string) {}

  add({
    gps,
    gps_error_m: error,
    place_source: placeSource,
    altitude_m: altitudeM,
    shot_time: time,
    shot_day: day,
  }: GroupedPhoto): void {
    if (!gps || time === undefined || day === undefined) return;
    // What lies on a track says nothing that the track does not.
    if (placeSource === 'track') return;
    if (error !== undefined && error > WORST_GPS_ERROR_M) return;
    const timeMs = Date.parse(time);
    for (const [other, points] of this.open) {
      if (timeMs - points[points.length - 1].timeMs > DAY_IS_OVER_MS) this.close(other, points);
    }
    const points = this.open.get(day) ?? [];
    points.push({ ...gps, altitudeM, timeMs });
    this.open.set(day, points);
  }

  end(): TrailDocument[] {
    for (const [day, points] of this.open) this.close(day, points);
    return this.lines;
  }

  private close(day: string, points: TrailPoint[]): void {
    this.open.delete(day);
    this.lines.push(...trailDocuments(this.album, day, 'photos', points));
  }
}

import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { coarsePoint } from '../../../server/photos/exact_places/coarse_places';
import { TrailRepository } from '../../../server/photos/trail_repository';
import type { TrailDocument } from '../../../server/photos/trail_repository';
import type { PeakSearchSettings } from '../../../server/settings';
import type { Retry } from '../../../server/elasticsearch/retry';
import { trailPieces } from './trail_line';
import type { TrailPoint } from './trail_line';

export interface TrailStore {
  client: ElasticsearchClient;
  settings: PeakSearchSettings;
  patience: Retry;
}

export interface TrailsReport {
  /** Lines that there are now. */
  lines: number;
  /** Of these, written now; and lines taken away. */
  updated: number;
}

type Source = TrailDocument['source'];

/** The documents of one day's trail: the line as it was walked, and one from cell to cell. */
export function trailDocuments(
  album: string,
  day: string,
  source: Source,
  points: readonly TrailPoint[]
): TrailDocument[] {
  const cells = points.map(({ timeMs, ...point }) => ({ ...coarsePoint(point), timeMs }));
  return [
    ...linesOf(album, day, source, points),
    ...linesOf(album, day, source, cells).map(({ line, ...rest }) => ({
      ...rest,
      coarse_line: line,
      coarse_points: rest.points,
    })),
  ];
}

function linesOf(
  album: string,
  day: string,
  source: Source,
  points: readonly TrailPoint[]
): TrailDocument[] {
  return trailPieces(points).map((piece, i) => ({
    album,
    day,
    source,
    part: i + 1,
    line: { type: 'LineString', coordinates: piece.line },
    distance_m: piece.distanceM,
    ...(piece.ascentM === undefined ? {} : { ascent_m: piece.ascentM }),
    start: new Date(piece.startMs).toISOString(),
    end: new Date(piece.endMs).toISOString(),
    points: piece.points,
  }));
}

/**
 * Makes the album's trails of one source be exactly these: writes what differs, takes away what is too much, leaves
 * alone what is as it should be.
 *
 * @param options.days only these days are touched (a GPX file knows nothing of the others); all when not given
 */
export async function storeTrails(
  store: TrailStore,
  album: string,
  source: Source,
  documents: readonly TrailDocument[],
  options: { days?: ReadonlySet<string> } = {}
): Promise<TrailsReport> {
  const { client, settings, patience } = store;
  const elasticsearch = new Elasticsearch(client, { retry: patience });
  const trails = new TrailRepository(elasticsearch, settings.indices.trails);
  const present = await trails.ofAlbum(album);
  if (documents.length === 0 && present.size === 0) return { lines: 0, updated: 0 };
  await trails.ensure();

  // A recorded track knows the way better than the photos taken on it.
  const recorded = new Set(
    [...present.values()].filter((trail) => trail.source === 'gpx').map((trail) => trail.day)
  );
  const wanted = new Map(
    (source === 'gpx' ? withOthersOfTheDay(documents, present.values()) : documents)
      .filter((trail) => trail.source === 'gpx' || !recorded.has(trail.day))
      .map((trail) => [trailId(trail), trail])
  );
  const changed = [...wanted].filter(([id, trail]) => !isDeepStrictEqual(present.get(id), trail));
  const obsolete = [...present].filter(
    ([id, trail]) =>
      !wanted.has(id) &&
      (trail.source === source
        ? (options.days?.has(trail.day) ?? true)
        : replaced(trail, documents))
  );
  if (changed.length + obsolete.length > 0) {
    await trails.change(
      changed,
      obsolete.map(([id]) => id)
    );
  }
  const told = (lines: Iterable<readonly [string, TrailDocument]>) =>
    [...lines].filter(([, { line }]) => line !== undefined).length;
  return { lines: told(wanted), updated: told(changed) + told(obsolete) };
}

/**
 * Two recordings of a day, morning and afternoon, are both of it; one that overlaps another in time is the same once more and
 * takes its place. All lines of a day are numbered in the order of their times.
 */
function withOthersOfTheDay(
  documents: readonly TrailDocument[],
  present: Iterable<TrailDocument>
): TrailDocument[] {
  // The lines from cell to cell on their own: nothing of them may follow from exact ones.
  const kindOf = ({ day, coarse_line: coarse }: TrailDocument) => `${day} ${coarse ? 'cells' : ''}`;
  const days = new Map<string, TrailDocument[]>();
  for (const trail of documents) {
    days.set(kindOf(trail), [...(days.get(kindOf(trail)) ?? []), trail]);
  }
  for (const old of present) {
    const ofDay = days.get(kindOf(old));
    const overlaps = ofDay?.some(({ start, end }) => start <= old.end && old.start <= end);
    if (ofDay && old.source === 'gpx' && !overlaps) ofDay.push(old);
  }
  return [...days.values()].flatMap((ofDay) =>
    ofDay
      .sort((a, b) => (a.start < b.start ? -1 : 1))
      .map((trail, i) => ({ ...trail, part: i + 1 }))
  );
}

/** A line from photos goes when a track of its day comes. */
function replaced(trail: TrailDocument, documents: readonly TrailDocument[]): boolean {
  return (
    trail.source === 'photos' &&
    documents.some(({ source, day }) => source === 'gpx' && day === trail.day)
  );
}

/** By when it begins and not by its number, which changes when another recording of the day comes. */
function trailId({ album, day, source, start, coarse_line: coarse }: TrailDocument): string {
  return createHash('sha256')
    .update(JSON.stringify([album, day, source, start, ...(coarse ? ['coarse'] : [])]))
    .digest('hex')
    .slice(0, 32);
}

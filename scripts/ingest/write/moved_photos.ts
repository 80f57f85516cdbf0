import { bulkAll } from '../../../server/elasticsearch/bulk';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import { indexExists } from '../../../server/elasticsearch/indices';
import { PeakRepository } from '../../../server/catalog/peak_repository';
import { burstFields } from '../../../server/photos/make_photo_document';
import { photoId } from '../../../server/photos/photo_document';
import type { PhotoDocument } from '../../../server/photos/photo_document';
import { vectorField } from '../../../server/photos/photo_repository';
import { isGone } from '../finish/prune';
import type { IngestContext } from '../ingest_context';
import type { FileContent } from '../scan/read_file';
import type { AlbumFile } from '../scan/walk';
import type { PendingPhoto } from './bulk_writer';

type MoveContext = Pick<IngestContext, 'client' | 'album' | 'patience' | 'services' | 'options'>;

/** Copies of one photo in a library; with more, some are left to be decoded. */
const MOST_COPIES = 20;

/**
 * A photo whose bytes the index has under another path: everything is taken over, so that it is neither decoded nor
 * loses what people corrected. Where the other file is gone, it was moved here.
 *
 * @returns undefined when the index does not have these bytes, or not in the way that is wanted now
 */
export async function knownContent(
  { client, album, options, patience }: MoveContext,
  index: string,
  file: AlbumFile,
  content: FileContent
): Promise<PendingPhoto | undefined> {
  const elasticsearch = new Elasticsearch(client, { retry: patience });
  const answer = await elasticsearch.search<PhotoDocument>(
    { index, doing: 'look for photos that were moved' },
    {
      size: MOST_COPIES,
      query: { term: { content_hash: content.hash } },
      fields: ['clip_image'],
      track_total_hits: false,
    }
  );
  const fitting = answer.hits.hits.filter(({ _source: source }) => {
    const preview = source!.decoded_from === 'preview' && options.preview !== true;
    // What a name or a sidecar said belongs to the old place.
    const elsewhere = source!.time_source === 'name' || source!.sidecar_hash !== undefined;
    return !preview && !elsewhere && content.sidecar === undefined;
  });
  let chosen = fitting[0];
  let movedFrom: PendingPhoto['movedFrom'];
  for (const hit of fitting) {
    const { path } = hit._source!;
    if (hit._source!.album !== album.name || !(await isGone(album.root, path))) continue;
    chosen = hit;
    movedFrom = { id: hit._id!, path };
    break;
  }
  if (!chosen) return undefined;
  const id = photoId(album.name, file.path);
  const { burst: _burst, ...kept } = chosen._source!;
  const document: PhotoDocument = {
    ...kept,
    album: album.name,
    path: file.path,
    clip_image: vectorField(chosen.fields),
    companions: file.companions,
    ...burstFields(id, undefined),
    ingested_at: new Date().toISOString(),
  };
  return { id, document, file, replaced: false, movedFrom };
}

/** Takes the old entries of moved photos away, and lets references to them follow. */
export async function settleMoves(
  { client, patience, services }: MoveContext,
  index: string,
  moves: ReadonlyArray<{ from: string; to: string }>
): Promise<void> {
  if (moves.length === 0) return;
  const elasticsearch = new Elasticsearch(client, { retry: patience });
  const newIds = new Map(moves.map(({ from, to }) => [from, to]));
  const peaks = new PeakRepository(elasticsearch, services.settings.indices.peaks);
  const catalog = (await indexExists(elasticsearch, peaks.index))
    ? await peaks.read({ vectors: false })
    : [];
  const changed = catalog.flatMap(({ source, at }) => {
    const references = source.confirmed_references ?? [];
    if (!references.some((id) => newIds.has(id))) return [];
    const fields = { confirmed_references: references.map((id) => newIds.get(id) ?? id) };
    const ifVersion = { seqNo: at.if_seq_no!, primaryTerm: at.if_primary_term! };
    return [{ kind: 'update' as const, id: source.id, fields, ifVersion }];
  });
  if (changed.length > 0) {
    await bulkAll(
      elasticsearch,
      { index: peaks.index, doing: 'let references follow moved photos' },
      { actions: changed, refresh: true }
    );
  }
  await bulkAll(
    elasticsearch,
    { index, doing: 'remove moved photos from their old place' },
    { actions: moves.map(({ from }) => ({ kind: 'delete' as const, id: from })) }
  );
}

import type { Elasticsearch } from '../../elasticsearch/elasticsearch';
import {
  countDocuments,
  deleteIndex,
  indexExists,
  refreshIndex,
} from '../../elasticsearch/indices';
import { PeakSearchError } from '../../errors';
import type { PeakSearchSettings } from '../../settings';
import { requirePhotosIndex, switchPhotosAlias } from './photos_index';

/** What became of a split. */
export interface PhotosSplit {
  /** The concrete index with more shards, which searches use from now on. */
  index: string;
  shards: number;
  photos: number;
  /** The indices that searches used before: left in place, and not written to any more. */
  before: string[];
}

/**
 * Gives the photos index more shards without decoding or embedding a photo again: Elasticsearch copies it, and the alias
 * is moved in one step, so that searches go on. While it is copied it takes no writes; an ingest waits for that.
 *
 * @param shards the present number times 2, 4, 8, …
 * @throws PeakSearchError `bad_request` for another number; what Elasticsearch refuses. The index in use is then as before
 */
export async function splitPhotos(
  elasticsearch: Elasticsearch,
  settings: PeakSearchSettings,
  shards: number
): Promise<PhotosSplit> {
  const { index } = await requirePhotosIndex(elasticsearch, settings.indices.photos);
  const present = await shardsOf(elasticsearch, index);
  if (shards <= present || !Number.isInteger(Math.log2(shards / present))) {
    throw new PeakSearchError(
      'bad_request',
      `The index has ${present} ${present === 1 ? 'shard' : 'shards'}, and Elasticsearch splits by doubling. Ask for ${[2, 4, 8].map((factor) => present * factor).join(', ')}, or so on.`
    );
  }
  const target = `${index}-${shards}`;
  const context = { index: target, doing: `split "${index}" into ${shards} shards` };
  if (await indexExists(elasticsearch, target)) {
    throw new PeakSearchError(
      'bad_request',
      `There is an index "${target}" already, perhaps from a split that was interrupted. Delete it, or ask for another number of shards.`
    );
  }
  let made = false;
  await block(elasticsearch, index, true);
  try {
    await elasticsearch.call(context, (client, send) =>
      client.indices.split(
        {
          index,
          target,
          settings: { 'index.number_of_shards': shards, 'index.blocks.write': null },
          // The copying may take an hour, longer than a request should stay open: it is waited for below.
          wait_for_active_shards: 0,
        },
        send
      )
    );
    made = true;
    await untilSearchable(elasticsearch, target);
    const photos = await sameCount(elasticsearch, index, target);
    const before = await switchPhotosAlias(elasticsearch, settings, target);
    return { index: target, shards, photos, before };
  } catch (error) {
    // Also when the caller has gone: the index in use must take writes again, and half a copy is of no use.
    if (made) await deleteIndex(elasticsearch.detached(), target);
    await block(elasticsearch.detached(), index, false);
    throw error;
  }
}

/** Segments are linked where source and target lie on one disk, and copied elsewhere: 50 GB a shard, as long as it takes. */
async function untilSearchable(elasticsearch: Elasticsearch, index: string): Promise<void> {
  const context = { index, doing: `wait for the shards of "${index}"` };
  const health = () =>
    elasticsearch.call(context, (client, send) =>
      client.cluster.health(
        { index, wait_for_status: 'yellow', timeout: '20s' },
        // 408: not within this time.
        { ...send, ignore: [408] }
      )
    );
  while ((await health()).timed_out);
}

/** How many shards a concrete index has. */
export async function shardsOf(elasticsearch: Elasticsearch, index: string): Promise<number> {
  const answer = await elasticsearch.call(
    { index, doing: `read the settings of "${index}"` },
    (client, send) =>
      client.indices.getSettings(
        { index, name: 'index.number_of_shards', flat_settings: true },
        send
      )
  );
  const settings = Object.values(answer)[0]?.settings as Record<string, string> | undefined;
  return Number(settings?.['index.number_of_shards'] ?? 1);
}

async function block(elasticsearch: Elasticsearch, index: string, on: boolean): Promise<void> {
  const context = { index, doing: `${on ? 'stop' : 'allow'} writes to "${index}"` };
  await elasticsearch.call(context, (client, send) =>
    client.indices.putSettings({ index, settings: { 'index.blocks.write': on || null } }, send)
  );
}

async function sameCount(
  elasticsearch: Elasticsearch,
  index: string,
  target: string
): Promise<number> {
  await refreshIndex(elasticsearch, target);
  const [before, after] = [
    await countDocuments(elasticsearch, index),
    await countDocuments(elasticsearch, target),
  ];
  if (before === after) return after;
  throw new PeakSearchError(
    'internal',
    `The copy has ${after} photos and "${index}" has ${before}: searches stay with the old one, and the copy was removed. Run the command again.`
  );
}

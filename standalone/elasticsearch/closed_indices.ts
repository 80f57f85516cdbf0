import type { Client } from '@elastic/elasticsearch';

/**
 * Opens indices of ours that are closed, and says so: neither search nor ingest can work with one, and nothing of ours closes any.
 *
 * @param names aliases or indices
 */
export async function openClosedIndices(
  client: Client,
  names: readonly string[],
  log: (line: string) => void
): Promise<void> {
  const rows = await client.cat.indices({
    // The indices behind an alias are named after it, with a dash. Names without a star would be errors where they don't exist.
    index: names.map((name) => `${name}*`),
    expand_wildcards: 'all',
    h: ['index', 'status'],
    format: 'json',
  });
  const ours = (index: string) =>
    names.some((name) => index === name || index.startsWith(`${name}-`));
  const closed = rows
    .filter(({ index = '', status }) => status === 'close' && ours(index))
    .map(({ index = '' }) => index);
  if (closed.length === 0) return;
  await client.indices.open({ index: closed, wait_for_active_shards: 1 });
  log(`Opened ${closed.join(', ')} again: ${closed.length > 1 ? 'they were' : 'it was'} closed.`);
}

import type { Client } from '@elastic/elasticsearch';
import type { SearchBody } from '../plan';

/** What is looked at of a search's body, and of the inner hits in it. */
type Reading = Pick<
  SearchBody,
  '_source' | 'stored_fields' | 'docvalue_fields' | 'fields' | 'script_fields' | 'size'
>;

/** Writes down the bodies of all parts of all `_msearch` requests until it is told to stop: every list is one of them. */
export function recordListBodies(client: Client): { bodies: SearchBody[]; stop: () => void } {
  const bodies: SearchBody[] = [];
  const record: Parameters<typeof client.diagnostic.off>[1] = (_error, result) => {
    const { path, body } = (result?.meta.request.params ?? {}) as { path?: string; body?: string };
    if (!path?.endsWith('/_msearch') || !body) return;
    const lines = body.trim().split('\n');
    bodies.push(...lines.filter((_, i) => i % 2 === 1).map((line) => JSON.parse(line)));
  };
  client.diagnostic.on('request', record);
  return { bodies, stop: () => void client.diagnostic.off('request', record) };
}

/**
 * Whether a search makes Lucene open a stored document, in which thumbnail and vector lie: by `_source`, by any other
 * stored field (`_id` is one), by `fields` (which read `_source`) or by scripts; or reads one of the two as a column.
 */
export function opensDocuments(body: SearchBody): boolean {
  const inner = [body.collapse?.inner_hits ?? []].flat() as Reading[];
  return [body as Reading, ...inner].some(
    (list) =>
      list.size !== 0 &&
      (list._source !== false ||
        list.stored_fields !== '_none_' ||
        list.fields !== undefined ||
        list.script_fields !== undefined ||
        /clip_image|thumbnail/.test(JSON.stringify(list.docvalue_fields)))
  );
}

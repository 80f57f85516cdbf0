import type { QueryTerm, SearchRequest, UnderstoodSentence } from '../../common/search_api';
import { Knowledge } from '../../common/sentence/knowledge';
import { understand } from '../../common/sentence/understand';
import type { Library } from '../library';
import { knownPlaces } from '../places/places_file';

/** More albums than a sentence is likely to name. */
const MAX_ALBUMS = 1000;

/** The last catalog's names, made ready: doing so takes some 20 ms, and the next reader mostly sees the same. */
let prepared: { key: string; knowledge: Knowledge } | undefined;

/** The names of what the caller may see. */
async function knowledgeOf({ elasticsearch, photos, peaks }: Library): Promise<Knowledge> {
  const [catalog, answer] = await Promise.all([
    // A catalog is a help, not a need: without one, peaks are words.
    peaks.identity().then((identity) => (identity ? peaks.list() : [])),
    elasticsearch.search(
      { index: photos.index, doing: 'read the names of the albums' },
      {
        size: 0,
        track_total_hits: false,
        aggs: { albums: { terms: { field: 'album', size: MAX_ALBUMS } } },
      }
    ),
  ]);
  const { buckets } = answer.aggregations!.albums as unknown as { buckets: Array<{ key: string }> };
  const albums = buckets.map(({ key }) => key);
  const named = catalog.map(({ id, names, region, latlon }) => ({ id, names, region, latlon }));
  const key = JSON.stringify([named, albums]);
  if (prepared?.key !== key) {
    prepared = { key, knowledge: new Knowledge({ peaks: named, places: knownPlaces(), albums }) };
  }
  return prepared.knowledge;
}

/** Reads a sentence as the caller's library knows names. */
export async function understandSentence(
  library: Library,
  sentence: string,
  today: string = new Date().toISOString().slice(0, 10)
): Promise<UnderstoodSentence> {
  return understand(sentence, await knowledgeOf(library), { today });
}

/**
 * A request with its sentence read: conditions join the filters, other words the terms. Where a sentence names peaks
 * and no other words, their photos are ranked by likeness to the peaks.
 */
export async function withSentence(
  library: Library,
  request: SearchRequest
): Promise<{ request: SearchRequest; understood?: UnderstoodSentence }> {
  const { sentence, today, ...rest } = request;
  if (!sentence) return { request: rest };
  const understood = await understandSentence(library, sentence, today);
  const conditions = understood.conditions.map(({ condition }) => condition);
  return {
    understood,
    request: {
      ...rest,
      terms: [...rest.terms, ...termsOf(understood)],
      filters: {
        ...rest.filters,
        ...(conditions.length > 0 && {
          conditions: [...(rest.filters.conditions ?? []), ...conditions],
        }),
      },
    },
  };
}

/** The terms that a sentence's words come to. */
export function termsOf({ conditions, rest, without }: UnderstoodSentence): QueryTerm[] {
  const text = (words: string, weight: number): QueryTerm => ({
    type: 'text',
    text: words,
    weight,
  });
  const peaks = conditions.flatMap(({ condition }) =>
    condition.kind === 'peak' && !condition.not ? condition.ids : []
  );
  const wanted: QueryTerm[] =
    rest === ''
      ? [...new Set(peaks)].slice(0, 8).map((id) => ({ type: 'peak', id, weight: 1 }))
      : [text(rest, 1)];
  // Twenty terms is what a request may have.
  return [...wanted, ...without.slice(0, 10).map(({ text: words }) => text(words, -1))];
}

import type {
  QueryTerm,
  SearchRequest,
  UnderstandRequest,
  UnderstandResponse,
  UnderstoodSentence,
} from '../../../common/search_api';
import type { ConditionKind } from '../../../common/sentence/conditions';
import { Knowledge } from '../../../common/sentence/knowledge';
import { understand } from '../../../common/sentence/understand';
import type { FoundCondition } from '../../../common/sentence/understood';
import type { Library } from '../../library';
import { knownPlaces } from '../../places/places_file';
import { namesOf } from '../filters/resolve_conditions';

/** More albums than a sentence is likely to name. */
const MAX_ALBUMS = 1000;

/** The last catalog's names, made ready: doing so takes some 20 ms, and the next reader mostly sees the same. */
let prepared: { key: string; knowledge: Knowledge; peaks: ReadonlyMap<string, string> } | undefined;

/** The names of what the caller may see. */
async function knowledgeOf({
  elasticsearch,
  photos,
  peaks,
}: Library): Promise<NonNullable<typeof prepared>> {
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
    prepared = {
      key,
      knowledge: new Knowledge({ peaks: named, places: knownPlaces(), albums }),
      peaks: new Map(named.map(({ id, names }) => [id, names[0]])),
    };
  }
  return prepared;
}

/** A sentence as read for one caller. */
interface Read {
  understood: UnderstoodSentence;
  /** Elevations and cameras, as typed, that the caller may not filter by. */
  heightsAsWords: string[];
  camerasAsWords: string[];
  peaks: ReadonlyMap<string, string>;
}

/** Reads a sentence as the caller's library knows names, and as exactly as the caller may know places. */
async function read(
  library: Library,
  sentence: string,
  today: string = new Date().toISOString().slice(0, 10)
): Promise<Read> {
  const { knowledge, peaks } = await knowledgeOf(library);
  const [heights, cameras] = [library.places.exact, library.camera];
  const understood = understand(sentence, knowledge, { today, heights, cameras });
  if (heights && cameras) return { understood, heightsAsWords: [], camerasAsWords: [], peaks };
  const all = understand(sentence, knowledge, { today }).conditions;
  const words = (kind: ConditionKind) =>
    all
      .filter(({ condition }) => condition.kind === kind)
      .map(({ start, end }) => sentence.slice(start, end));
  return {
    understood,
    heightsAsWords: heights ? [] : words('height'),
    camerasAsWords: cameras ? [] : words('camera'),
    peaks,
  };
}

/** What a search for a sentence would filter by and rank by. Nothing is embedded or searched. */
export async function understandSentence(
  library: Library,
  { sentence, today }: UnderstandRequest
): Promise<UnderstandResponse> {
  const { understood, peaks, heightsAsWords, camerasAsWords } = await read(
    library,
    sentence,
    today
  );
  return {
    ...(heightsAsWords.length > 0 && { heightsAsWords }),
    ...(camerasAsWords.length > 0 && { camerasAsWords }),
    conditions: filtersOf(understood).map(({ condition, start, end }) => ({
      condition,
      words: sentence.slice(start, end),
      ...namesOf(condition, peaks),
    })),
    terms: termsOf(understood),
  };
}

/** A request with its sentence read: conditions join the filters, other words the terms. */
export async function withSentence(
  library: Library,
  request: SearchRequest
): Promise<{ request: SearchRequest; understood?: UnderstoodSentence; warnings: string[] }> {
  const { sentence, today, ...rest } = request;
  if (!sentence) return { request: rest, warnings: [] };
  const { understood, heightsAsWords, camerasAsWords } = await read(library, sentence, today);
  const conditions = filtersOf(understood).map(({ condition }) => condition);
  return {
    understood,
    warnings: [
      ...heightsAsWords.map(
        (words) =>
          `"${words}" is searched as words: filtering by elevation needs the privilege to see exact places.`
      ),
      ...camerasAsWords.map(
        (words) =>
          `"${words}" is searched as words: filtering by camera needs the privilege to see originals.`
      ),
    ],
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

/**
 * The conditions that filter. A peak's name and nothing else ranks by the peak instead: where no photo shows it, the
 * answer says so and how far away the nearest was taken.
 */
function filtersOf({ conditions, rest, without }: UnderstoodSentence): FoundCondition[] {
  const [first, ...others] = conditions;
  const peakAlone =
    first?.condition.kind === 'peak' &&
    !first.condition.not &&
    first.condition.ids.length === 1 &&
    others.length + without.length === 0 &&
    rest === '';
  return peakAlone ? [] : conditions;
}

/**
 * The terms that a sentence's words come to. Where it names peaks and no other words, photos are ranked by likeness to
 * the peaks.
 */
function termsOf({ conditions, rest, without }: UnderstoodSentence): QueryTerm[] {
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

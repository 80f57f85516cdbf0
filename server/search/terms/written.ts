import type { estypes } from '@elastic/elasticsearch';
import { foldName } from '../../../common/names';
import type { WrittenField } from '../../../common/search_api';

type Query = estypes.QueryDslQueryContainer;

/** Words of a search that are looked for in what is written about photos; more are no search. */
const MAX_WORDS = 64;
/** Names of places have up to so many words ("Refuge du Glacier Blanc"). */
const MAX_NAME_WORDS = 5;

/** So frequent that a caption is not about them; the languages that sentences are read in. */
const STOP_WORDS = new Set(
  (
    'a an the of in at on by to from with and or is are it i my over under near into this that photo picture ' +
    'der die das ein eine und oder mit von im am an auf zu ' +
    'le la les un une des du de d l et ou au aux en dans sur sous avec ' +
    'el los las una y o con del al por para il lo i gli e di da su per'
  ).split(' ')
);

/**
 * Photos about which these words are written: in captions by BM25, as whole names of places ("Nepal", "Zürich"; not
 * "camp" for every base camp), and as names of files. Undefined where no word is left to look for.
 *
 * @param texts what the search asks for
 */
export function writtenQuery(texts: readonly string[]): Query | undefined {
  const words = foldName(texts.join(' ')).split(' ').slice(0, MAX_WORDS);
  const telling = words.filter((word) => word !== '' && !STOP_WORDS.has(word));
  if (telling.length === 0) return undefined;
  const names = words.flatMap((_, i) =>
    Array.from({ length: Math.min(MAX_NAME_WORDS, words.length - i) }, (__, n) =>
      words.slice(i, i + n + 1).join(' ')
    )
  );
  const named = (field: string, value: string[], name: WrittenField): Query => ({
    constant_score: { filter: { terms: { [field]: value } }, _name: name },
  });
  return {
    bool: {
      should: [
        {
          match: { written: { query: telling.join(' '), _name: 'caption' satisfies WrittenField } },
        },
        named(
          'place_names',
          names.filter((name) => !STOP_WORDS.has(name)),
          'place'
        ),
        // Typed words carry no underscores any more; names of files do.
        named('file_name', texts.join(' ').toLowerCase().split(/\s+/).slice(0, MAX_WORDS), 'file'),
      ],
      minimum_should_match: 1,
    },
  };
}

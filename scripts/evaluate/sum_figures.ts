import { seededRandom } from '../../common/seeded_random';
import { mean } from '../../common/statistics';
import { searchRequestSchema } from '../../common/search_api';
import type { SearchRequest } from '../../common/search_api';
import { cosine } from '../../server/embedding/vectors';
import { search } from '../../server/search/search';
import type { Library } from '../../server/library';
import type { LabelledQuery } from './labels';

/** How both terms of a sum of one text and one photo count in the order of the hits: rank correlations, −1 to 1. */
export interface SumFigures {
  sums: number;
  withText: number;
  withPhoto: number;
  /**
   * "A photo without a text": the mean share of the first ten hits that the text describes best (the upper tenth of the
   * album), without and with the text taken away.
   */
  unwanted: { before: number; after: number };
}

/** Pairs of a query and a photo; the standard error of a mean correlation is then about 0.03. */
const SUMS = 40;
const LISTED = 500;
const FIRST = 10;
const DESCRIBED_SHARE = 0.1;

/** What the sums are made of. */
export interface SumEvaluation {
  library: Library;
  album: string;
  queries: readonly LabelledQuery[];
  /** By path: the photo's unit vector. */
  vectors: ReadonlyMap<string, Float32Array>;
}

type Term = SearchRequest['terms'][number];

interface Outcome {
  withText: number;
  withPhoto: number;
  before: number;
  after: number;
}

/** Asks for sums of one text and one photo, and holds the order against that of each alone. */
export async function sumFigures(evaluation: SumEvaluation): Promise<SumFigures | undefined> {
  const { library, album, queries, vectors } = evaluation;
  // A peak's name stands for more than its text.
  const texts = queries
    .filter(({ nonsense, predicate }) => !nonsense && !predicate?.peaks)
    .map(({ text }) => text);
  const ask = async (terms: Term[]) => {
    const filters = { albums: [album] };
    const request = { terms, filters, size: LISTED, k: LISTED, facets: false };
    return (await search(library, searchRequestSchema.parse(request))).hits;
  };
  const photos = await ask([]);
  if (texts.length === 0 || photos.length === 0) return undefined;
  const random = seededRandom(1);
  const one = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
  const embedder = await library.services.embedder();
  const outcomes: Outcome[] = [];
  for (let i = 0; i < SUMS; i++) {
    const [text, photo] = [one(texts), one(photos)];
    const [textVector] = await embedder.embedTexts([text]);
    const photoVector = vectors.get(photo.path)!;
    const likeText = new Map([...vectors].map(([path, v]) => [path, cosine(v, textVector)]));
    const likePhoto = new Map([...vectors].map(([path, v]) => [path, cosine(v, photoVector)]));
    const order = async (weights: { text: number }) =>
      (
        await ask([
          { type: 'photo', id: photo.id, weight: 1 },
          { type: 'text', text, weight: weights.text },
        ])
      ).map(({ path }) => path);
    const [sum, alone, without] = [
      await order({ text: 1 }),
      await order({ text: 0 }),
      await order({ text: -1 }),
    ];
    const described = new Set(
      [...likeText]
        .sort((a, b) => b[1] - a[1])
        .slice(0, Math.round(DESCRIBED_SHARE * likeText.size))
        .map(([path]) => path)
    );
    const share = (paths: readonly string[]) =>
      mean(paths.slice(0, FIRST).map((path) => Number(described.has(path))));
    outcomes.push({
      withText: rankCorrelation(sum, likeText),
      withPhoto: rankCorrelation(sum, likePhoto),
      before: share(alone),
      after: share(without),
    });
  }
  const over = (key: keyof Outcome) => mean(outcomes.map((o) => o[key]));
  return {
    sums: outcomes.length,
    withText: over('withText'),
    withPhoto: over('withPhoto'),
    unwanted: { before: over('before'), after: over('after') },
  };
}

/** Spearman's, of an order (best first) with the order by a value. */
function rankCorrelation(order: readonly string[], values: ReadonlyMap<string, number>): number {
  const place = new Map(order.map((path, i) => [path, i]));
  const byValue = [...values.keys()]
    .filter((path) => place.has(path))
    .sort((a, b) => values.get(b)! - values.get(a)!);
  const n = byValue.length;
  const squares = byValue.reduce((sum, path, i) => sum + (place.get(path)! - i) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}

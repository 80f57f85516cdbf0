import { dot, syntheticLibrary } from '../parts/synthetic_library';

/** Shares of the library that a filter admits, by the value that the filter asks for. */
export const FILTERS = { 'share-50': 0.5, 'share-5': 0.05, 'share-0.5': 0.005 } as const;
export type FilterName = keyof typeof FILTERS;
export const FILTER_NAMES = Object.keys(FILTERS) as FilterName[];

export interface Query {
  kind: 'photo' | 'text';
  vector: Float32Array;
  /** Ids of the truly nearest photos, best first, by filter ('none': all photos). */
  nearest: Record<FilterName | 'none', string[]>;
}

export interface Library {
  count: number;
  dims: number;
  vector(i: number): Float32Array;
  filtersOf(i: number): FilterName[];
}

export const idOf = (i: number): string => `p${i}`;

/** As many as are held against the exact list. */
export const TRUTH = 100;

/** A library in memory: 3 KB a photo. Which filter admits a photo is chance, not its looks. */
export function makeLibrary(count: number): { library: Library; queries: (n: number) => Query[] } {
  const source = syntheticLibrary(count);
  const { dims } = source;
  const all = new Float32Array(count * dims);
  for (let i = 0; i < count; i++) all.set(source.photo(), i * dims);
  const vector = (i: number) => all.subarray(i * dims, (i + 1) * dims);
  // A fixed stride through a permutation: exactly the share, spread evenly, and no two filters alike.
  const admitted = (name: FilterName, i: number) => {
    const step = Math.round(1 / FILTERS[name]);
    return (i * 7919 + name.length) % step === 0;
  };
  const library: Library = {
    count,
    dims,
    vector,
    filtersOf: (i) => FILTER_NAMES.filter((name) => admitted(name, i)),
  };
  const every = Int32Array.from({ length: count }, (_, i) => i);
  const members = new Map<FilterName | 'none', Int32Array>([
    ['none', every],
    ...FILTER_NAMES.map((name) => [name, every.filter((i) => admitted(name, i))] as const),
  ]);
  const queries = (n: number) =>
    Array.from({ length: n }, (_, q): Query => {
      const kind = q % 2 === 0 ? 'photo' : 'text';
      const wanted = kind === 'photo' ? source.photoQuery() : source.textQuery();
      return { kind, vector: wanted, nearest: nearestOf(library, wanted, members) };
    });
  return { library, queries };
}

function nearestOf(
  library: Library,
  wanted: Float32Array,
  members: ReadonlyMap<FilterName | 'none', Int32Array>
): Query['nearest'] {
  const scores = new Float32Array(library.count);
  for (let i = 0; i < library.count; i++) scores[i] = dot(library.vector(i), wanted);
  const best = (of: Int32Array): string[] => {
    // The sort of plain numbers is native; only those above the last that counts are put in order with their names.
    const sorted = Float32Array.from(of, (i) => scores[i]).sort();
    const least = sorted[Math.max(0, sorted.length - TRUTH)];
    return Array.from(of.filter((i) => scores[i] >= least))
      .sort((a, b) => scores[b] - scores[a])
      .slice(0, TRUTH)
      .map(idOf);
  };
  return Object.fromEntries([...members].map(([name, of]) => [name, best(of)])) as Query['nearest'];
}

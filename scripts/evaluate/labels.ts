import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PeakSearchError, reasonOf } from '../../server/errors';

/** One photo of a labelled album, as its line in labels.jsonl says. */
export interface PhotoLabel {
  /** Relative to the album's folder, '/' separated. */
  file: string;
  caption?: string;
  /** False where nobody could tell: such a photo counts nowhere. */
  peaksKnown: boolean;
  /** Ids that are surely to be seen. */
  peaks: Set<string>;
  /** Ids of which nobody is sure: they count neither as right nor as wrong. */
  doubtful: Set<string>;
  tags: Set<string>;
  /** Small in the picture: neither a hit nor a miss. */
  minorTags: Set<string>;
  weather?: string;
  timeOfDay?: string;
  /** Frames of one moment. */
  burst?: string;
  /** What photos are drawn together by where they must not be taken for independent: scene, or burst. */
  group: string;
}

const line = z.object({
  file: z.string().min(1),
  caption: z.string().optional(),
  tags: z.array(z.string()).default([]),
  tags_minor: z.array(z.string()).default([]),
  objects: z.array(z.object({ tag: z.string() })).default([]),
  peaks_status: z.enum(['labelled', 'none', 'unknown']).default('labelled'),
  peaks: z
    .array(z.object({ id: z.string(), certainty: z.enum(['high', 'medium', 'low']) }))
    .default([]),
  weather: z.string().optional(),
  time_of_day: z.string().optional(),
  scene: z.string().optional(),
  burst: z.string().nullish(),
});

/**
 * Reads labels, one JSON object a line.
 *
 * @throws PeakSearchError `bad_request` naming file and line
 */
export async function readLabels(path: string): Promise<PhotoLabel[]> {
  const text = await readText(path);
  return text.split('\n').flatMap((json, i) => {
    if (json.trim() === '') return [];
    return [toLabel(parse(json, line, `${path}, line ${i + 1}`))];
  });
}

function toLabel(read: z.infer<typeof line>): PhotoLabel {
  const ids = (low: boolean) =>
    new Set(read.peaks.filter((p) => (p.certainty === 'low') === low).map((p) => p.id));
  return {
    file: read.file,
    caption: read.caption,
    peaksKnown: read.peaks_status !== 'unknown',
    peaks: ids(false),
    doubtful: ids(true),
    tags: new Set([...read.tags, ...read.objects.map(({ tag }) => tag)]),
    minorTags: new Set(read.tags_minor),
    weather: read.weather,
    timeOfDay: read.time_of_day,
    burst: read.burst ?? undefined,
    group: read.scene ?? read.burst ?? read.file,
  };
}

const predicate = z.object({
  objects: z.array(z.string()).optional(),
  peaks: z.array(z.string()).optional(),
  weather: z.array(z.string()).optional(),
  time_of_day: z.array(z.string()).optional(),
});
type Predicate = z.infer<typeof predicate>;

const querySchema = z
  .object({
    text: z.string().min(1),
    /** Short for a predicate with these objects. */
    tags: z.array(z.string()).optional(),
    predicate: predicate.optional(),
    undecided: predicate.optional(),
    /** The one photo that answers; others of its scene count neither as hits nor as misses. */
    file: z.string().optional(),
    nonsense: z.boolean().default(false),
  })
  .refine((query) => query.nonsense || query.predicate || query.tags || query.file, {
    error: 'a query needs a predicate, tags, a file, or "nonsense": true',
  });

/** A query with what must be true of a photo that answers it. */
export type LabelledQuery = z.infer<typeof querySchema>;

/**
 * Reads a queries file: {"queries": [{text, predicate | tags, undecided?, nonsense?}]}.
 *
 * @throws PeakSearchError `bad_request` naming the file and what is wrong
 */
export async function readQueries(path: string): Promise<LabelledQuery[]> {
  const file = z.object({ queries: z.array(querySchema) });
  return parse(await readText(path), file, path).queries;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new PeakSearchError('bad_request', `${path} cannot be read (${reason}).`, { cause });
  }
}

function parse<T>(json: string, schema: z.ZodType<T>, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new PeakSearchError('bad_request', `${where}: it is not JSON (${reason}).`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PeakSearchError('bad_request', `${where}: ${z.prettifyError(parsed.error)}`);
}

/**
 * Queries that the labels themselves allow: each tag as words, answered by the photos that have it, and each caption,
 * answered by its photo.
 */
export function queriesOf(labels: readonly PhotoLabel[]): LabelledQuery[] {
  const tags = [...new Set(labels.flatMap((label) => [...label.tags]))].sort();
  const byTag = tags.map((tag) => ({ text: tag.replaceAll('_', ' '), tags: [tag] }));
  const byCaption = labels.flatMap(({ caption, file }) =>
    caption ? [{ text: caption, file }] : []
  );
  return [...byTag, ...byCaption].map((query) => ({ ...query, nonsense: false }));
}

/** The scene of the photo that a query is about, for truthOf. */
export function sceneOf(query: LabelledQuery, labels: readonly PhotoLabel[]): string | undefined {
  return labels.find(({ file }) => file === query.file)?.group;
}

/** Whether a photo answers a query: `undecided` counts neither as a hit nor as a miss. */
export type Truth = 'yes' | 'no' | 'undecided';

/**
 * A photo answers when it shows every object and peak listed ("a|b": either one), in one of the listed weathers and
 * hours. What only the widened predicate, a doubtful label or a minor tag admits is undecided.
 *
 * @param scene of the one photo that is wanted, if the query is about one
 */
export function truthOf(query: LabelledQuery, label: PhotoLabel, scene?: string): Truth {
  if (query.file !== undefined) {
    if (label.file === query.file) return 'yes';
    return label.group === scene ? 'undecided' : 'no';
  }
  const wanted: Predicate = query.predicate ?? { objects: query.tags };
  const wide = query.undecided ?? {};
  const doubtfulTags = new Set([
    ...label.minorTags,
    ...(wide.objects ?? []).filter((tag) => label.tags.has(tag)),
  ]);
  const truths = [
    ...(wanted.objects ?? []).map((item) =>
      anyOf(item, label.tags, doubtfulTags, wide.objects !== undefined)
    ),
    ...(wanted.peaks ?? []).map((item) => anyOf(item, label.peaks, label.doubtful)),
    ...(wanted.weather ? [oneOf(label.weather, wanted.weather, wide.weather)] : []),
    ...(wanted.time_of_day ? [oneOf(label.timeOfDay, wanted.time_of_day, wide.time_of_day)] : []),
  ];
  if (truths.includes('no')) return 'no';
  return truths.includes('undecided') ? 'undecided' : 'yes';
}

function anyOf(
  item: string,
  present: ReadonlySet<string>,
  doubtful: ReadonlySet<string>,
  /** The doubtful ones are alternatives of whatever was asked. */
  alternatives = false
): Truth {
  const options = item.split('|');
  if (options.some((option) => present.has(option))) return 'yes';
  const maybe = alternatives ? doubtful.size > 0 : options.some((option) => doubtful.has(option));
  return maybe ? 'undecided' : 'no';
}

function oneOf(value: string | undefined, wanted: string[], wide: string[] = []): Truth {
  if (value === undefined) return 'undecided';
  if (wanted.includes(value)) return 'yes';
  return wide.includes(value) ? 'undecided' : 'no';
}

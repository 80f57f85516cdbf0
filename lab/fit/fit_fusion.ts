/**
 * Fits how looks and place are weighed against each other (FUSION_PARAMETERS) on labelled albums, and prints the
 * parameters; then, with queries, from which match on something is like a query (nothing_below in the model's logits.json).
 * Each album is also left out once, and judged by what was fitted on the others. The demo album is no album to fit on: it
 * is there to judge. Others of its kind come from `demo/album.py --seed N --out DIR`.
 *
 *   npx tsx lab/fit/fit_fusion.ts --model demo/model/siglip2-demo --queries demo/model/queries.json DIR DIR …
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { matchNames } from '../../common/names';
import type { Estimate } from '../../common/quality/metrics';
import { createServices } from '../../server/create_services';
import { cosine } from '../../server/embedding/vectors';
import type { Embedder } from '../../server/embedding/embedder';
import { fuse, FUSION_PARAMETERS } from '../../server/identify/fusion_model';
import type { FusionParameters, PeakSigns } from '../../server/identify/fusion_model';
import { readSigns } from '../../server/identify/predict_peaks';
import { ownProcessSettings, stderrLogger } from '../../scripts/cli/context';
import { ascend } from './ascent';
import { bestMatch, fitThreshold, nothingFigures } from './fit_nothing';
import type { BestMatch } from './fit_nothing';
import { openLabelledAlbum } from '../../scripts/evaluate/labelled_album';
import type { LabelledAlbum } from '../../scripts/evaluate/labelled_album';
import { readQueries, truthOf } from '../../scripts/evaluate/labels';
import type { LabelledQuery, PhotoLabel } from '../../scripts/evaluate/labels';

interface Case {
  label: PhotoLabel;
  ids: string[];
  signs: PeakSigns[];
  none?: number;
}

type Factor = 'vision' | 'geometry' | 'both';

/** A probability of 0 for what is true must not decide the fit alone. */
const FLOOR = 1e-4;

function casesOf({ photos, catalog, logits }: LabelledAlbum, factor: Factor): Case[] {
  const without = factor === 'vision' ? 'geometry' : factor === 'geometry' ? 'vision' : undefined;
  return photos
    .filter(({ label }) => label.peaksKnown)
    .map((photo) => {
      const { signs, geometry } = readSigns({ ...photo, catalog, logits, without });
      return {
        label: photo.label,
        ids: catalog.map(({ id }) => id),
        signs,
        none: geometry?.none,
      };
    });
}

function answer({ signs, none }: Case, parameters: FusionParameters) {
  return fuse(signs, none === undefined ? undefined : { none }, parameters);
}

/** Mean log probability of what the photo shows: any of its peaks, or none. */
function subjectLikelihood(cases: readonly Case[], parameters: FusionParameters): number {
  let sum = 0;
  for (const one of cases) {
    const { label, ids } = one;
    if (label.peaks.size === 0 && label.doubtful.size > 0) continue;
    const { peaks, none } = answer(one, parameters);
    const right = label.peaks.size === 0 ? none : 0;
    const shown = peaks.reduce((s, p, i) => s + (label.peaks.has(ids[i]) ? p.probability : 0), 0);
    sum += Math.log(FLOOR + right + shown);
  }
  return sum / cases.length;
}

/** Mean over photos of the log likelihood of all "is to be seen" statements. */
function visibleLikelihood(cases: readonly Case[], parameters: FusionParameters): number {
  let sum = 0;
  for (const one of cases) {
    const { label, ids } = one;
    answer(one, parameters).peaks.forEach(({ visible }, i) => {
      if (label.doubtful.has(ids[i])) return;
      sum += Math.log(FLOOR + (label.peaks.has(ids[i]) ? visible : 1 - visible));
    });
  }
  return sum / cases.length;
}

function fit(cases: Record<Factor, Case[]>): FusionParameters {
  let best = FUSION_PARAMETERS;
  const alone = (factor: 'vision' | 'geometry') => {
    const key = factor === 'vision' ? 'visionAlone' : 'geometryAlone';
    const found = ascend(
      (p) => subjectLikelihood(cases[factor], { ...best, [key]: p }),
      best[key],
      { weight: 0.3, none: 1 }
    );
    best = { ...best, [key]: found.parameters };
  };
  alone('vision');
  alone('geometry');
  const { vision, geometry, none } = best;
  const both = ascend(
    (p) => subjectLikelihood(cases.both, { ...best, ...p }),
    { vision, geometry, none },
    { vision: 0.3, geometry: 0.3, none: 1 }
  );
  best = { ...best, ...both.parameters };
  const visibleByVision = ascend(
    (p) => visibleLikelihood(cases.vision, { ...best, visibleByVision: p }),
    best.visibleByVision,
    { offset: 1, vision: 0.3 }
  ).parameters;
  best = { ...best, visibleByVision };
  const visible = ascend(
    (p) => visibleLikelihood(cases.both, { ...best, visible: p }),
    best.visible,
    { offset: 1, vision: 0.3, geometry: 0.3, first: 1 }
  ).parameters;
  return { ...best, visible };
}

/** Each query that the album answers, and each of nonsense, with its best photo. */
function matchesIn(
  { photos, catalog }: LabelledAlbum,
  queries: readonly LabelledQuery[],
  vectors: readonly Float32Array[],
  logits: { scale: number; bias: number }
): BestMatch[] {
  return queries.flatMap((query, i) => {
    if (!query.nonsense && !photos.some(({ label }) => truthOf(query, label) === 'yes')) return [];
    const cosines = photos.map(({ imageVector }) => cosine(vectors[i], imageVector!));
    const best = bestMatch(query, cosines, logits);
    // A text that names a peak is answered by the photos predicted to show it, never by "nothing".
    const named = matchNames(query.text, catalog).length > 0;
    return [named ? { ...best, logit: Infinity, height: Infinity, lead: Infinity } : best];
  });
}

/** Fits from which match on something is like a query, and tells what each evidence would do alone. */
async function fitNothing(
  embedder: Embedder,
  albums: readonly LabelledAlbum[],
  queriesFile: string
): Promise<void> {
  const { logits } = embedder.model;
  if (!logits) return console.log('The model does not say its scale and bias: nothing to fit.');
  const queries = await readQueries(queriesFile);
  const texts = queries.map(({ text }) => text);
  const vectors = await embedder.embedTexts(texts, {});
  const matches = albums.map((album) => matchesIn(album, queries, vectors, logits));
  const told = ({ value, low, high, n }: Estimate) =>
    `${value.toFixed(3)} (${low.toFixed(2)}–${high.toFixed(2)}) of ${n}`;
  for (const evidence of ['logit', 'height', 'lead'] as const) {
    for (const { held, others } of leftOut(matches)) {
      const threshold = fitThreshold(others.flat(), evidence);
      const { refused, lost } = nothingFigures(held, evidence, threshold);
      console.log(
        `nothing by ${evidence} < ${threshold.toFixed(2)}: album left out refused ${told(refused)}, lost ${told(lost)}`
      );
    }
  }
  const nothing = 1 / (1 + Math.exp(-fitThreshold(matches.flat(), 'logit')));
  console.log(`nothing_below of the model's logits.json: ${nothing.toPrecision(2)}`);
}

/** Each album beside the others; nothing with one alone. */
function leftOut<T>(albums: readonly T[]): Array<{ held: T; others: T[] }> {
  if (albums.length < 2) return [];
  return albums.map((held, i) => ({ held, others: albums.filter((_, k) => k !== i) }));
}

function joined(some: ReadonlyArray<Record<Factor, Case[]>>): Record<Factor, Case[]> {
  const of = (factor: Factor) => some.flatMap((cases) => cases[factor]);
  return { vision: of('vision'), geometry: of('geometry'), both: of('both') };
}

function tell(what: string, cases: Record<Factor, Case[]>, fitted: FusionParameters): void {
  for (const factor of ['vision', 'geometry', 'both'] as const) {
    const [before, after] = [FUSION_PARAMETERS, fitted].map(
      (p) =>
        `subject ${subjectLikelihood(cases[factor], p).toFixed(3)}, visible ${visibleLikelihood(cases[factor], p).toFixed(3)}`
    );
    console.log(`${what}, ${factor} (${cases[factor].length}): before ${before}; after ${after}`);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { model: { type: 'string' }, queries: { type: 'string' } },
  });
  if (!values.model || positionals.length === 0) {
    throw new Error('Give --model DIR and at least one folder with photos and labels.jsonl.');
  }
  const services = createServices(ownProcessSettings({ model: values.model }), stderrLogger);
  try {
    const embedder = await services.embedder();
    const catalogFile = join(__dirname, '../../peaks.yaml');
    const albums: LabelledAlbum[] = [];
    for (const root of positionals.map((path) => resolve(path))) {
      albums.push(await openLabelledAlbum({ services, root, catalogFile, embedder }));
    }
    const cases = albums.map((album) => ({
      vision: casesOf(album, 'vision'),
      geometry: casesOf(album, 'geometry'),
      both: casesOf(album, 'both'),
    }));
    leftOut(cases).forEach(({ held, others }, i) =>
      tell(`${positionals[i]} left out`, held, fit(joined(others)))
    );
    const fitted = fit(joined(cases));
    tell('all', joined(cases), fitted);
    const rounded = (_: string, v: unknown) => (typeof v === 'number' ? Number(v.toFixed(3)) : v);
    console.log(JSON.stringify(fitted, rounded, 2));
    if (values.queries) await fitNothing(embedder, albums, values.queries);
  } finally {
    await services.close();
  }
}

void main();

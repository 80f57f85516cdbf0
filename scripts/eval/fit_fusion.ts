/**
 * Fits how looks and place are weighed against each other (FUSION_PARAMETERS) on one half of a labelled album, day by
 * day, and prints the parameters with the figures of both halves before and after; then, where there are queries with
 * answers, from which match on something is like a query (nothing_below in the model's logits.json), on every second query.
 *
 *   npx tsx scripts/eval/fit_fusion.ts demo/album demo/model/siglip2-demo demo/model/queries.json
 */
import { join, resolve } from 'node:path';
import { matchNames } from '../../common/names';
import type { Estimate } from '../../common/quality/metrics';
import { createServices } from '../../server/create_services';
import { cosine } from '../../server/embedding/vectors';
import type { Embedder } from '../../server/embedding/embedder';
import { fuse, FUSION_PARAMETERS } from '../../server/identify/fusion_model';
import type { FusionParameters, PeakSigns } from '../../server/identify/fusion_model';
import { readSigns } from '../../server/identify/predict_peaks';
import { ownProcessSettings, stderrLogger } from '../cli/context';
import { ascend } from './ascent';
import { bestMatch, fitThreshold, halves, nothingFigures } from './fit_nothing';
import { openLabelledAlbum, partOf } from './labelled_album';
import type { AlbumPart, LabelledAlbum } from './labelled_album';
import { readQueries, truthOf } from './labels';
import type { PhotoLabel } from './labels';

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
    { offset: 1, vision: 0.3, first: 1 }
  ).parameters;
  best = { ...best, visibleByVision };
  const visible = ascend(
    (p) => visibleLikelihood(cases.both, { ...best, visible: p }),
    best.visible,
    { offset: 1, vision: 0.3, geometry: 0.3, first: 1 }
  ).parameters;
  return { ...best, visible };
}

/** Fits from which match on something is like a query, and tells what each evidence would do alone. */
async function fitNothing(
  embedder: Embedder,
  { photos, catalog }: LabelledAlbum,
  queriesFile: string
): Promise<void> {
  const { logits } = embedder.model;
  if (!logits) return console.log('The model does not say its scale and bias: nothing to fit.');
  const queries = (await readQueries(queriesFile)).filter(
    (query) => query.nonsense || photos.some(({ label }) => truthOf(query, label) === 'yes')
  );
  const texts = queries.map(({ text }) => text);
  const vectors = await embedder.embedTexts(texts, {});
  const all = queries.map((query, i) => {
    const cosines = photos.map(({ imageVector }) => cosine(vectors[i], imageVector!));
    const best = bestMatch(query, cosines, logits);
    // A text that names a peak is answered by the photos predicted to show it, never by "nothing".
    const named = matchNames(query.text, catalog).length > 0;
    return named ? { ...best, logit: Infinity, height: Infinity, lead: Infinity } : best;
  });
  const { fit, report } = halves(all);
  for (const evidence of ['logit', 'height', 'lead'] as const) {
    const threshold = fitThreshold(fit, evidence);
    const { refused, lost } = nothingFigures(report, evidence, threshold);
    const told = ({ value, low, high, n }: Estimate) =>
      `${value.toFixed(3)} (${low.toFixed(2)}–${high.toFixed(2)}) of ${n}`;
    console.log(
      `nothing by ${evidence} < ${threshold.toFixed(2)}: other half refused ${told(refused)}, lost ${told(lost)}`
    );
  }
  const nothing = 1 / (1 + Math.exp(-fitThreshold(fit, 'logit')));
  console.log(`nothing_below of the model's logits.json: ${nothing.toPrecision(2)}`);
}

async function main([root, modelDir, queriesFile]: string[]): Promise<void> {
  const services = createServices(ownProcessSettings({ model: modelDir }), stderrLogger);
  try {
    const embedder = await services.embedder();
    const album = await openLabelledAlbum({
      services,
      root: resolve(root),
      catalogFile: join(__dirname, '../../peaks.yaml'),
      part: 'all',
      embedder,
    });
    const labels = album.photos.map(({ label }) => label);
    const half = (part: AlbumPart): Record<Factor, Case[]> => {
      const kept = new Set(partOf(labels, part));
      const some = { ...album, photos: album.photos.filter(({ label }) => kept.has(label)) };
      return {
        vision: casesOf(some, 'vision'),
        geometry: casesOf(some, 'geometry'),
        both: casesOf(some, 'both'),
      };
    };
    const days = { fit: half('fit'), report: half('report') };
    const fitted = fit(days.fit);
    for (const [part, cases] of Object.entries(days)) {
      for (const factor of ['vision', 'geometry', 'both'] as const) {
        const row = [FUSION_PARAMETERS, fitted].map(
          (p) =>
            `subject ${subjectLikelihood(cases[factor], p).toFixed(3)}, visible ${visibleLikelihood(cases[factor], p).toFixed(3)}`
        );
        console.log(
          `${part} ${factor} (${cases[factor].length}): before ${row[0]}; after ${row[1]}`
        );
      }
    }
    console.log(
      JSON.stringify(
        fitted,
        (_, v: unknown) => (typeof v === 'number' ? Number(v.toFixed(3)) : v),
        2
      )
    );
    if (queriesFile) await fitNothing(embedder, album, queriesFile);
  } finally {
    await services.close();
  }
}

void main(process.argv.slice(2));

/**
 * Fits how looks and place are weighed against each other (FUSION_PARAMETERS) on one half of a labelled album, day by
 * day, and prints the parameters with the figures of both halves before and after.
 *
 *   npx tsx scripts/eval/fit_fusion.ts demo/album demo/model/siglip2-demo
 */
import { join, resolve } from 'node:path';
import { createServices } from '../../server/create_services';
import { fuse, FUSION_PARAMETERS } from '../../server/identify/fusion_model';
import type { FusionParameters, PeakSigns } from '../../server/identify/fusion_model';
import { readSigns } from '../../server/identify/predict_peaks';
import { ownProcessSettings, stderrLogger } from '../cli/context';
import { ascend } from './ascent';
import { openLabelledAlbum } from './labelled_album';
import type { AlbumPart, LabelledAlbum } from './labelled_album';
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

async function main([root, modelDir]: string[]): Promise<void> {
  const services = createServices(ownProcessSettings({ model: modelDir }), stderrLogger);
  try {
    const embedder = await services.embedder();
    const open = async (part: AlbumPart): Promise<Record<Factor, Case[]>> => {
      const album = await openLabelledAlbum({
        services,
        root: resolve(root),
        catalogFile: join(__dirname, '../../peaks.yaml'),
        part,
        embedder,
      });
      return {
        vision: casesOf(album, 'vision'),
        geometry: casesOf(album, 'geometry'),
        both: casesOf(album, 'both'),
      };
    };
    const halves = { fit: await open('fit'), report: await open('report') };
    const fitted = fit(halves.fit);
    for (const [half, cases] of Object.entries(halves)) {
      for (const factor of ['vision', 'geometry', 'both'] as const) {
        const row = [FUSION_PARAMETERS, fitted].map(
          (p) =>
            `subject ${subjectLikelihood(cases[factor], p).toFixed(3)}, visible ${visibleLikelihood(cases[factor], p).toFixed(3)}`
        );
        console.log(
          `${half} ${factor} (${cases[factor].length}): before ${row[0]}; after ${row[1]}`
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
  } finally {
    await services.close();
  }
}

void main(process.argv.slice(2));

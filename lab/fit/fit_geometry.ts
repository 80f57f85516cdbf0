/**
 * Fits the constants of the geometry model (GEOMETRY_PARAMETERS) on a labelled album, and judges the way of fitting by
 * leaving out one scene after the other.
 *
 *   npx tsx lab/fit/fit_geometry.ts ALBUM [--without-cross-validation]
 *
 * Each constant is drawn to what was known or guessed before (PRIOR): 23 photos cannot decide eleven constants alone.
 */
import { join, resolve } from 'node:path';
import { createServices } from '../../server/create_services';
import { GEOMETRY_PARAMETERS, scoreGeometry } from '../../server/identify/geometry_model';
import type { Aim, GeometryParameters } from '../../server/identify/geometry_model';
import { peaksInSight } from '../../server/identify/peak_geometry';
import type { PeakInSight } from '../../server/identify/peak_geometry';
import { aimOf } from '../../server/identify/predict_peaks';
import { stderrLogger } from '../../server/own_process/stderr_logger';
import { ownProcessSettings } from '../../scripts/cli/context';
import { ascend } from './ascent';
import { openLabelledAlbum } from '../../scripts/evaluate/labelled_album';
import type { LabelledAlbum } from '../../scripts/evaluate/labelled_album';
import type { PhotoLabel } from '../../scripts/evaluate/labels';

/** Mean and standard deviation of what was known or guessed before the fit. */
const PRIOR: Partial<Record<keyof GeometryParameters, [number, number]>> = {
  // 128 other photos: median size 3.3°, which is 0.765 of the scale of a t with 3 degrees of freedom.
  compassScaleDeg: [4.3, 0.4],
  heightWeight: [0.3, 0.1],
  flankShare: [0.1, 0.05],
  centring: [0.6, 0.15],
  otherSubjects: [0.2, 0.1],
  clearDeg: [8, 1.2],
  clearSpreadDeg: [1, 0.3],
  clearPerKm: [0.04, 0.04],
  mountainM: [1200, 250],
  // Flanks of 25 to 35°.
  flankSlope: [0.6, 0.12],
  hiddenSpreadDeg: [0.4, 0.15],
  hazeKm: [36, 5],
};

interface Case {
  label: PhotoLabel;
  sight: PeakInSight[];
  aim: Aim;
}

function casesOf({ photos, catalog }: LabelledAlbum): Case[] {
  return photos.flatMap(({ label, metadata, width, height }) => {
    const sight = peaksInSight(metadata, { width, height }, catalog);
    if (!sight || !label.peaksKnown) return [];
    return [{ label, sight, aim: aimOf(metadata, { width, height }) }];
  });
}

/** Log likelihood of what is first, of what is to be seen, and of the constants themselves. */
function objective(
  cases: readonly Case[],
  parameters: GeometryParameters,
  spokenOf: ReadonlySet<string> | undefined
): number {
  let sum = 0;
  for (const { label, sight, aim } of cases) {
    const { peaks, none } = scoreGeometry(sight, aim, parameters);
    let shown = label.peaks.size === 0 ? none : 0;
    for (const [id, { subject, visible }] of peaks) {
      if (label.doubtful.has(id) || !(spokenOf?.has(id) ?? true)) continue;
      const right = label.peaks.has(id);
      if (right) shown += subject;
      sum += Math.log(Math.max(1e-3, right ? visible : 1 - visible));
    }
    sum += Math.log(1e-4 + shown);
  }
  for (const [name, [mean, sd]] of Object.entries(PRIOR)) {
    const value = parameters[name as keyof GeometryParameters];
    if (value <= 0) return -Infinity;
    sum -= 0.5 * ((value - mean) / sd) ** 2;
  }
  return sum;
}

function fit(cases: readonly Case[], spokenOf: ReadonlySet<string> | undefined) {
  // From the guesses and not from the fitted constants, which have seen the scene that is left out.
  const start = { ...GEOMETRY_PARAMETERS };
  const scales: Partial<Record<keyof GeometryParameters, number>> = {};
  for (const [name, [mean, sd]] of Object.entries(PRIOR)) {
    start[name as keyof GeometryParameters] = mean;
    scales[name as keyof GeometryParameters] = sd;
  }
  return ascend<Record<keyof GeometryParameters, number>>(
    (parameters) => objective(cases, parameters, spokenOf),
    start,
    scales
  ).parameters;
}

interface Counts {
  asked: number;
  first: number;
  right: number;
  wrong: number;
  missed: number;
}

function count(
  cases: readonly Case[],
  parameters: GeometryParameters,
  spokenOf: ReadonlySet<string> | undefined,
  counts: Counts
): Counts {
  for (const { label, sight, aim } of cases) {
    const peaks = [...scoreGeometry(sight, aim, parameters).peaks];
    if (label.peaks.size > 0) {
      const [best] = peaks.reduce((a, b) => (b[1].subject > a[1].subject ? b : a));
      counts.asked++;
      counts.first += Number(label.peaks.has(best));
    }
    const said = new Set(peaks.filter(([, { visible }]) => visible >= 0.5).map(([id]) => id));
    for (const id of said) {
      if (label.doubtful.has(id) || !(spokenOf?.has(id) ?? true)) continue;
      if (label.peaks.has(id)) counts.right++;
      else counts.wrong++;
    }
    counts.missed += [...label.peaks].filter((id) => !said.has(id)).length;
  }
  return counts;
}

const none = (): Counts => ({ asked: 0, first: 0, right: 0, wrong: 0, missed: 0 });

function tell(name: string, { asked, first, right, wrong, missed }: Counts): void {
  const precision = (right / (right + wrong)).toFixed(3);
  const recall = (right / (right + missed)).toFixed(3);
  console.log(`${name}: first ${first}/${asked}, precision ${precision}, recall ${recall}`);
}

async function main([root, flag]: string[]): Promise<void> {
  const services = createServices(ownProcessSettings({}), stderrLogger);
  try {
    const album = await openLabelledAlbum({
      services,
      root: resolve(root),
      catalogFile: join(__dirname, '../../peaks.yaml'),
    });
    const { spokenOf } = album;
    const cases = casesOf(album);
    const fitted = fit(cases, spokenOf);
    console.log(JSON.stringify(fitted, undefined, 2));
    tell('now', count(cases, GEOMETRY_PARAMETERS, spokenOf, none()));
    tell('fitted', count(cases, fitted, spokenOf, none()));
    if (flag === '--without-cross-validation') return;
    const left = none();
    for (const group of new Set(cases.map(({ label }) => label.group))) {
      const others = cases.filter(({ label }) => label.group !== group);
      const scene = cases.filter(({ label }) => label.group === group);
      count(scene, fit(others, spokenOf), spokenOf, left);
    }
    tell('each scene by constants fitted on the others', left);
  } finally {
    await services.close();
  }
}

void main(process.argv.slice(2));

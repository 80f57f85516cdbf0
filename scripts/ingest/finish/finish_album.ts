import type { IngestReport } from '../events';
import { groupAlbum } from './group_album';
import type { IngestContext } from '../ingest_context';
import type { IngestTarget } from '../write/ingest_target';
import { calibrateLibrary } from '../../../server/calibration/calibrate';
import { calibrationDue } from '../../../server/calibration/calibration_due';
import { readCalibration } from '../../../server/calibration/stored_calibration';
import { loadPredictor } from '../prepare/predictor';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import { countDocuments, refreshIndex } from '../../../server/elasticsearch/indices';
import { placePhotos } from '../track/place_photos';
import type { PlaceReport } from '../track/place_photos';
import { predictAlbum } from './predict_album';
import type { Predictor } from '../prepare/predictor';
import { pruneAlbum } from './prune';
import type { Tally } from '../tally';
import { storeTrails } from './trails';

/** Hosts that group the same album at once see each other's writes; the last one has nobody left to wait for. */
const GROUPING_ATTEMPTS = 5;

/**
 * What is done when all photos of an album are in: forget what is gone, remove each day's common error of the compass
 * from the predictions, find bursts, draw trails. Nothing is done
 * when nothing has changed since the last time.
 */
export async function finishAlbum(
  context: IngestContext,
  target: IngestTarget,
  tally: Tally,
  predict: Predictor
): Promise<Pick<IngestReport, 'places' | 'bursts' | 'trails'>> {
  const { journal, options } = context;
  const gone = [...journal.quarantine.keys()].filter((path) => !tally.quarantined.has(path));
  // Of what lies in a folder that cannot be listed nobody can say that it is gone.
  if (!tally.incomplete) await journal.forget(gone);
  if (options.prune) await pruneAlbum(context, target, tally);
  const places = await placeByTrack(context, target);
  if (journal.finishedIndex === target.uuid && tally.indexed + tally.removed === 0) {
    if (!places) return {};
    await predictAgain(context, target, predict, { days: places.days });
    await journal.markFinished(target.uuid!);
    return { places };
  }
  if (await calibrateWhereDue(context, target.name)) {
    const renewed = await loadPredictor(context, await context.services.embedder(), target.name);
    await predictAgain(context, target, renewed, { staleDaysOnly: false });
    await predictAgain(context, target, renewed, { staleDaysOnly: true });
  } else {
    if (places) await predictAgain(context, target, predict, { days: places.days });
    await predictAgain(context, target, predict, { staleDaysOnly: true });
  }
  const outcome = await groupAndDraw(context, target);
  await journal.markFinished(target.uuid!);
  return { places, ...outcome };
}

/** Photos without a place, by the track that was given with the run. */
async function placeByTrack(
  { client, album, patience, options, onEvent, journal }: IngestContext,
  { name: index }: IngestTarget
): Promise<PlaceReport | undefined> {
  if (!options.track) return undefined;
  onEvent({ type: 'phase', phase: 'places' });
  await refreshIndex(new Elasticsearch(client, { retry: patience }), index);
  const context = { client, index, album: album.name, patience };
  const onFirstWrite = () => journal.markWriting();
  return placePhotos({ ...context, onFirstWrite }, options.track, options.placing);
}

/**
 * What certainty means in a library is known only when its photos are in, and changes as it grows.
 *
 * @returns true when there is another calibration now
 */
async function calibrateWhereDue(
  { services, client, patience, signal, onEvent, journal }: IngestContext,
  index: string
): Promise<boolean> {
  const elasticsearch = new Elasticsearch(client, { signal, retry: patience });
  await refreshIndex(elasticsearch, index);
  const [calibration, count, embedder] = await Promise.all([
    readCalibration(elasticsearch, index),
    countDocuments(elasticsearch, index),
    services.embedder(),
  ]);
  if (calibrationDue(calibration, embedder, count) === undefined) return false;
  onEvent({ type: 'phase', phase: 'calibration' });
  await journal.markWriting();
  const made = await calibrateLibrary({ services, elasticsearch, index });
  return made.id !== calibration?.id;
}

/**
 * The error of a day's compass is known only when the day is in; its photos are then predicted without it. After another
 * calibration all are.
 */
async function predictAgain(
  { client, patience, album, onEvent, journal }: IngestContext,
  { name: index }: IngestTarget,
  predict: Predictor,
  which: { staleDaysOnly?: boolean; days?: readonly string[] }
): Promise<void> {
  onEvent({ type: 'phase', phase: 'predictions' });
  const request = { client, index, album: album.name, predict, patience, ...which };
  await predictAlbum({ ...request, onFirstWrite: () => journal.markWriting() });
}

async function groupAndDraw(
  context: IngestContext,
  target: IngestTarget
): Promise<Pick<IngestReport, 'bursts' | 'trails'>> {
  const { client, services, patience, album, onEvent } = context;
  onEvent({ type: 'phase', phase: 'bursts' });
  let grouping = await groupAlbum(context, target.name);
  for (let attempt = 1; grouping.conflicts > 0 && attempt < GROUPING_ATTEMPTS; attempt++) {
    grouping = await groupAlbum(context, target.name);
  }
  onEvent({ type: 'phase', phase: 'trails' });
  const store = { client, settings: services.settings, patience };
  const trails = await storeTrails(store, album.name, 'photos', grouping.trails);
  // Whoever searches right after the ingest finds everything.
  await client.indices.refresh({ index: target.name });
  const { groups, updated } = grouping;
  return { bursts: { groups, updated }, trails };
}

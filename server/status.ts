import type { PartStatus, StatusResponse } from '../common/api';
import { PEAKS_INDEX } from './catalog/peak_repository';
import { countDocuments, readIndexInfo } from './elasticsearch/indices';
import type { IndexInfo, IndexKind } from './elasticsearch/indices';
import { embeddingError } from './search/embedding_errors';
import { identityMismatch } from './embedding/model/identity';
import type { EmbeddingIdentity } from './embedding/model/identity';
import { PeakSearchError } from './errors';
import type { Elasticsearch } from './elasticsearch/elasticsearch';
import type { Library } from './library';
import { PHOTOS_INDEX } from './photos/photos_index';
import { MIN_PHOTOS } from './calibration/calibration_due';
import { countStalePredictions } from './calibration/stored_calibration';
import type { PeakSearchServices } from './services';

/** Models made for trying things out say so in their name, and are shown as what they are. */
const DEMO_MODEL = /demo/i;

/**
 * How every part stands, each with a sentence. Never throws: a part that fails is what a status is there to tell.
 *
 * @param version of Peak Search
 */
export async function readStatus(library: Library, version: string): Promise<StatusResponse> {
  const { services } = library;
  const { photos, peaks } = services.settings.indices;
  const [model, elasticsearch] = await Promise.all([
    modelStatus(services),
    elasticsearchStatus(library),
  ]);
  const { identity, ...modelPart } = model;
  const [photosIndex, peaksIndex] = await Promise.all([
    indexStatus(library, {
      name: photos,
      kind: PHOTOS_INDEX,
      identity,
      things: 'photos',
      command: 'peak-search ingest',
    }),
    indexStatus(library, {
      name: peaks,
      kind: PEAKS_INDEX,
      identity,
      things: 'peaks',
      command: 'peak-search catalog',
    }),
  ]);
  const { tileUrl, attribution, maxZoom } = services.settings.map;
  const tiles = tileUrl === undefined ? undefined : { url: tileUrl, attribution, maxZoom };
  return { version, elasticsearch, model: modelPart, photosIndex, peaksIndex, tiles };
}

async function elasticsearchStatus({
  elasticsearch,
  photos,
}: Library): Promise<StatusResponse['elasticsearch']> {
  try {
    // `GET /` would say the version as well, but a node made of plain parts has no such page.
    const { nodes } = await elasticsearch.call(
      { index: photos.index, doing: 'ask the nodes for their version' },
      (client, send) => client.nodes.info({ filter_path: 'nodes.*.version' }, send)
    );
    const versions = [...new Set(Object.values(nodes).map((node) => node.version))];
    return {
      state: 'ok',
      message: `Elasticsearch ${versions.join(' and ')} answers.`,
      version: versions[0],
    };
  } catch (error) {
    if (error instanceof PeakSearchError && error.code === 'forbidden') {
      // It answers; who may not ask for versions may search all the same.
      return { state: 'ok', message: 'Elasticsearch answers.' };
    }
    return { state: 'failed', message: sentence(error) };
  }
}

async function modelStatus(
  services: PeakSearchServices
): Promise<StatusResponse['model'] & { identity?: EmbeddingIdentity }> {
  if (services.settings.model.dir === undefined) {
    return {
      state: 'missing',
      message:
        'No model is set: search by words and identifying photos do not work; search by peak, place and time do. Set model.dir, or run "peak-search model fetch".',
    };
  }
  try {
    const embedder = await services.embedder();
    const { state, provider, queued, error, fallbackReason, kernelProblem } = embedder.status();
    const { name, dims } = embedder.model;
    return {
      ...modelState(state, error, fallbackReason, kernelProblem),
      name,
      dims,
      provider,
      demo: DEMO_MODEL.test(name),
      queued,
      identity: embedder.identity,
    };
  } catch (error) {
    const failure = embeddingError(error);
    const missing = failure instanceof PeakSearchError && failure.code === 'model_missing';
    return { state: missing ? 'missing' : 'failed', message: sentence(failure) };
  }
}

function modelState(
  state: 'unloaded' | 'loading' | 'ready' | 'failed',
  error: string | undefined,
  fallbackReason: string | undefined,
  kernelProblem: string | undefined
): PartStatus {
  switch (state) {
    case 'failed':
      return { state: 'failed', message: error ?? 'The model could not be loaded.' };
    case 'loading':
      return { state: 'loading', message: 'The model is being loaded.' };
    case 'unloaded':
      if (kernelProblem) return { state: 'degraded', message: kernelProblem };
      return { state: 'ok', message: 'The model is there and is loaded at the first search.' };
    case 'ready':
      if (kernelProblem) return { state: 'degraded', message: kernelProblem };
      return fallbackReason
        ? { state: 'degraded', message: fallbackReason }
        : { state: 'ok', message: 'The model is loaded.' };
  }
}

interface IndexQuestion {
  name: string;
  kind: IndexKind;
  identity?: EmbeddingIdentity;
  things: string;
  command: string;
}

async function indexStatus(
  { elasticsearch }: Library,
  { name, kind, identity, things, command }: IndexQuestion
): Promise<PartStatus & { name: string; count?: number }> {
  try {
    const info = await readIndexInfo(elasticsearch, name, kind);
    if (!info) {
      return { state: 'missing', name, message: `There is no index "${name}". Run "${command}".` };
    }
    const count = await countDocuments(elasticsearch, name);
    const mismatch = identity && identityMismatch(info.meta.embedding, identity);
    if (mismatch) {
      return { state: 'degraded', name, count, message: mismatch };
    }
    if (info.meta.mapping_version < kind.versions.newest) {
      const message = `${count} ${things}, written by an older Peak Search: they can be searched; run "${command}" once for all that is new.`;
      return { state: 'degraded', name, count, message };
    }
    const stale = await staleNote(elasticsearch, info, count);
    if (stale !== undefined) {
      return { state: 'degraded', name, count, message: `${count} ${things}. ${stale}` };
    }
    return count === 0
      ? { state: 'missing', name, count, message: `"${name}" is empty. Run "${command}".` }
      : {
          state: 'ok',
          name,
          count,
          message: `${count} ${things}.${kind === PHOTOS_INDEX ? calibrationNote(info, count) : ''}`,
        };
  } catch (error) {
    return { state: 'failed', name, message: sentence(error) };
  }
}

/** Predictions of another calibration than the library's, as a sentence; undefined where there are none. */
async function staleNote(
  elasticsearch: Elasticsearch,
  { index, meta: { calibration } }: IndexInfo,
  count: number
): Promise<string | undefined> {
  if (!calibration || count === 0) return undefined;
  const stale = await countStalePredictions(elasticsearch, index, calibration);
  return stale === 0
    ? undefined
    : `${stale} of them were predicted with another calibration: run "peak-search predict".`;
}

/** What the calibration of the photos stands on, or that there is none. */
function calibrationNote({ meta }: IndexInfo, count: number): string {
  if (count < MIN_PHOTOS) return '';
  return meta.calibration
    ? ` Calibrated on ${meta.calibration.placed} photos with a place.`
    : ' Not calibrated yet: run "peak-search calibrate", then "peak-search predict".';
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

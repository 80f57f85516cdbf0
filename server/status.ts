import type { PartStatus, StatusResponse } from '../common/api';
import { PEAKS_INDEX } from './catalog/peak_repository';
import { countDocuments, readIndexInfo } from './elasticsearch/indices';
import type { IndexInfo, IndexKind } from './elasticsearch/indices';
import { embeddingError } from './failures';
import { identityMismatch } from './embedding/model/identity';
import type { EmbeddingIdentity } from './embedding/model/identity';
import { PeakSearchError, reasonOf } from './errors';
import type { Elasticsearch } from './elasticsearch/elasticsearch';
import type { Library } from './library';
import { terrainStatus } from './identify/terrain_status';
import { outgrown } from './photos/index/library_size';
import { PHOTOS_INDEX } from './photos/index/photos_index';
import { shardsOf } from './photos/index/split_photos';
import { MIN_PHOTOS } from './calibration/calibration_due';
import { countStalePredictions } from './calibration/stored_calibration';
import type { PeakSearchServices } from './services';

/** Models made for trying things out say so in their name, and are shown as what they are. */
const DEMO_MODEL = /demo/i;

/**
 * How every part stands, each with a sentence. Never throws: a part that fails is what a status is there to tell.
 *
 * @param version of Peak Search
 * @param options.details addresses, paths and other programs' words, for operators
 */
export async function readStatus(
  library: Library,
  version: string,
  { details = false }: { details?: boolean } = {}
): Promise<StatusResponse> {
  const { services } = library;
  const { photos, peaks } = services.settings.indices;
  const [model, elasticsearch] = await Promise.all([
    modelStatus(services, details),
    elasticsearchStatus(library, details),
  ]);
  const { identity, ...modelPart } = model;
  const [photosIndex, peaksIndex] = await Promise.all([
    indexStatus(library, {
      details,
      name: photos,
      kind: PHOTOS_INDEX,
      identity,
      things: 'photos',
      command: 'peak-search ingest',
    }),
    indexStatus(library, {
      details,
      name: peaks,
      kind: PEAKS_INDEX,
      identity,
      things: 'peaks',
      command: 'peak-search catalog',
    }),
  ]);
  const terrain = details ? await terrainStatus(library) : undefined;
  const { tileUrl, attribution, maxZoom } = services.settings.map;
  const tiles = tileUrl === undefined ? undefined : { url: tileUrl, attribution, maxZoom };
  return { version, elasticsearch, model: modelPart, photosIndex, peaksIndex, terrain, tiles };
}

async function elasticsearchStatus(
  { elasticsearch, photos }: Library,
  details: boolean
): Promise<StatusResponse['elasticsearch']> {
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
    return { state: 'failed', message: sentence(error, details) };
  }
}

async function modelStatus(
  services: PeakSearchServices,
  details: boolean
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
      ...modelState(state, details, { error, fallbackReason, kernelProblem }),
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
    return { state: missing ? 'missing' : 'failed', message: sentence(failure, details) };
  }
}

/** The native library's own words name files of the host. */
function modelState(
  state: 'unloaded' | 'loading' | 'ready' | 'failed',
  details: boolean,
  why: { error?: string; fallbackReason?: string; kernelProblem?: string }
): PartStatus {
  const degraded = (message: string): PartStatus => ({ state: 'degraded', message });
  if (state === 'failed') {
    const told = details ? why.error : undefined;
    return {
      state: 'failed',
      message: told ?? 'The model could not be loaded. The server log says why.',
    };
  }
  if (state === 'loading') return { state: 'loading', message: 'The model is being loaded.' };
  if (why.kernelProblem) return degraded(why.kernelProblem);
  if (state === 'unloaded') {
    return { state: 'ok', message: 'The model is there. It loads when somebody opens the app.' };
  }
  if (why.fallbackReason === undefined) return { state: 'ok', message: 'The model is loaded.' };
  return degraded(
    details
      ? why.fallbackReason
      : 'The model runs on the CPU, since the provider that was set cannot be used. The server log says why.'
  );
}

interface IndexQuestion {
  details: boolean;
  name: string;
  kind: IndexKind;
  identity?: EmbeddingIdentity;
  things: string;
  command: string;
}

async function indexStatus(
  { elasticsearch }: Library,
  { details, name, kind, identity, things, command }: IndexQuestion
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
    const tooLarge =
      details && kind === PHOTOS_INDEX ? await outgrownNote(elasticsearch, info) : undefined;
    if (tooLarge !== undefined) {
      return { state: 'degraded', name, count, message: `${count} ${things}. ${tooLarge}` };
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
    return { state: 'failed', name, message: sentence(error, details) };
  }
}

/** That the shards have grown too large, for those who may see how large they are. */
async function outgrownNote(
  elasticsearch: Elasticsearch,
  { index }: IndexInfo
): Promise<string | undefined> {
  try {
    const { _all: all } = await elasticsearch.call(
      { index, doing: `measure "${index}"` },
      (client, send) => client.indices.stats({ index, metric: 'store' }, send)
    );
    return outgrown(await shardsOf(elasticsearch, index), all.primaries?.store?.size_in_bytes ?? 0);
  } catch (error) {
    if (error instanceof PeakSearchError && error.code === 'forbidden') return undefined;
    throw error;
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

const OWN_WORLD =
  ' The model knows its own world only, as the demo model does; for real photos, a SigLIP-2 adds search by words, likeness, and looks ("peak-search model fetch").';

/** What the calibration of the photos stands on, or that there is none. */
function calibrationNote({ meta }: IndexInfo, count: number): string {
  if (count < MIN_PHOTOS) return '';
  return meta.calibration
    ? ` Calibrated on ${meta.calibration.placed} photos with a place.${meta.calibration.open_world ? '' : OWN_WORLD}`
    : ' Not calibrated yet: run "peak-search calibrate", then "peak-search predict".';
}

function sentence(error: unknown, details: boolean): string {
  const { detail } = error as Partial<PeakSearchError>;
  return details && detail !== undefined ? `${reasonOf(error)} (${detail})` : reasonOf(error);
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Embedder } from '../embedding/embedder';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import { bulk } from '../elasticsearch/bulk';
import { Elasticsearch } from '../elasticsearch/elasticsearch';
import {
  createIndex,
  deleteIndex,
  readIndexInfo,
  refreshIndex,
  switchAlias,
} from '../elasticsearch/indices';
import { identityHash } from '../embedding/model/identity';
import { PeakSearchError, reasonOf } from '../errors';
import type { PhotoDecoder } from '../images/pool/photo_decoder';
import type { Logger } from '../logger';
import { COARSE_PLACES } from '../photos/exact_places/places';
import { PhotoRepository } from '../photos/photo_repository';
import type { PeakSearchSettings } from '../settings';
import type { CatalogPeak } from './catalog_file';
import { CATALOG_MAPPING_VERSION, catalogMapping } from './catalog_mapping';
import type { PeakDocument } from './catalog_mapping';
import { PEAKS_INDEX, PeakRepository } from './peak_repository';
import type { StoredPeak } from './peak_repository';
import { PROTOTYPE_VERSION, buildPrototypes } from './prototypes';
import { readBackground } from '../photos/index/background_sample';
import { builtOf, withReferences } from './taught_peak';

export interface LoadCatalogOptions {
  client: ElasticsearchClient;
  settings: PeakSearchSettings;
  embedder: Embedder;
  decoder: PhotoDecoder;
  peaks: readonly CatalogPeak[];
  logger: Logger;
  signal?: AbortSignal;
  /** After each prototype that had to be made. */
  onProgress?: (done: number, total: number) => void;
}

export interface LoadCatalogReport {
  /** Concrete name. */
  index: string;
  /** New or changed peaks. */
  indexed: number;
  unchanged: number;
  /** Peaks that the file does not have any more. */
  deleted: number;
}

type Present = Map<string, StoredPeak>;

/**
 * Loads the catalog. Nothing is ever half-written: a new index is filled, and the alias moves to it when it is whole;
 * a run that fails or is killed leaves the old catalog as it was. Unchanged peaks keep their prototypes, and a catalog
 * in which nothing changed is left alone.
 *
 * @throws PeakSearchError; the half-filled index is deleted before
 */
export async function loadCatalog(options: LoadCatalogOptions): Promise<LoadCatalogReport> {
  const { client, settings, embedder, peaks, logger, signal } = options;
  const elasticsearch = new Elasticsearch(client, { signal });
  const photos = new PhotoRepository(elasticsearch, settings.indices.photos, COARSE_PLACES);
  const alias = settings.indices.peaks;
  const old = await readIndexInfo(elasticsearch, alias, PEAKS_INDEX);
  if (old && old.index === alias) {
    throw new PeakSearchError(
      'bad_request',
      `"${alias}" is an index and must be an alias, so that a new catalog can take the place of the old in one step. Delete it or set another name.`
    );
  }
  const sameEmbedding =
    old !== undefined && identityHash(old.meta.embedding) === identityHash(embedder.identity);
  const present: Present = sameEmbedding ? await readPresent(elasticsearch, old.index) : new Map();
  const hashes = new Map<string, string>();
  for (const peak of peaks) {
    hashes.set(peak.id, await entryHash(peak));
  }
  const changed = peaks.filter(({ id }) => present.get(id)?.source.entry_hash !== hashes.get(id));
  const ids = new Set(peaks.map(({ id }) => id));
  const report = {
    indexed: changed.length,
    unchanged: peaks.length - changed.length,
    deleted: [...present.keys()].filter((id) => !ids.has(id)).length,
  };
  const upToDate = old?.meta.mapping_version === CATALOG_MAPPING_VERSION;
  if (old && upToDate && sameEmbedding && report.indexed === 0 && report.deleted === 0) {
    return { index: old.index, ...report };
  }
  const prototypes = await buildPrototypes({ ...options, peaks: changed });
  const documents: PeakDocument[] = [];
  const background = await readBackground(photos);
  for (const peak of peaks) {
    const old = present.get(peak.id);
    const built = prototypes.get(peak.id) ?? builtOf(old!);
    const { confirmed_references: confirmed = [], denied_references: denied = [] } =
      old?.source ?? {};
    documents.push({
      ...peakDocument(peak, hashes.get(peak.id)!),
      ...(await withReferences(photos, { built, confirmed, denied, background })),
    });
  }
  const index = await writeIndex(elasticsearch, options, documents);
  const before = await switchAlias(elasticsearch, alias, index);
  await deleteIndices(elasticsearch.detached(), before, logger);
  logger.info(`The catalog has ${peaks.length} peaks (${index}).`);
  return { index, ...report };
}

async function readPresent(elasticsearch: Elasticsearch, index: string): Promise<Present> {
  const hits = await new PeakRepository(elasticsearch, index).read({ vectors: true });
  return new Map(hits.map((hit) => [hit.source.id, hit]));
}

/** Over everything that makes a peak's document: its entry, and the bytes of its reference photos. */
async function entryHash(peak: CatalogPeak): Promise<string> {
  const { referencePhotos, ...entry } = peak;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([PROTOTYPE_VERSION, peakLabel(peak), Object.entries(entry).sort()]));
  for (const path of referencePhotos) {
    hash.update(
      createHash('sha256')
        .update(await readFile(path))
        .digest()
    );
  }
  return hash.digest('hex');
}

function peakDocument(peak: CatalogPeak, hash: string): Omit<PeakDocument, 'text_embed'> {
  return {
    id: peak.id,
    names: [...peak.names, ...(peak.spellings ?? [])],
    label: peakLabel(peak),
    latlon:
      peak.lat !== undefined && peak.lon !== undefined
        ? { lat: peak.lat, lon: peak.lon }
        : undefined,
    elev_m: peak.elevationM === undefined ? undefined : Math.round(peak.elevationM),
    region: peak.region,
    massif: peak.massif,
    entry_hash: hash,
  };
}

/** What a map writes beside the summit. English, as it is stored: the reader's language is not known here. */
function peakLabel({ names: [name], elevationM }: CatalogPeak): string {
  if (elevationM === undefined) return name;
  return `${name} · ${Math.round(elevationM).toLocaleString('en')} m`;
}

/** Documents a request: 200 of 768 numbers are 2 MB. */
const BULK = 200;

async function writeIndex(
  elasticsearch: Elasticsearch,
  { settings, embedder, logger }: LoadCatalogOptions,
  documents: readonly PeakDocument[]
): Promise<string> {
  const alias = settings.indices.peaks;
  // The time tells two catalogs of one embedding apart; base 36 keeps it short.
  const index = `${alias}-${identityHash(embedder.identity)}-${Date.now().toString(36)}`;
  const context = { index, doing: `write the catalog "${index}"` };
  try {
    await createIndex(elasticsearch, index, { mappings: catalogMapping(embedder.identity) });
    for (let i = 0; i < documents.length; i += BULK) {
      const actions = documents
        .slice(i, i + BULK)
        .map((document) => ({ kind: 'index' as const, id: document.id, document }));
      const { refused } = await bulk(elasticsearch, context, { actions });
      if (refused.length > 0) {
        const [{ action, reason }] = refused;
        throw new PeakSearchError(
          'internal',
          `Elasticsearch did not take the peak "${action.id}" (${reason}). The catalog is as it was.`
        );
      }
    }
    await refreshIndex(elasticsearch, index);
    return index;
  } catch (error) {
    await deleteIndices(elasticsearch.detached(), [index], logger);
    throw error;
  }
}

/** A catalog that nothing points at any more only takes space: failing to delete it is worth a line, not an error. */
async function deleteIndices(
  elasticsearch: Elasticsearch,
  indices: readonly string[],
  logger: Logger
): Promise<void> {
  for (const index of indices) {
    try {
      await deleteIndex(elasticsearch, index);
    } catch (error) {
      const reason = reasonOf(error);
      logger.warn(`The old catalog ${index} could not be deleted: ${reason}`);
    }
  }
}

import { readCalibration, storeCalibration } from '../../server/calibration/stored_calibration';
import { CATALOG_MAPPING_VERSION, catalogMapping } from '../../server/catalog/catalog_mapping';
import { PEAKS_INDEX } from '../../server/catalog/peak_repository';
import { bulkAll } from '../../server/elasticsearch/bulk';
import type { Elasticsearch } from '../../server/elasticsearch/elasticsearch';
import {
  countDocuments,
  createIndex,
  readIndexInfo,
  refreshIndex,
} from '../../server/elasticsearch/indices';
import { assertSameEmbedding, identityHash } from '../../server/embedding/model/identity';
import type { EmbeddingIdentity } from '../../server/embedding/model/identity';
import { PeakSearchError } from '../../server/errors';
import type { Library } from '../../server/library';
import {
  PHOTOS_INDEX,
  ensurePhotosIndex,
  requirePhotosIndex,
} from '../../server/photos/index/photos_index';
import { PHOTOS_MAPPING_VERSION } from '../../server/photos/index/photos_mapping';
import { tuneQuantization } from '../../server/photos/index/quantization';
import { TRAILS_MAPPING_VERSION } from '../../server/photos/trail_repository';
import { KINDS, checkPart, readManifest, readPart } from './archive';
import type { ArchivedDocument, Kind, Manifest } from './archive';
import { namesOf } from './export_library';

export interface ImportOptions {
  folder: string;
  onProgress?: (done: number, total: number) => void;
}

/** What an import wrote, by kind of document. */
export interface ImportReport {
  imported: Record<Kind, number>;
  /** Were in the cluster already, of an earlier run or with changes of their own, and were left as they are. */
  present: Record<Kind, number>;
  /** Whether the calibration came along; false where there is none, or the library here has one. */
  calibration: boolean;
}

/** Documents a request: 100 with thumbnails and vectors are 6 MB. */
const BATCH = 100;

const VERSIONS: Record<Kind, number> = {
  catalog: CATALOG_MAPPING_VERSION,
  trails: TRAILS_MAPPING_VERSION,
  photos: PHOTOS_MAPPING_VERSION,
};

/**
 * Takes an export into this cluster. All of it is checked before anything is written. What is there already is never
 * overwritten, so that an import that was interrupted is simply run again.
 *
 * @throws PeakSearchError `not_found`, `damaged` or `bad_request` for a folder that is no whole export, `model_mismatch`
 *   when versions or embeddings do not fit
 */
export async function importLibrary(
  library: Library,
  { folder, onProgress }: ImportOptions
): Promise<ImportReport> {
  const { elasticsearch, services, settings } = library;
  const manifest = await wholeArchive(folder);
  await assertFits(library, manifest);
  for (const part of manifest.parts) await checkPart(folder, part, library.signal);

  const total = manifest.parts.reduce((sum, { documents }) => sum + documents, 0);
  const report: ImportReport = {
    imported: { catalog: 0, trails: 0, photos: 0 },
    present: { catalog: 0, trails: 0, photos: 0 },
    calibration: false,
  };
  let done = 0;
  for (const kind of KINDS.filter((kind) => manifest.indices[kind])) {
    const index = namesOf(library)[kind];
    const parts = manifest.parts.filter((part) => part.kind === kind);
    await ensureIndex(library, kind, manifest);
    if (kind === 'photos') {
      const photos = parts.reduce((sum, { documents }) => sum + documents, 0);
      const info = await requirePhotosIndex(elasticsearch, index);
      const here = await countDocuments(elasticsearch, index);
      await tuneQuantization(elasticsearch, info, settings.knn, here + photos, services.logger);
    }
    for (const part of parts) {
      for await (const batch of inBatches(readPart(folder, part))) {
        const written = await writeMissing(elasticsearch, index, kind, batch);
        report.imported[kind] += written;
        report.present[kind] += batch.length - written;
        done += batch.length;
        onProgress?.(done, total);
      }
    }
    await refreshIndex(elasticsearch, index);
  }
  const calibration = manifest.indices.photos?.calibration;
  const { photos } = settings.indices;
  if (calibration && !(await readCalibration(elasticsearch, photos))) {
    await storeCalibration(elasticsearch, photos, calibration);
    report.calibration = true;
  }
  return report;
}

async function wholeArchive(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  if (!manifest) {
    throw new PeakSearchError(
      'not_found',
      `"${folder}" holds no export. Make one with "peak-search export".`
    );
  }
  if (manifest.complete) return manifest;
  throw new PeakSearchError(
    'bad_request',
    `The export in "${folder}" was interrupted. Run the same "peak-search export" again to complete it; nothing was imported.`
  );
}

/** Looks at all indices before the first of them is changed. */
async function assertFits(library: Library, { indices }: Manifest): Promise<void> {
  for (const kind of KINDS) {
    const version = indices[kind]?.mappingVersion;
    if (version === undefined || version === VERSIONS[kind]) continue;
    throw new PeakSearchError(
      'model_mismatch',
      `The ${kind} of the export have mapping version ${version}, and this Peak Search writes version ${VERSIONS[kind]}. Import with the Peak Search version that exported them, or update both and export again.`
    );
  }
  const names = namesOf(library);
  for (const [kind, known] of [
    ['photos', PHOTOS_INDEX],
    ['catalog', PEAKS_INDEX],
  ] as const) {
    const embedding = indices[kind]?.embedding;
    const here = embedding && (await readIndexInfo(library.elasticsearch, names[kind], known));
    if (here) assertSameEmbedding(names[kind], here.meta.embedding, embedding);
  }
}

async function ensureIndex(library: Library, kind: Kind, { indices }: Manifest): Promise<void> {
  const { elasticsearch, settings, trails } = library;
  const embedding = indices[kind]?.embedding;
  if (kind === 'trails') await trails.ensure();
  if (kind === 'photos') await ensurePhotosIndex(elasticsearch, settings, embedding!);
  if (kind === 'catalog') await ensureCatalog(elasticsearch, settings.indices.peaks, embedding!);
}

async function ensureCatalog(
  elasticsearch: Elasticsearch,
  alias: string,
  embedding: EmbeddingIdentity
): Promise<void> {
  if (await readIndexInfo(elasticsearch, alias, PEAKS_INDEX)) return;
  const index = `${alias}-${identityHash(embedding)}-${Date.now().toString(36)}`;
  await createIndex(elasticsearch, index, { mappings: catalogMapping(embedding), alias });
}

/** @returns how many were not there */
async function writeMissing(
  elasticsearch: Elasticsearch,
  index: string,
  kind: Kind,
  batch: readonly ArchivedDocument[]
): Promise<number> {
  const context = { index, doing: `import into "${index}"` };
  // Asked first, so that an import that goes on does not send again what has arrived.
  const { docs } = await elasticsearch.call(context, (client, send) =>
    client.mget({ index, ids: batch.map(({ id }) => id), _source: false }, send)
  );
  const missing = batch.filter((_, i) => !('found' in docs[i] && docs[i].found));
  const { written } = await bulkAll(elasticsearch, context, {
    actions: missing.map((entry) => ({ kind: 'create' as const, ...entry })),
    isAlias: kind !== 'trails',
  });
  return written.length;
}

async function* inBatches(
  documents: AsyncIterable<ArchivedDocument>
): AsyncGenerator<ArchivedDocument[]> {
  let batch: ArchivedDocument[] = [];
  for await (const document of documents) {
    batch.push(document);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

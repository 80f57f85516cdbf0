import { mkdir, readdir } from 'node:fs/promises';
import type { estypes } from '@elastic/elasticsearch';
import { CATALOG_MAPPING_VERSION } from '../../server/catalog/catalog_mapping';
import { PEAKS_INDEX } from '../../server/catalog/peak_repository';
import type { Elasticsearch } from '../../server/elasticsearch/elasticsearch';
import { countDocuments, indexExists, readIndexInfo } from '../../server/elasticsearch/indices';
import { scanSnapshot } from '../../server/elasticsearch/scan';
import { PeakSearchError } from '../../server/errors';
import type { Library } from '../../server/library';
import { requirePhotosIndex } from '../../server/photos/index/photos_index';
import { photosMapping } from '../../server/photos/index/photos_mapping';
import { TRAILS_MAPPING_VERSION } from '../../server/photos/trail_repository';
import { KINDS, newManifest, readManifest, writeManifest, writePart } from './archive';
import type { ArchivedDocument, ArchivedIndex, ArchivePart, Kind, Manifest } from './archive';

export interface ExportOptions {
  folder: string;
  /** Default: 2,000, which are about 100 MB; an interrupted export repeats at most as many. */
  photosAPart?: number;
  onProgress?: (done: number, total: number) => void;
}

/** What an export wrote. */
export interface ExportReport {
  folder: string;
  documents: Record<Kind, number>;
  bytes: number;
  /** Documents that an earlier, interrupted run had written. */
  resumed: number;
}

const PHOTOS_A_PART = 2000;
/** Documents a request: 200 with thumbnails and vectors are 12 MB. */
const PAGE = 200;

/** `fields` brings vectors on every version: from 9.2 on they are not part of `_source`. */
const VECTORS: Record<Kind, string[]> = {
  catalog: ['text_embed', 'base_embed', 'reference_embed'],
  trails: [],
  photos: ['clip_image'],
};
const ORDER: Record<Kind, estypes.SortCombinations[]> = {
  catalog: ['id'],
  trails: ['album', 'day', 'source', 'start', 'part'],
  photos: ['album', 'path'],
};

/**
 * Writes the library (photos with vectors, thumbnails, corrections and predictions; calibration; catalog with its
 * references; trails) to a folder, as the documents hold it. Nothing is decoded or embedded, and no original is read. An
 * export that was interrupted goes on after its last whole part, unless the photos have changed since.
 *
 * @throws PeakSearchError `forbidden` for a reader who may not see exact places, `bad_request` when the folder holds
 *   something else, `index_missing`, `model_mismatch`
 */
export async function exportLibrary(
  library: Library,
  { folder, photosAPart = PHOTOS_A_PART, onProgress }: ExportOptions
): Promise<ExportReport> {
  const { elasticsearch } = library;
  const indices = await describeIndices(library);
  const manifest = await openFolder(folder, indices);
  const names = namesOf(library);
  const kinds = KINDS.filter((kind) => indices[kind] !== undefined);
  const counts = await Promise.all(kinds.map((kind) => countDocuments(elasticsearch, names[kind])));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const resumed = sum(manifest.parts, 'documents');
  let done = resumed;
  const counted = async function* (documents: AsyncIterable<ArchivedDocument>) {
    for await (const document of documents) {
      yield document;
      onProgress?.(++done, total);
    }
  };
  for (const kind of kinds) {
    const before = manifest.parts.filter((part) => part.kind === kind);
    // Catalog and trails are one part each, and so either there or not.
    if (kind !== 'photos' && before.length > 0) continue;
    const source = documentsOf(elasticsearch, names[kind], kind, before.at(-1)?.last);
    const parts = inParts(source, kind === 'photos' ? photosAPart : Infinity);
    let number = before.length;
    for await (const { documents, last } of parts) {
      const file = `${kind}-${String(++number).padStart(6, '0')}.ndjson`;
      const written = await writePart(folder, file, counted(documents));
      manifest.parts.push({ kind, ...written, last: last() });
      await writeManifest(folder, manifest);
    }
  }
  manifest.complete = true;
  await writeManifest(folder, manifest);
  const ofKind = (kind: Kind) =>
    sum(
      manifest.parts.filter((part) => part.kind === kind),
      'documents'
    );
  return {
    folder,
    documents: { catalog: ofKind('catalog'), trails: ofKind('trails'), photos: ofKind('photos') },
    bytes: sum(manifest.parts, 'bytes'),
    resumed,
  };
}

function sum(parts: readonly ArchivePart[], field: 'documents' | 'bytes'): number {
  return parts.reduce((total, part) => total + part[field], 0);
}

/** The configured name of each kind's index. */
export function namesOf({ settings: { indices } }: Library): Record<Kind, string> {
  return { catalog: indices.peaks, trails: indices.trails, photos: indices.photos };
}

async function describeIndices(library: Library): Promise<Manifest['indices']> {
  const { elasticsearch, places, settings } = library;
  if (!places.exact) throw noExactPlaces();
  const names = namesOf(library);
  const { meta: photos } = await requirePhotosIndex(elasticsearch, names.photos);
  await requireAllFields(
    elasticsearch,
    names.photos,
    Object.keys(photosMapping(photos.embedding, settings.knn).properties!)
  );
  const catalog = await readIndexInfo(elasticsearch, names.catalog, PEAKS_INDEX);
  if (catalog && catalog.meta.mapping_version !== CATALOG_MAPPING_VERSION) {
    throw new PeakSearchError(
      'model_mismatch',
      `The catalog "${names.catalog}" has mapping version ${catalog.meta.mapping_version}; version ${CATALOG_MAPPING_VERSION} can be exported. Run "peak-search catalog" and then export again.`
    );
  }
  const trails = (await indexExists(elasticsearch, names.trails)) || undefined;
  const described = async (
    kind: Kind,
    meta: Omit<ArchivedIndex, 'state'> | undefined
  ): Promise<ArchivedIndex | undefined> =>
    meta && { ...meta, state: await stateOf(elasticsearch, names[kind]) };
  return {
    catalog: await described(
      'catalog',
      catalog && { mappingVersion: CATALOG_MAPPING_VERSION, embedding: catalog.meta.embedding }
    ),
    trails: await described('trails', trails && { mappingVersion: TRAILS_MAPPING_VERSION }),
    photos: await described('photos', {
      mappingVersion: photos.mapping_version,
      embedding: photos.embedding,
      calibration: photos.calibration,
    }),
  };
}

/** Field-level security hides fields from mapping and `_source` alike: an export would lose them without a word. */
async function requireAllFields(
  elasticsearch: Elasticsearch,
  index: string,
  fields: readonly string[]
): Promise<void> {
  const answer = await elasticsearch.call(
    { index, doing: `read the mapping of "${index}"` },
    (client, send) => client.indices.getMapping({ index }, send)
  );
  const [{ mappings }] = Object.values(answer);
  // An index that was never calibrated may lack this one.
  const hidden = fields.filter((name) => name !== 'calibration' && !mappings.properties?.[name]);
  if (hidden.length > 0) throw noExactPlaces(hidden);
}

function noExactPlaces(hidden: readonly string[] = []): PeakSearchError {
  const fields = hidden.length > 0 ? ` (it cannot see ${hidden.join(', ')})` : '';
  return new PeakSearchError(
    'forbidden',
    `This user may not read everything that a photo has${fields}, and an export would lose it. Export as a user who may read the indices whole, exact places included.`
  );
}

/** @returns changes with every write to the index, and when it is made anew */
async function stateOf(elasticsearch: Elasticsearch, name: string): Promise<string> {
  const { indices = {} } = await elasticsearch.call(
    { index: name, doing: `read the state of "${name}"` },
    (client, send) => client.indices.stats({ index: name, metric: 'docs', level: 'shards' }, send)
  );
  const states = Object.values(indices).map(({ uuid, shards = {} }) => {
    const changes = Object.keys(shards)
      .sort((a, b) => Number(a) - Number(b))
      .map((shard) => Math.max(...shards[shard].map(({ seq_no: at }) => at?.max_seq_no ?? -1)));
    return `${uuid} ${changes.join(',')}`;
  });
  return states.join(';');
}

/** The manifest to go on with: of an interrupted export of the very same state, or a new one. */
async function openFolder(folder: string, indices: Manifest['indices']): Promise<Manifest> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const before = await readManifest(folder);
  if (before?.complete) {
    throw new PeakSearchError(
      'bad_request',
      `"${folder}" holds a whole export already. Give another folder, or delete this one.`
    );
  }
  if (!before && (await readdir(folder)).some((name) => !name.endsWith('.partial'))) {
    throw new PeakSearchError(
      'bad_request',
      `"${folder}" holds other files. Give an empty folder, or one that does not exist yet.`
    );
  }
  if (before && same(before.indices, indices)) return before;
  const manifest = newManifest(indices);
  await writeManifest(folder, manifest);
  return manifest;
}

/** Compared as they are stored, where a field without a value is not there at all. */
function same(a: Manifest['indices'], b: Manifest['indices']): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

async function* documentsOf(
  elasticsearch: Elasticsearch,
  index: string,
  kind: Kind,
  after: ArchivePart['last']
): AsyncGenerator<ArchivedDocument> {
  const hits = scanSnapshot<Record<string, unknown>>(
    elasticsearch,
    { index, doing: `export "${index}"` },
    {
      sort: ORDER[kind],
      query: after && behind(after),
      fields: VECTORS[kind],
      _source: true,
    },
    PAGE
  );
  for await (const { _id, _source, fields = {} } of hits) {
    yield { id: _id!, document: { ...vectorsOf(fields, VECTORS[kind]), ..._source } };
  }
}

function vectorsOf(fields: Record<string, unknown>, names: readonly string[]): object {
  return Object.fromEntries(names.flatMap((name) => (fields[name] ? [[name, fields[name]]] : [])));
}

/** Keywords are compared by their bytes in a range as well as in an order. */
function behind([album, path]: [string, string]): estypes.QueryDslQueryContainer {
  const later = { bool: { filter: [{ term: { album } }, { range: { path: { gt: path } } }] } };
  return { bool: { should: [{ range: { album: { gt: album } } }, later] } };
}

interface Part {
  documents: AsyncIterable<ArchivedDocument>;
  /** Album and path of the last document, once it has been read. */
  last: () => ArchivePart['last'];
}

/** Cuts a stream into streams of at most so many documents; each must be read to its end before the next. */
async function* inParts(
  source: AsyncGenerator<ArchivedDocument>,
  size: number
): AsyncGenerator<Part> {
  try {
    for (let next = await source.next(); !next.done;) {
      let latest: ArchivedDocument = next.value;
      const documents = async function* () {
        for (let n = 0; n < size && !next.done; n++) {
          latest = next.value;
          yield latest;
          next = await source.next();
        }
      };
      yield { documents: documents(), last: () => placeInOrder(latest.document) };
    }
  } finally {
    await source.return(undefined);
  }
}

function placeInOrder(document: { album?: string; path?: string }): ArchivePart['last'] {
  const { album, path } = document;
  return album !== undefined && path !== undefined ? [album, path] : undefined;
}

import type { ReferenceEffect, ReferencesResponse } from '../../common/api';
import { cosine } from '../embedding/vectors';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import { withElasticsearchErrors } from '../elasticsearch/elasticsearch_errors';
import { PeakSearchError } from '../errors';
import { vectorNumbers } from '../photos/photo_document';
import { getPhotoVectors, vectorField } from '../photos/photo_repository';
import type { PeakSearchSettings } from '../settings';
import { readCatalog, readPeaks, requirePeaksIndex } from './catalog_index';
import type { CatalogEntry, PeakHit } from './catalog_index';
import { CATALOG_MAPPING_VERSION } from './catalog_mapping';
import type { PeakDocument } from './catalog_mapping';
import { blendReferences } from './prototypes';

/** As many as the catalog file may name: more views than three and a prototype stands for weather, not for a peak. */
const MAX_CONFIRMED = 3;
/** Frames of a burst are this alike and more (different photos: 0.96 at most); a second one teaches nothing. */
const SAME_VIEW_COSINE = 0.97;
/** Photos that the effect of a reference is measured on; a page of vectors of 768 numbers is then 2 MB. */
const EFFECT_SAMPLE = 200;

interface Parts {
  client: ElasticsearchClient;
  settings: PeakSearchSettings;
  signal?: AbortSignal;
}

/** The fields of a peak's document that follow from its prototype and the photos that people confirmed. */
export async function withReferences(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  base: Float32Array,
  confirmed: readonly string[],
  signal?: AbortSignal
): Promise<Pick<PeakDocument, 'text_embed' | 'base_embed' | 'confirmed_references'>> {
  const vectors =
    confirmed.length > 0 ? await getPhotoVectors(client, settings, confirmed, signal) : new Map();
  // A photo that is not in the index any more cannot be a reference.
  const kept = confirmed.filter((id) => vectors.has(id));
  if (kept.length === 0) return { text_embed: vectorNumbers(base) };
  return {
    text_embed: vectorNumbers(
      blendReferences(
        base,
        kept.map((id) => vectors.get(id)!)
      )
    ),
    base_embed: vectorNumbers(base),
    confirmed_references: kept,
  };
}

/** Photos that people confirmed as references of a peak. */
export async function listReferences(parts: Parts, peakId: string): Promise<ReferencesResponse> {
  const { source } = await findPeak(parts, peakId);
  return { peakId, photoIds: source.confirmed_references ?? [] };
}

/**
 * Makes a photo of the index a reference of a peak, or with `preview` only says what that would change.
 *
 * @throws PeakSearchError `bad_request` when there are enough references or one is nearly the same picture,
 *   `not_found` for a peak or photo that is not there, `busy` when somebody else changed the peak meanwhile
 */
export async function addReference(
  parts: Parts,
  peakId: string,
  photoId: string,
  { preview }: { preview: boolean }
): Promise<ReferencesResponse> {
  const { client, settings, signal } = parts;
  const peak = await findPeak(parts, peakId);
  const confirmed = peak.source.confirmed_references ?? [];
  if (confirmed.includes(photoId)) return { peakId, photoIds: confirmed };
  if (confirmed.length >= MAX_CONFIRMED) {
    throw new PeakSearchError(
      'bad_request',
      `${peak.source.names[0]} has ${MAX_CONFIRMED} references already. Take one of them back first.`
    );
  }
  const vectors = await getPhotoVectors(client, settings, [...confirmed, photoId], signal);
  const added = vectors.get(photoId);
  if (!added) throw new PeakSearchError('not_found', `There is no photo ${photoId} in the index.`);
  const twin = confirmed.find((id) => {
    const vector = vectors.get(id);
    return vector !== undefined && cosine(vector, added) >= SAME_VIEW_COSINE;
  });
  if (twin !== undefined) {
    throw new PeakSearchError(
      'bad_request',
      `A reference of ${peak.source.names[0]} is nearly the same picture already. Choose another view or another light.`
    );
  }
  const photoIds = [...confirmed, photoId];
  const change = await withReferences(client, settings, baseOf(peak), photoIds, signal);
  const effect = await effectOf(parts, peakId, photoIds, Float32Array.from(change.text_embed));
  if (!preview) await writePeak(parts, peak, change);
  return { peakId, photoIds: preview ? confirmed : photoIds, effect };
}

/** Takes a reference back: the prototype is as if it had never been one. */
export async function removeReference(
  parts: Parts,
  peakId: string,
  photoId: string
): Promise<ReferencesResponse> {
  const { client, settings, signal } = parts;
  const peak = await findPeak(parts, peakId);
  const confirmed = peak.source.confirmed_references ?? [];
  const photoIds = confirmed.filter((id) => id !== photoId);
  if (photoIds.length < confirmed.length) {
    const change = await withReferences(client, settings, baseOf(peak), photoIds, signal);
    await writePeak(parts, peak, change);
  }
  return { peakId, photoIds };
}

const baseOf = ({ baseVector, vector }: PeakHit) => Float32Array.from(baseVector ?? vector);

async function findPeak({ client, settings, signal }: Parts, peakId: string): Promise<PeakHit> {
  const query = { term: { id: peakId } };
  const [peak] = await readPeaks(client, settings, { vectors: true, query, signal });
  if (!peak) throw new PeakSearchError('not_found', `The catalog has no peak "${peakId}".`);
  return peak;
}

/** Writes the whole document, so that fields that are not needed any more go; refused when it changed meanwhile. */
async function writePeak(
  { client, settings }: Parts,
  { source, at }: PeakHit,
  change: Pick<PeakDocument, 'text_embed' | 'base_embed' | 'confirmed_references'>
): Promise<void> {
  const { meta } = await requirePeaksIndex(client, settings);
  if (meta.mapping_version < CATALOG_MAPPING_VERSION) {
    throw new PeakSearchError(
      'model_mismatch',
      'This catalog was written by an older Peak Search and has no room for references. Run "peak-search catalog" once; nothing in it is lost.'
    );
  }
  const { confirmed_references: _replaced, ...rest } = source;
  const document: PeakDocument = { ...rest, ...change };
  const index = settings.indices.peaks;
  await withElasticsearchErrors({ index, doing: 'keep the reference' }, async () => {
    const answer = await client.index(
      { ...at, id: source.id, document, refresh: 'wait_for' },
      { ignore: [409] }
    );
    if (answer.result === undefined) {
      throw new PeakSearchError(
        'busy',
        'Somebody else changed this peak at the same moment. Look at it again, then repeat.',
        { retryAfterS: 1 }
      );
    }
  });
}

/**
 * What a new prototype changes for photos that are said to show the peak and are no references of it: how many look
 * most like this peak among all, before and after.
 */
async function effectOf(
  { client, settings, signal }: Parts,
  peakId: string,
  references: readonly string[],
  prototype: Float32Array
): Promise<ReferenceEffect> {
  const index = settings.indices.photos;
  const [catalog, answer] = await Promise.all([
    readCatalog(client, settings, signal),
    withElasticsearchErrors({ index, doing: 'measure the effect' }, () =>
      client.search<never>(
        {
          index,
          size: EFFECT_SAMPLE,
          query: {
            bool: {
              filter: [{ term: { predicted_peaks: peakId } }],
              must_not: [{ ids: { values: [...references] } }],
            },
          },
          _source: false,
          fields: ['clip_image'],
        },
        { signal }
      )
    ),
  ]);
  const photos = answer.hits.hits.map((hit) => Float32Array.from(vectorField(hit.fields)));
  const others = catalog.filter(({ id }) => id !== peakId);
  const before = catalog.find(({ id }) => id === peakId)!.prototype;
  return {
    photos: photos.length,
    firstBefore: photos.filter((photo) => isFirst(photo, before, others)).length,
    firstAfter: photos.filter((photo) => isFirst(photo, prototype, others)).length,
  };
}

function isFirst(photo: Float32Array, own: Float32Array, others: readonly CatalogEntry[]): boolean {
  const likeness = cosine(photo, own);
  return others.every(({ prototype }) => cosine(photo, prototype) < likeness);
}

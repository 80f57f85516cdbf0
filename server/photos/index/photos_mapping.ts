import type { estypes } from '@elastic/elasticsearch';
import type { IndexMeta } from '../../elasticsearch/indices';
import type { EmbeddingIdentity } from '../../embedding/model/identity';
import type { PeakSearchSettings, Quantization } from '../../settings';

/**
 * Version of the mapping below, kept in the index's `_meta`.
 * Increase when a field changes its type or meaning, so that an index of another version is refused with a sentence.
 * Version 1 had neither `predicted_peaks_ranked` nor `shot_time.as_written`: lists of it would lack peaks and times.
 * Version 2 had no `sample_key`: nobody could say how well photos match.
 * Version 3 took magnetic directions for true ones and lacked what people wrote about a photo.
 * Version 4 had no `coarse`: whoever may not see exact places would see none at all.
 * Version 5 had no `sidecar_hash`.
 * Version 6 had none of the fields that conditions of a sentence filter by (search_fields.ts), and no `pose`.
 */
export const PHOTOS_MAPPING_VERSION = 7;

/** `sample_key` is a whole number from 0 to one less, as good as random: the photos below some number are a sample. */
export const SAMPLE_KEYS = 2 ** 24;

/** What a track gave to a photo, and what was there before: read as a whole, never searched. */
export const TRACK_PLACE_MAPPING = { type: 'object', enabled: false } as const;

type HnswKind = Exclude<Quantization, 'auto'>;

/** How the vectors are held, as Elasticsearch wants to read it. `flat` has no graph, so neither m nor ef_construction. */
export function vectorIndexOptions(
  kind: HnswKind,
  knn: PeakSearchSettings['knn']
): estypes.MappingDenseVectorIndexOptions {
  return kind === 'flat'
    ? { type: 'flat' }
    : { type: kind, m: knn.m, ef_construction: knn.efConstruction };
}

/**
 * The mapping of a photos index.
 *
 * - `dynamic: strict`: a field that is not listed here is a mistake, and is said at once instead of being lost.
 * - `_source` stays whole: 9.0 and 9.1 lose a field for good at the next update where the mapping excludes it from
 *   `_source`, and updates happen (compass, bursts, predictions). From 9.2 on Elasticsearch itself keeps vectors out
 *   and puts them back for updates. Lists read no `_source` at all but columns (photo_columns.ts).
 */
export function photosMapping(
  identity: EmbeddingIdentity,
  knn: PeakSearchSettings['knn']
): estypes.MappingTypeMapping {
  const predicted: Record<string, estypes.MappingProperty> = {
    predicted_peaks: { type: 'keyword' },
    predicted_peaks_ranked: { type: 'keyword', index: false },
    peak_candidates: { type: 'object', enabled: false },
    none_probability: { type: 'float' },
  };
  const meta: IndexMeta = { mapping_version: PHOTOS_MAPPING_VERSION, embedding: identity };
  return {
    _meta: { ...meta },
    dynamic: 'strict',
    properties: {
      album: { type: 'keyword' },
      path: { type: 'keyword' },
      content_hash: { type: 'keyword' },
      sidecar_hash: { type: 'keyword' },
      companions: { type: 'keyword' },
      bytes: { type: 'long' },
      format: { type: 'keyword' },
      width: { type: 'integer' },
      height: { type: 'integer' },
      dominant_colour: { type: 'keyword', index: false },
      perceptual_hash: { type: 'keyword' },
      decoded_from: { type: 'keyword' },
      clip_image: {
        type: 'dense_vector',
        dims: identity.dims,
        index: true,
        similarity: 'cosine',
        // An index begins empty, so `auto` begins exact; tuneQuantization looks before each ingest.
        index_options: vectorIndexOptions(
          knn.quantization === 'auto' ? 'flat' : knn.quantization,
          knn
        ),
      },
      thumbnail: { type: 'binary' },
      ...predicted,
      coarse: { properties: { gps: { type: 'geo_point' }, ...predicted } },
      calibration: { type: 'keyword' },
      gps: { type: 'geo_point' },
      place_source: { type: 'keyword' },
      track_place: TRACK_PLACE_MAPPING,
      gps_error_m: { type: 'float' },
      altitude_m: { type: 'float' },
      bearing_deg: { type: 'float' },
      bearing_reference: { type: 'keyword' },
      declination_deg: { type: 'float' },
      bearing_correction_deg: { type: 'float' },
      pitch_deg: { type: 'float' },
      gravity: { properties: { pitch_deg: { type: 'float' }, roll_deg: { type: 'float' } } },
      pose: {
        properties: {
          version: { type: 'keyword' },
          source: { type: 'keyword' },
          bearing_deg: { type: 'float' },
          pitch_deg: { type: 'float' },
          roll_deg: { type: 'float' },
          sigma_deg: { type: 'float' },
        },
      },
      horizontal_fov_deg: { type: 'float' },
      vertical_fov_deg: { type: 'float' },
      focal_length_35mm: { type: 'float' },
      panorama: { type: 'boolean' },
      shot_time: {
        type: 'date',
        format: 'strict_date_optional_time',
        // A date's column is an instant in UTC; as written it has the photo's own offset, too.
        fields: { as_written: { type: 'keyword', index: false } },
      },
      time_source: { type: 'keyword' },
      time_precision: { type: 'keyword' },
      zone: { type: 'keyword' },
      zone_source: { type: 'keyword' },
      shot_day: { type: 'keyword' },
      camera: {
        properties: {
          make: { type: 'keyword' },
          model: { type: 'keyword' },
          lens: { type: 'keyword' },
          exposure_time: { type: 'float' },
          f_number: { type: 'float' },
          iso: { type: 'integer' },
        },
      },
      title: { type: 'text' },
      headline: { type: 'text' },
      caption: { type: 'text' },
      keywords: { type: 'keyword', fields: { text: { type: 'text' } } },
      creator: { type: 'text' },
      location: { type: 'text' },
      rating: { type: 'byte' },
      burst: {
        properties: {
          id: { type: 'keyword' },
          rank: { type: 'integer' },
          size: { type: 'integer' },
        },
      },
      burst_key: { type: 'keyword' },
      ingested_at: { type: 'date' },
      sample_key: { type: 'integer' },
      shot_month_day: { type: 'short' },
      shot_month: { type: 'byte' },
      shot_minute: { type: 'short' },
      light: { type: 'keyword' },
      shape: { type: 'keyword' },
      looking_deg: { type: 'float' },
      place_id: { type: 'keyword' },
      place_name: { type: 'keyword' },
      place_elev_m: { type: 'short' },
      region: { type: 'keyword' },
      country: { type: 'keyword' },
      place_names: { type: 'keyword' },
      file_name: { type: 'keyword' },
      folder: { type: 'keyword' },
      // Folded when it is written: accent folding is a module that a plain Elasticsearch node does not have.
      camera_words: { type: 'text', analyzer: 'whitespace' },
      written: { type: 'text', analyzer: 'whitespace' },
    },
  };
}

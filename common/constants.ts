/** The plugin's id: Kibana's manifest, the app's route (/app/peakSearch) and the bundle's key. */
export const PLUGIN_ID = 'peakSearch';
export const PLUGIN_NAME = 'Peak Search';

/** All our routes are internal to the app and carry this version (header `elastic-api-version`). */
export const API_VERSION = '1';
export const API_BASE = '/internal/peak_search';

/** One name a route, so that server, app, host and command line cannot disagree. */
export const API = {
  status: `${API_BASE}/status`,
  peaks: `${API_BASE}/peaks`,
  search: `${API_BASE}/search`,
  understand: `${API_BASE}/understand`,
  identify: `${API_BASE}/identify`,
  map: `${API_BASE}/map`,
  view: `${API_BASE}/view`,
  photo: `${API_BASE}/photos/{id}`,
  thumbnail: `${API_BASE}/photos/{id}/thumbnail`,
  rendition: `${API_BASE}/photos/{id}/rendition`,
  original: `${API_BASE}/photos/{id}/original`,
  originals: `${API_BASE}/originals`,
  compass: `${API_BASE}/photos/{id}/compass`,
  references: `${API_BASE}/peaks/{id}/references`,
  quality: `${API_BASE}/quality`,
  qualityKnn: `${API_BASE}/quality/knn`,
} as const;

/** Privileges that the Kibana feature grants (`privileges.*.api`) and routes ask for. */
export const PRIVILEGES = {
  read: 'read_peak_search',
  identify: 'identify_peak_search',
  manageReferences: 'manage_peak_search_references',
  correctCompass: 'update_peak_search_compass',
  readOriginals: 'read_peak_search_originals',
  readQuality: 'read_peak_search_quality',
  readExactPlaces: 'read_peak_search_exact_places',
} as const;

/** UI capabilities of the same feature (`capabilities.peakSearch.*` in the browser). */
export const CAPABILITIES = {
  show: 'show',
  identify: 'identify',
  manageReferences: 'manageReferences',
  correctCompass: 'correctCompass',
  originals: 'originals',
  quality: 'quality',
} as const;

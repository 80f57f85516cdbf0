import { identifyQuerySchema } from '../../common/api';
import { API, PRIVILEGES } from '../../common/constants';
import { identify } from '../identify/identify_service';
import { defineRoute, READ_PLACES, type RouteDependencies } from './define_route';
import { rawBody, readBounded, UploadGate } from './read_body';
import { validator } from './validation';

/** Kibana compares these exactly, so every name in use for the formats we read is listed. */
const PHOTO_TYPES = [
  'application/octet-stream',
  'image/avif',
  'image/heic',
  'image/heic-sequence',
  'image/heif',
  'image/heif-sequence',
  'image/jpeg',
  'image/jpg',
  'image/pjpeg',
  'image/png',
  'image/tiff',
  'image/webp',
];

/** A phone on a mountain: 60 MB at 0.5 MB/s. Kibana's default of 20 s would refuse it. */
const UPLOAD_TIMEOUT_MS = 120_000;

const identifyQuery = validator(identifyQuerySchema);

/** "Which peak is this?": the photo's bytes are the body; it is neither stored nor indexed. */
export function registerIdentifyRoute(deps: RouteDependencies): void {
  const { services } = deps;
  const { maxBytes, concurrency, maxQueue } = services.settings.upload;
  const gate = new UploadGate(concurrency + maxQueue);

  defineRoute(deps, {
    method: 'post',
    path: API.identify,
    summary: 'Names of the peaks in an uploaded photo, with their evidence',
    privileges: [PRIVILEGES.identify, READ_PLACES],
    validate: { query: identifyQuery, body: rawBody },
    options: {
      body: { output: 'stream', parse: false, accepts: PHOTO_TYPES, maxBytes },
      // An answer takes up to decoding's own limit plus the model's load, some 5 s; two minutes are never reached.
      timeout: { payload: UPLOAD_TIMEOUT_MS, idleSocket: UPLOAD_TIMEOUT_MS + 60_000 },
    },
    handler: ({ library, request, response }) =>
      gate.pass(async () => {
        const bytes = await readBounded(request.body, maxBytes);
        return response.ok({ body: await identify(library, bytes, request.query) });
      }),
  });
}

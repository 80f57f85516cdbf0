import { identifyQuerySchema } from '../../common/api';
import { API, PRIVILEGES } from '../../common/constants';
import { identify } from '../identify/identify_service';
import { defineRoute, READ_PLACES, type RouteDependencies } from './define_route';
import { Budget } from './budget';
import { rawBody, readBounded } from './read_body';
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

/** Connections that may be sending or waiting; a slow one costs a place and hardly any memory. */
const MAX_UPLOADS = 32;
/** Photos of the largest size whose bytes may be in memory at the same time: 240 MB of 60 MB each. */
const MAX_HELD = 4;

const identifyQuery = validator(identifyQuerySchema);

/** "Which peak is this?": the photo's bytes are the body; it is neither stored nor indexed. */
export function registerIdentifyRoute(deps: RouteDependencies): void {
  const { services } = deps;
  const { maxBytes } = services.settings.upload;
  // From the first byte to the answer. A place at the decoder is taken when the photo is there, not before.
  const uploads = new Budget({
    slots: MAX_UPLOADS,
    slotsPerUser: MAX_UPLOADS / 4,
    bytes: MAX_HELD * maxBytes,
    bytesPerUser: (MAX_HELD / 2) * maxBytes,
    waiting: 0,
  });

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
    handler: async ({ library, request, response, user }) => {
      const share = uploads.enter(user);
      try {
        const { take } = share;
        const limits = { maxBytes, deadlineMs: UPLOAD_TIMEOUT_MS, take };
        const bytes = await readBounded(request.body, limits);
        return response.ok({ body: await identify(library, bytes, request.query) });
      } finally {
        share.release();
      }
    },
  });
}

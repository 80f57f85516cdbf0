import { posix } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import type { IKibanaResponse, KibanaRequest, KibanaResponseFactory } from '@kbn/core/server';
import { compassRequestSchema } from '../../common/api';
import { API, PRIVILEGES } from '../../common/constants';
import { PeakSearchError } from '../errors';
import { DRAWN_BY_BROWSERS, type ImageFormat } from '../images/picture/image_format';
import type { Library } from '../library';
import { openOriginal } from '../photos/originals/originals';
import type { PhotoSource } from '../photos/photo_document';
import { correctCompass, photoDetail } from '../photos/photo_service';
import { Budget } from './budget';
import { defineRoute, mayUse, READ_PLACES, type RouteDependencies } from './define_route';
import { isUnchanged } from './entity_tags';
import { idParams, imageQuery, validator } from './validation';

const thumbnailQuery = validator(z.strictObject(imageQuery));
const renditionQuery = validator(
  // 4096: the widest screens in use; 2048 fills a laptop's.
  z.strictObject({ ...imageQuery, px: z.coerce.number().int().min(256).max(4096).default(2048) })
);
const originalQuery = validator(
  z.strictObject({ ...imageQuery, download: z.enum(['true', 'false']).default('false') })
);
const compassBody = validator(compassRequestSchema);

const FORMATS: ReadonlySet<string> = new Set<ImageFormat>([
  'jpeg',
  'png',
  'webp',
  'avif',
  'tiff',
  'heic',
  'raw',
]);

/** Cameras' own files have no media type in common. */
const mediaType = (format: ImageFormat): string =>
  format === 'raw' ? 'application/octet-stream' : `image/${format}`;

/** A hash in hex, as ingest writes it; it becomes a part of headers. */
const HASH = /^[0-9a-f]{1,128}$/i;

type WithId = { id: string };

type PictureRequest = KibanaRequest<WithId, { v?: string }>;

/**
 * Headers of bytes that are named by their content's hash. With `?v=<hash>` in the address they may be kept for ever;
 * without, the browser asks each time, and mostly hears 304. The tag stands without quotes: hapi puts them.
 *
 * A policy of their own would be pointless: Kibana puts its own in the place of any `content-security-policy`.
 */
function cacheHeaders(request: PictureRequest, etag: string, contentHash: string) {
  return {
    etag,
    'cache-control':
      request.query.v === contentHash
        ? 'private, max-age=31536000, immutable'
        : 'private, no-cache',
  };
}

/** 304 when the browser has these bytes, so that nobody reads or makes them; undefined when it has not. */
function unchanged(
  request: PictureRequest,
  response: KibanaResponseFactory,
  headers: ReturnType<typeof cacheHeaders>
): IKibanaResponse | undefined {
  const known = request.headers['if-none-match'];
  return isUnchanged(known, headers.etag) ? response.notModified({ headers }) : undefined;
}

const notFound = (id: string) =>
  new PeakSearchError('not_found', `There is no photo ${id} (it may have been removed).`);

/** Routes about one photo, always by its id: no path ever comes from outside. */
export function registerPhotoRoutes(deps: RouteDependencies): void {
  const { services } = deps;
  const { settings } = services;

  const { maxBytes } = settings.upload;
  // Fifty at once took 3.4 GB. Those who wait hold nothing, and whoever leaves gives up their place.
  const renditions = new Budget({
    slots: 8,
    slotsPerUser: 4,
    bytes: 4 * maxBytes,
    bytesPerUser: 2 * maxBytes,
    waiting: 256,
  });

  /** A document whose fields may stand in headers: whoever may write to the index could have put anything there. */
  async function photoWithFile(library: Library, id: string): Promise<PhotoSource> {
    const document = await library.photos.get(id);
    if (!HASH.test(document.content_hash) || !FORMATS.has(document.format)) throw notFound(id);
    return document;
  }

  async function findOriginal(document: PhotoSource) {
    const original = await openOriginal(settings, document);
    if (original === undefined) {
      throw new PeakSearchError(
        'not_found',
        `The original of this photo cannot be reached from here: album "${document.album}" has no root in peakSearch.photos.roots, or the file was moved or changed.`
      );
    }
    return { ...original, name: posix.basename(document.path) };
  }

  defineRoute(deps, {
    method: 'get',
    path: API.photo,
    summary: 'Everything about one photo',
    // Any of them opens the photo; which of them the user has decides what of it is told.
    privileges: [READ_PLACES],
    validate: { params: idParams },
    handler: async ({ library, request, response }) => {
      const camera = mayUse(request, PRIVILEGES.readOriginals);
      return response.ok({ body: await photoDetail(library, request.params.id, { camera }) });
    },
  });

  defineRoute(deps, {
    method: 'get',
    path: API.thumbnail,
    summary: 'A small WebP of one photo',
    privileges: [PRIVILEGES.read],
    inHtml: true,
    validate: { params: idParams, query: thumbnailQuery },
    handler: async ({ library, request, response }) => {
      const { id } = request.params;
      if (request.headers['if-none-match'] !== undefined) {
        const { content_hash: hash } = await library.photos.get(id);
        if (!HASH.test(hash)) throw notFound(id);
        const known = unchanged(request, response, cacheHeaders(request, hash, hash));
        if (known) return known;
      }
      const found = await library.photos.thumbnail(id);
      if (found === undefined || !HASH.test(found.contentHash)) throw notFound(id);
      const headers = cacheHeaders(request, found.contentHash, found.contentHash);
      return response.ok({
        body: found.bytes,
        headers: { ...headers, 'content-type': 'image/webp' },
      });
    },
  });

  defineRoute(deps, {
    method: 'get',
    path: API.rendition,
    summary: 'The whole photo as WebP without EXIF, for formats that browsers do not show',
    privileges: [PRIVILEGES.read],
    inHtml: true,
    validate: {
      params: idParams,
      query: renditionQuery,
    },
    handler: async ({ library, request, response, user }) => {
      const { px } = request.query;
      const document = await photoWithFile(library, request.params.id);
      const hash = document.content_hash;
      const headers = cacheHeaders(request, `${hash}-${px}`, hash);
      const known = unchanged(request, response, headers);
      if (known) return known;
      if (document.bytes > maxBytes) {
        throw new PeakSearchError(
          'too_large',
          'The original is larger than peakSearch.upload.maxBytes: too large to be drawn here.'
        );
      }
      const { signal } = library;
      const share = await renditions.wait(user, document.bytes, signal);
      try {
        const stream = (await findOriginal(document)).stream();
        const bytes = await buffer(signal ? addAbortSignal(signal, stream) : stream);
        const rendition = await services.decoder.render({ bytes, px }, { signal });
        return response.ok({
          body: Buffer.from(rendition.bytes),
          headers: { ...headers, 'content-type': rendition.contentType },
        });
      } finally {
        share.release();
      }
    },
  });

  defineRoute(deps, {
    method: 'get',
    path: API.original,
    summary: 'The original file; with download=true as an attachment',
    privileges: [PRIVILEGES.readOriginals],
    inHtml: true,
    validate: {
      params: idParams,
      query: originalQuery,
    },
    handler: async ({ library, request, response }) => {
      const document = await photoWithFile(library, request.params.id);
      const hash = document.content_hash;
      const headers = cacheHeaders(request, hash, hash);
      const known = unchanged(request, response, headers);
      if (known) return known;
      const original = await findOriginal(document);
      const body = original.stream();
      const type = mediaType(original.format);
      const inline = request.query.download === 'false' && DRAWN_BY_BROWSERS.has(original.format);
      if (!inline) {
        return response.file({
          body,
          filename: original.name,
          fileContentType: type,
          fileContentSize: original.size,
          headers,
        });
      }
      return response.ok({
        body,
        headers: {
          ...headers,
          'content-type': type,
          'content-length': String(original.size),
          'content-disposition': 'inline',
          'x-content-type-options': 'nosniff',
        },
      });
    },
  });

  defineRoute(deps, {
    method: 'post',
    path: API.compass,
    summary: "Correct the camera's compass for a photo or for its day",
    privileges: [PRIVILEGES.correctCompass],
    validate: { params: idParams, body: compassBody },
    handler: async ({ library, request, response }) =>
      response.ok({
        body: await correctCompass(library, request.params.id, request.body),
      }),
  });
}

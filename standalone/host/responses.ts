import { STATUS_CODES } from 'node:http';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import type { ResponseObject, ResponseToolkit } from '@hapi/hapi';
import { errors } from '@elastic/elasticsearch';
import type {
  CustomHttpResponseOptions,
  FileHttpResponseOptions,
  HttpResponseOptions,
  IKibanaResponse,
  KibanaResponseFactory,
  ResponseError,
} from '@kbn/core/server';

/** Kibana's words for what a handler did not catch (router-server-internal/src/response_adapter.ts). */
const INTERNAL_ERROR = 'An internal server error occurred. Check Kibana server logs for details.';

const error =
  (status: number) =>
  (options: HttpResponseOptions<ResponseError> = {}): IKibanaResponse => ({
    status,
    payload: options.body || STATUS_CODES[status],
    options,
  });

const plain =
  (status: number) =>
  (options: HttpResponseOptions = {}): IKibanaResponse => ({
    status,
    payload: options.body,
    options,
  });

const empty =
  (status: number) =>
  (options: HttpResponseOptions = {}): IKibanaResponse => ({ status, options });

function file(options: FileHttpResponseOptions): IKibanaResponse {
  const { body, bypassErrorFormat, bypassFileNameEncoding, fileContentType, filename } = options;
  const payload = typeof body === 'string' ? Buffer.from(body) : body;
  if (!body) throw new Error('options.body is expected to be set.');
  const name = bypassFileNameEncoding ? filename : encodeURIComponent(filename);
  const bytes = options.fileContentSize ?? (Buffer.isBuffer(payload) ? payload.length : undefined);
  const headers: Record<string, string | string[]> = {
    ...options.headers,
    'content-disposition': `attachment; filename=${name}`,
    'content-type':
      fileContentType ?? TYPES[extname(filename).toLowerCase()] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    ...(bytes === undefined ? {} : { 'content-length': String(bytes) }),
  };
  return { status: 200, payload, options: { headers, bypassErrorFormat } };
}

/** Of what the plugin may send as a file; Kibana looks all of them up. */
const TYPES: Record<string, string> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.txt': 'text/plain',
};

/** What a handler answers with. Mirrors src/core/packages/http/router-server-internal/src/response.ts @0ec19fff. */
export const responseFactory: KibanaResponseFactory = {
  ok: plain(200),
  noContent: empty(204),
  notModified: empty(304),
  badRequest: error(400),
  unauthorized: error(401),
  forbidden: error(403),
  notFound: error(404),
  conflict: error(409),
  customError: (options: CustomHttpResponseOptions<ResponseError>) => {
    requireStatus(options);
    if (options.statusCode < 400 || options.statusCode > 599) {
      throw new Error(
        `Unexpected Http status code. Expected from 400 to 599, but given: ${options.statusCode}`
      );
    }
    return { status: options.statusCode, payload: options.body, options };
  },
  custom: (options: CustomHttpResponseOptions) => {
    requireStatus(options);
    return plain(options.statusCode)(options);
  },
  file,
};

function requireStatus(options?: { statusCode: number }): void {
  if (options?.statusCode) return;
  const given = options?.statusCode;
  throw new Error(`options.statusCode is expected to be set. given options: ${given}`);
}

export const internalError = (): IKibanaResponse => error(500)({ body: INTERNAL_ERROR });

interface ElasticsearchBody {
  error?: { reason?: string };
}

/** A 401 of Elasticsearch goes on to the caller (router-server-internal/src/router.ts @0311e8ba). */
export function elasticsearchUnauthorized(thrown: unknown): IKibanaResponse | undefined {
  if (!(thrown instanceof errors.ResponseError) || thrown.statusCode !== 401) return undefined;
  const challenge = thrown.headers?.['www-authenticate'];
  return responseFactory.unauthorized({
    body: thrown.message,
    headers: { 'www-authenticate': challenge ?? 'Basic realm="Authorization Required"' },
  });
}

/** The body that an error goes out with: Boom's. */
function errorBody(status: number, payload: unknown): object {
  const given = payload as Exclude<ResponseError, Buffer | Readable> | undefined;
  // For what Elasticsearch answered its reason as well.
  const told =
    given instanceof errors.ResponseError
      ? `[${given.message}]: ${(given.body as ElasticsearchBody | undefined)?.error?.reason}`
      : typeof given === 'string'
        ? given
        : given?.message;
  const message = told instanceof Error ? told.message : told;
  if (!message) throw new Error('expected error message to be provided');
  const attributes =
    typeof given === 'object' && 'attributes' in given ? { attributes: given.attributes } : {};
  return { statusCode: status, error: STATUS_CODES[status] ?? 'Unknown', message, ...attributes };
}

/**
 * Writes a handler's answer to the wire. Mirrors
 * src/core/packages/http/router-server-internal/src/response_adapter.ts @2977442a: hapi makes the entity tag, quotes it, and
 * answers 304 to whoever names it.
 */
export function toHapi(response: IKibanaResponse, h: ResponseToolkit): ResponseObject {
  if (typeof response?.status !== 'number') {
    throw new Error('Unexpected result from Route Handler. Expected KibanaResponse.');
  }
  const { status, payload } = response;
  const { headers = {}, bypassErrorFormat } = response.options;
  const raw = bypassErrorFormat || Buffer.isBuffer(payload) || payload instanceof Readable;
  const body = status >= 400 && !raw ? errorBody(status, payload) : payload;
  const result = h.response(body as object | string | undefined).code(status);
  for (const [name, value] of Object.entries(headers)) {
    for (const [index, one] of [value].flat().entries()) {
      result.header(name, one, { append: index > 0 });
    }
    if (name.toLowerCase() === 'etag' && (status < 400 || raw)) result.etag(String(value));
  }
  return result;
}

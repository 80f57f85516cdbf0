import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import type { ResponseObject, ResponseToolkit } from '@hapi/hapi';
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
    payload: options.body ?? STATUS_CODES[status],
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
  const headers: Record<string, string | string[]> = {
    ...options.headers,
    'content-disposition': `attachment; filename=${encodeURIComponent(options.filename)}`,
    'content-type': options.fileContentType ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
  };
  if (options.fileContentSize !== undefined) {
    headers['content-length'] = String(options.fileContentSize);
  }
  return { status: 200, payload: options.body, options: { headers } };
}

/** What a handler answers with. Mirrors src/core/packages/http/router-server-internal/src/response.ts. */
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
    if (options.statusCode < 400 || options.statusCode > 599) {
      throw new Error(
        `Unexpected Http status code. Expected from 400 to 599, but given: ${options.statusCode}`
      );
    }
    return { status: options.statusCode, payload: options.body, options };
  },
  custom: (options: CustomHttpResponseOptions) => plain(options.statusCode)(options),
  file,
};

export const internalError = (): IKibanaResponse => error(500)({ body: INTERNAL_ERROR });

/** The body that an error goes out with: Boom's. */
function errorBody(status: number, payload: unknown): object {
  const given = payload as Exclude<ResponseError, Buffer | Readable> | undefined;
  const told = typeof given === 'string' ? given : given?.message;
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

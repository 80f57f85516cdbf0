import { STATUS_CODES } from 'node:http';
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
  (options: HttpResponseOptions<ResponseError> = {}): IKibanaResponse =>
    errorResponse(status, options.body, options.headers);

function errorResponse(
  status: number,
  body: ResponseError | undefined,
  headers?: IKibanaResponse['options']['headers']
): IKibanaResponse {
  const name = STATUS_CODES[status] ?? 'Unknown';
  const message = typeof body === 'string' ? body : (body?.message ?? name);
  const attributes =
    typeof body === 'object' && 'attributes' in body ? { attributes: body.attributes } : {};
  return {
    status,
    payload: { statusCode: status, error: name, message, ...attributes },
    options: { headers },
  };
}

const plain =
  (status: number) =>
  (options: HttpResponseOptions = {}): IKibanaResponse => ({
    status,
    payload: options.body,
    options: { headers: options.headers },
  });

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
  noContent: plain(204),
  notModified: plain(304),
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
    return errorResponse(options.statusCode, options.body, options.headers);
  },
  custom: (options: CustomHttpResponseOptions) => plain(options.statusCode)(options),
  file,
};

export const internalError = (): IKibanaResponse => errorResponse(500, INTERNAL_ERROR);

/** Writes a handler's answer to the wire. */
export function toHapi(response: IKibanaResponse, h: ResponseToolkit): ResponseObject {
  const result = h.response(response.payload as object | string | undefined).code(response.status);
  for (const [name, value] of Object.entries(response.options.headers ?? {})) {
    for (const [index, one] of [value].flat().entries()) {
      result.header(name, one, { append: index > 0 });
    }
  }
  return result;
}

import type { HttpStart, IHttpFetchError, ResponseErrorBody } from '@kbn/core/public';
import type {
  CompassRequest,
  CompassResponse,
  ErrorAttributes,
  ErrorCode,
  IdentifyQuery,
  IdentifyResponse,
  PeaksResponse,
  PhotoResponse,
  ReferencesResponse,
  StatusResponse,
  ViewQuery,
  ViewResponse,
} from '../../common/api';
import { API, API_VERSION } from '../../common/constants';
import type {
  KnnBatchRequest,
  KnnBatchResponse,
  QualityResponse,
} from '../../common/quality/quality_api';
import type {
  MapRequest,
  MapResponse,
  SearchRequestInput,
  SearchResponse,
  UnderstandRequest,
  UnderstandResponse,
} from '../../common/search_api';

/** A failed request, with what the app decides by. The message is the server's sentence. */
export class ApiError extends Error {
  constructor(
    message: string,
    public readonly status: number | undefined,
    public readonly code: ErrorCode | undefined,
    public readonly retryAfterS?: number
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** The server's answer, made into an ApiError; an aborted request stays what it is. */
function toApiError(error: unknown): Error {
  const { response, body, name, message } = error as IHttpFetchError<ResponseErrorBody>;
  if (name === 'AbortError') return error as Error;
  const attributes = body?.attributes as Partial<ErrorAttributes> | undefined;
  return new ApiError(
    body?.message ?? message,
    response?.status,
    attributes?.code,
    attributes?.retryAfterS
  );
}

const route = (template: string, id: string) => template.replace('{id}', encodeURIComponent(id));

export type ApiClient = ReturnType<typeof createApiClient>;

/** Every request the app makes, typed; failures are ApiErrors. */
export function createApiClient(http: HttpStart) {
  const call = async <T>(promise: Promise<T>): Promise<T> => {
    try {
      return await promise;
    } catch (error) {
      throw toApiError(error);
    }
  };
  const get = <T>(path: string, signal?: AbortSignal) =>
    call<T>(http.get<T>(path, { version: API_VERSION, signal }));
  const post = <T>(path: string, body: unknown, signal?: AbortSignal) =>
    call<T>(http.post<T>(path, { version: API_VERSION, body: JSON.stringify(body), signal }));
  /** `<img>` sends no headers: version and origin travel in the query. */
  const imageUrl = (template: string, id: string, query: Record<string, string> = {}) => {
    const search = new URLSearchParams({
      ...query,
      apiVersion: API_VERSION,
      elasticInternalOrigin: 'true',
    });
    return `${http.basePath.prepend(route(template, id))}?${search}`;
  };

  return {
    status: (signal?: AbortSignal) => get<StatusResponse>(API.status, signal),
    peaks: (signal?: AbortSignal) => get<PeaksResponse>(API.peaks, signal),
    search: (request: SearchRequestInput, signal?: AbortSignal) =>
      post<SearchResponse>(API.search, request, signal),
    understand: (request: UnderstandRequest, signal?: AbortSignal) =>
      post<UnderstandResponse>(API.understand, request, signal),
    map: (request: MapRequest, signal?: AbortSignal) => post<MapResponse>(API.map, request, signal),
    view: (query: ViewQuery, signal?: AbortSignal) =>
      call<ViewResponse>(
        http.get<ViewResponse>(API.view, { version: API_VERSION, query: { ...query }, signal })
      ),
    photo: (id: string, signal?: AbortSignal) => get<PhotoResponse>(route(API.photo, id), signal),
    identify: (file: Blob, query: Partial<IdentifyQuery>, signal?: AbortSignal) =>
      call<IdentifyResponse>(
        http.post<IdentifyResponse>(API.identify, {
          version: API_VERSION,
          query,
          body: file,
          // The server goes by the bytes; a blob's own type may be empty or wrong.
          headers: { 'Content-Type': 'application/octet-stream' },
          signal,
        })
      ),
    /** The original files of photos as one ZIP: Kibana's client reads an answer of that type into a Blob. */
    originals: (ids: readonly string[], signal?: AbortSignal) =>
      post<Blob>(API.originals, { ids }, signal),
    correctCompass: (id: string, request: CompassRequest) =>
      post<CompassResponse>(route(API.compass, id), request),
    addReference: (
      peakId: string,
      photoId: string,
      options: { preview: boolean; shows?: boolean }
    ) => post<ReferencesResponse>(route(API.references, peakId), { photoId, ...options }),
    removeReference: (peakId: string, photoId: string) =>
      call<ReferencesResponse>(
        http.delete<ReferencesResponse>(route(API.references, peakId), {
          version: API_VERSION,
          query: { photoId },
        })
      ),
    quality: (signal?: AbortSignal) => get<QualityResponse>(API.quality, signal),
    qualityKnn: (request: KnnBatchRequest, signal?: AbortSignal) =>
      post<KnnBatchResponse>(API.qualityKnn, request, signal),
    /** With the content's hash in it the address never means another picture, and the browser keeps it. */
    thumbnailUrl: (id: string, contentHash?: string) =>
      imageUrl(API.thumbnail, id, contentHash ? { v: contentHash } : {}),
    /** `px`: pixels of the longer side, 256 to 4096. */
    renditionUrl: (id: string, contentHash: string, px: number) =>
      imageUrl(API.rendition, id, { v: contentHash, px: String(px) }),
    originalUrl: (id: string, download: boolean) =>
      imageUrl(API.original, id, download ? { download: 'true' } : {}),
  };
}

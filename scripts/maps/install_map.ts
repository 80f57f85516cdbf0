import { readFileSync } from 'node:fs';
import { Agent, fetch, FormData } from 'undici';
import { PeakSearchError } from '../../server/errors';

/** Where to install the map, and as whom. */
export interface KibanaTarget {
  /** Address of Kibana, with its base path where it has one. */
  url: string;
  /** Id of the space; absent: the default space. */
  space?: string;
  auth?: { apiKey: string } | { username: string; password: string };
  /** PEM file of the certificate authority. */
  caFile?: string;
}

/** What to do about objects that are there already: fail, replace them, or put copies under new ids beside them. */
export type OnConflict = 'fail' | 'overwrite' | 'createNewCopies';

export interface InstalledObject {
  type: string;
  /** In Kibana: another id than in the file for a copy. */
  id: string;
  title: string;
}

/** The part of the import's answer that counts (saved-objects-import-export: SavedObjectsImportResponse). */
interface ImportAnswer {
  success: boolean;
  successResults?: Array<{
    type: string;
    id: string;
    destinationId?: string;
    meta?: { title?: string };
  }>;
  errors?: Array<{
    type: string;
    id: string;
    error: { type: string; message?: string; references?: Array<{ type: string; id: string }> };
  }>;
}

/** An import of four objects takes a second; a Kibana that starts may take longer to say so. */
const TIMEOUT_MS = 60_000;

/** The address of a space's Kibana, without a slash at its end. */
export function spaceUrl({ url, space }: Pick<KibanaTarget, 'url' | 'space'>): string {
  const base = url.replace(/\/+$/, '');
  return space === undefined || space === 'default'
    ? base
    : `${base}/s/${encodeURIComponent(space)}`;
}

/**
 * Imports saved objects by Kibana's own API (POST /api/saved_objects/_import).
 *
 * @param ndjson one object a line
 * @throws PeakSearchError: not reachable, not let in, no such space, objects that are there already
 */
export async function installMap(
  target: KibanaTarget,
  ndjson: string,
  onConflict: OnConflict,
  signal?: AbortSignal
): Promise<InstalledObject[]> {
  const query = onConflict === 'fail' ? '' : `?${onConflict}=true`;
  const body = new FormData();
  // Kibana looks at the file's name: it must end in .ndjson.
  body.append('file', new Blob([ndjson], { type: 'application/ndjson' }), 'peak-search.ndjson');
  const path = `/api/saved_objects/_import${query}`;
  const { status, text } = await post(target, path, body, signal);
  if (status !== 200) throw refusal(target, status, text);
  const answer = readAnswer(target, text);
  if (!answer.success) throw notImported(answer.errors ?? []);
  return (answer.successResults ?? []).map(({ type, id, destinationId, meta }) => ({
    type,
    id: destinationId ?? id,
    title: meta?.title ?? id,
  }));
}

async function post(
  target: KibanaTarget,
  path: string,
  body: FormData,
  signal?: AbortSignal
): Promise<{ status: number; text: string }> {
  const dispatcher = new Agent({ connect: { ca: readCertificate(target.caFile) } });
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(`${spaceUrl(target)}${path}`, {
      method: 'POST',
      // Kibana refuses whatever a web page could have sent, which is: without this header.
      headers: { 'kbn-xsrf': 'peak-search', ...authorization(target.auth) },
      body,
      dispatcher,
      // A login page is no answer.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    if (signal?.aborted) throw cause;
    // fetch itself only says "fetch failed"; why is one below.
    const { message, cause: why } = cause as Error & { cause?: { message?: string } };
    const reason = why?.message || message;
    throw new PeakSearchError(
      'elasticsearch_unreachable',
      `Kibana at ${target.url} does not answer (${reason}). Check the address, and --kibana-ca where it has a certificate of its own.`,
      { cause }
    );
  } finally {
    await dispatcher.destroy();
  }
}

function authorization(auth: KibanaTarget['auth']): Record<string, string> {
  if (auth === undefined) return {};
  return {
    authorization:
      'apiKey' in auth
        ? `ApiKey ${auth.apiKey}`
        : `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`,
  };
}

function readCertificate(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PeakSearchError(
      'bad_request',
      `--kibana-ca: the file cannot be read (${(cause as Error).message}).`,
      { cause }
    );
  }
}

/** Kibana answers errors as {statusCode, error, message}; a proxy before it, as it likes. */
function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text.slice(0, 200);
  }
}

function refusal({ url, space }: KibanaTarget, status: number, text: string): PeakSearchError {
  const said = messageOf(text).trim();
  if (status === 401 || (status >= 300 && status < 400)) {
    return new PeakSearchError(
      'forbidden',
      `Kibana at ${url} wants a login: set PEAK_SEARCH_ES_API_KEY, or PEAK_SEARCH_ES_USER and PEAK_SEARCH_ES_PASSWORD.`
    );
  }
  if (status === 403) {
    return new PeakSearchError(
      'forbidden',
      `Kibana refused (${said}). Ask for the privileges "Saved Objects Management", "Maps" and "Data View Management" in the space "${space ?? 'default'}".`
    );
  }
  if (status === 404) {
    return new PeakSearchError(
      'not_found',
      `There is no Kibana space at ${spaceUrl({ url, space })}: check --kibana-url (with its base path) and --space.`
    );
  }
  return new PeakSearchError('internal', `Kibana answered ${status}: ${said}`);
}

function readAnswer({ url }: KibanaTarget, text: string): ImportAnswer {
  try {
    const answer = JSON.parse(text) as ImportAnswer;
    if (typeof answer.success === 'boolean') return answer;
  } catch {
    // Said below.
  }
  throw new PeakSearchError(
    'elasticsearch_unreachable',
    `${url} is no Kibana: it answered something else than an import's result.`
  );
}

function notImported(errors: NonNullable<ImportAnswer['errors']>): PeakSearchError {
  const named = (some: typeof errors) => some.map(({ type, id }) => `${type} "${id}"`).join(', ');
  const conflicts = errors.filter(({ error }) => /conflict/.test(error.type));
  if (conflicts.length === errors.length && errors.length > 0) {
    return new PeakSearchError(
      'bad_request',
      `Already there: ${named(conflicts)}. --overwrite replaces them (changes that people made to the map are lost), --create-new-copies puts a second map beside it. Nothing else was left out.`
    );
  }
  const others = errors.filter((one) => !conflicts.includes(one));
  const reasons = others.map(
    ({ type, id, error }) => `${type} "${id}": ${error.message ?? error.type}`
  );
  return new PeakSearchError('internal', `Kibana did not import ${reasons.join('; ')}.`);
}

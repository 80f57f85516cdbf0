import { Client, errors } from '@elastic/elasticsearch';
import { elasticsearchError } from './elasticsearch_errors';
import { PeakSearchError } from '../errors';

/** An error as the client throws it for an answer with this status and body. */
function answered(statusCode: number, type: string, reason: string): Error {
  return new errors.ResponseError({
    statusCode,
    body: { status: statusCode, error: { type, reason, root_cause: [{ type, reason }] } },
    headers: {},
    warnings: null,
    meta: {} as never,
  });
}

test.each([
  [
    404,
    'index_not_found_exception',
    'no such index [photos]',
    'index_missing',
    /peak-search setup/,
  ],
  [
    403,
    'security_exception',
    'action [x] is unauthorized',
    'forbidden',
    /"read" and "view_index_metadata" on "photos"/,
  ],
  [401, 'security_exception', 'missing authentication', 'forbidden', /refused/],
  [
    400,
    'query_shard_exception',
    'failed to create query: The query vector has a different number of dimensions [3] than the document vectors [4].',
    'model_mismatch',
    /another length/,
  ],
  [400, 'parsing_exception', 'unknown field', 'bad_request', /unknown field/],
  [429, 'es_rejected_execution_exception', 'queue full', 'busy', /busy/],
  [
    503,
    'no_shard_available_action_exception',
    'no shard',
    'elasticsearch_unreachable',
    /not available/,
  ],
  [500, 'null_pointer_exception', 'oops at /var/lib', 'internal', /^[^/]*log has its reason/],
])('%i %s (%s) is %s', (status, type, reason, code, message) => {
  const error = elasticsearchError(answered(status, type, reason), { index: 'photos' });
  expect(error).toBeInstanceOf(PeakSearchError);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  expect((error as PeakSearchError).cause).toBeInstanceOf(errors.ResponseError);
});

test('a page of a balancer is unreachable, without the page', () => {
  const error = new errors.ResponseError({
    statusCode: 502,
    body: '<html><h1>Bad Gateway</h1></html>',
    headers: {},
    warnings: null,
    meta: {} as never,
  });
  expect(elasticsearchError(error, { index: 'photos' })).toMatchObject({
    code: 'elasticsearch_unreachable',
    message: expect.not.stringContaining('<') as string,
  });
});

test('nobody listening is unreachable', async () => {
  // Port 9 (discard) is closed on any machine that runs tests.
  const client = new Client({ node: 'http://127.0.0.1:9', maxRetries: 0 });
  const error = await client
    .search({ index: 'photos' })
    .catch((e: unknown) => elasticsearchError(e));
  expect(error).toMatchObject({ code: 'elasticsearch_unreachable', retryAfterS: 5 });
  // The address is for the log.
  expect((error as PeakSearchError).message).not.toMatch(/127|:9/);
  expect((error as PeakSearchError).detail).toMatch(/127\.0\.0\.1:9/);
  await client.close();
});

test('what is none of Elasticsearch’s, or was aborted, stays what it is', () => {
  const own = new PeakSearchError('busy', 'x');
  const other = new TypeError('x');
  const aborted = new errors.RequestAbortedError('Request aborted');
  for (const error of [own, other, aborted]) {
    expect(elasticsearchError(error)).toBe(error);
  }
});

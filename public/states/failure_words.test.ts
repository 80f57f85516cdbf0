import { ApiError } from '../services/api_client';
import type { ErrorCode } from '../../common/api';
import { failureWords } from './failure_words';

const failed = (code: ErrorCode | undefined, status: number | undefined) =>
  failureWords(new ApiError('The server said so.', status, code));

describe('failureWords', () => {
  it.each<[ErrorCode, number, RegExp, boolean]>([
    ['elasticsearch_unreachable', 503, /Elasticsearch cannot be reached/, true],
    ['index_missing', 503, /no photo library/, true],
    ['model_missing', 503, /needs a model/, true],
    ['model_mismatch', 409, /does not fit/, false],
    ['busy', 429, /busy/, true],
    ['timeout', 504, /busy/, true],
    ['forbidden', 403, /may not see/, true],
    ['bad_request', 400, /cannot be run/, false],
    ['internal', 500, /failed/, true],
  ])('says what is so for %s, with the server’s sentence', (code, status, title, canRetry) => {
    const words = failed(code, status);
    expect(words.title).toMatch(title);
    expect(words.body).toContain('The server said so.');
    expect(words.canRetry).toBe(canRetry);
  });

  it('tells who to ask where Kibana itself refuses', () => {
    expect(failed(undefined, 403).body).toMatch(/privilege “Peak Search”/);
  });

  it('does not blame the server when there was no answer at all', () => {
    expect(failed(undefined, undefined).title).toMatch(/does not answer/);
  });

  it('keeps the message of what is no answer of ours', () => {
    expect(failureWords(new TypeError('x is undefined')).body).toBe('x is undefined');
  });
});

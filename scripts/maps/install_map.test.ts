import { MAP_ID, savedObjects, toNdjson } from '../../common/maps/saved_map';
import { PeakSearchError } from '../../server/errors';
import { installMap, spaceUrl } from './install_map';
import { type ImportServer, startImportServer } from './testing/import_server';

const NDJSON = toNdjson(
  savedObjects({ indices: { photos: 'photos', peaks: 'peaks_catalog', trails: 'photo_trails' } })
);
const KEY = { apiKey: 'a2V5' };

async function failure(promise: Promise<unknown>): Promise<PeakSearchError> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof PeakSearchError) return error;
  throw new Error('It was to fail with a sentence, and did not.', { cause: error });
}

describe('installMap', () => {
  let kibana: ImportServer;

  beforeEach(async () => {
    kibana = await startImportServer({
      basePath: '/kibana',
      spaces: ['treks'],
      authorization: 'ApiKey a2V5',
    });
  });
  afterEach(() => kibana.close());

  it('imports all objects into the space that is asked for', async () => {
    const installed = await installMap(
      { url: `${kibana.url}/`, space: 'treks', auth: KEY },
      NDJSON,
      'fail'
    );
    expect(installed.map(({ type, id }) => `${type}:${id}`)).toEqual([
      'index-pattern:peak-search-photos',
      'index-pattern:peak-search-peaks',
      'index-pattern:peak-search-trails',
      `map:${MAP_ID}`,
    ]);
    expect(kibana.spaces.get('treks')!.size).toBe(4);
    expect(kibana.spaces.get('default')!.size).toBe(0);
  });

  it('replaces or copies only when it is told to', async () => {
    const target = { url: kibana.url, auth: KEY };
    await installMap(target, NDJSON, 'fail');
    const again = await failure(installMap(target, NDJSON, 'fail'));
    expect(again.code).toBe('bad_request');
    expect(again.message).toMatch(
      /^Already there: .*map "peak-search-map".*--overwrite.*--create-new/
    );
    await installMap(target, NDJSON, 'overwrite');
    expect(kibana.spaces.get('default')!.size).toBe(4);
    const copies = await installMap(target, NDJSON, 'createNewCopies');
    expect(kibana.spaces.get('default')!.size).toBe(8);
    expect(copies.map(({ id }) => id).every((id) => id.startsWith('copy-'))).toBe(true);
  });

  it('says what is missing where the login or the space is wrong', async () => {
    const stranger = await failure(installMap({ url: kibana.url }, NDJSON, 'fail'));
    expect([stranger.code, stranger.message]).toEqual([
      'forbidden',
      expect.stringContaining('PEAK_SEARCH_ES_API_KEY'),
    ]);
    const lost = await failure(
      installMap({ url: kibana.url, space: 'nowhere', auth: KEY }, NDJSON, 'fail')
    );
    expect([lost.code, lost.message]).toEqual([
      'not_found',
      expect.stringContaining(`${kibana.url}/s/nowhere`),
    ]);
  });

  it('names the object that Kibana does not take', async () => {
    const onlyTheMap = NDJSON.trim().split('\n').at(-1)!;
    const error = await failure(installMap({ url: kibana.url, auth: KEY }, onlyTheMap, 'fail'));
    expect(error.message).toBe(`Kibana did not import map "${MAP_ID}": missing_references.`);
  });

  it('says so where there is no Kibana', async () => {
    const { url } = kibana;
    await kibana.close();
    const error = await failure(installMap({ url, auth: KEY }, NDJSON, 'fail'));
    expect([error.code, error.message]).toEqual([
      'elasticsearch_unreachable',
      expect.stringMatching(/^Kibana at http.* does not answer \(.*ECONNREFUSED/),
    ]);
    kibana = await startImportServer({});
  });
});

describe('spaceUrl', () => {
  it.each([
    ['http://k:5601/', undefined, 'http://k:5601'],
    ['http://k:5601/base', 'default', 'http://k:5601/base'],
    ['http://k:5601', 'treks', 'http://k:5601/s/treks'],
  ])('of %s and %s is %s', (url, space, expected) => {
    expect(spaceUrl({ url, space })).toBe(expected);
  });
});

import { createHash } from 'node:crypto';
import type { CompassResponse, IdentifyResponse, PhotoResponse } from '../../common/api';
import type { SearchResponse } from '../../common/search_api';
import { type Check, expect, type Probe } from './probe';

/** As an `<img>` asks: a tag sends no headers. */
const IN_HTML = { apiVersion: '1', elasticInternalOrigin: 'true' };
const NO_HEADERS = { 'elastic-api-version': undefined, 'x-elastic-internal-origin': undefined };

const isWebp = (bytes: Buffer) => bytes.toString('latin1', 8, 12) === 'WEBP';

/** What a user does with one photo. */
export function photoChecks(probe: Probe): Check[] {
  const first = async () => {
    const { hits } = await probe.ok<SearchResponse>('search', {
      body: { size: 1, sort: 'newest' },
    });
    expect(hits[0] !== undefined, 'there is no photo');
    return hits[0];
  };
  const original = async () => {
    const { id, contentHash } = await first();
    return {
      id,
      contentHash,
      answer: await probe.call('original', { id, query: IN_HTML, headers: NO_HEADERS }),
    };
  };

  return [
    {
      name: 'photo: its details',
      run: async () => {
        const { id } = await first();
        const photo = await probe.ok<PhotoResponse>('photo', { id });
        expect(
          photo.id === id && photo.bytes > 0 && photo.originalReachable,
          'details are missing'
        );
      },
    },
    {
      name: 'thumbnail: a WebP that the browser may keep',
      run: async () => {
        const { id, contentHash } = await first();
        const query = { ...IN_HTML, v: contentHash };
        const { status, bytes, headers } = await probe.call('thumbnail', {
          id,
          query,
          headers: NO_HEADERS,
        });
        expect(status === 200 && isWebp(bytes), `status ${status}`);
        expect(/immutable/.test(headers.get('cache-control') ?? ''), 'it may not be kept');
        const etag = headers.get('etag') ?? '';
        const again = await probe.call('thumbnail', {
          id,
          query,
          headers: { ...NO_HEADERS, 'if-none-match': etag },
        });
        expect(again.status === 304, `asked again: ${again.status}`);
      },
    },
    {
      name: 'rendition: the whole photo as WebP',
      run: async () => {
        const { id } = await first();
        const { status, bytes } = await probe.call('rendition', {
          id,
          query: { ...IN_HTML, px: '1024' },
          headers: NO_HEADERS,
        });
        expect(status === 200 && isWebp(bytes), `status ${status}`);
      },
    },
    {
      name: 'original: byte for byte',
      run: async () => {
        const { answer, contentHash } = await original();
        expect(answer.status === 200, `status ${answer.status}`);
        expect(
          createHash('sha256').update(answer.bytes).digest('hex') === contentHash,
          'other bytes came back'
        );
      },
    },
    {
      name: 'download: as an attachment that runs nothing',
      run: async () => {
        const { id } = await first();
        const { headers, status } = await probe.call('original', {
          id,
          query: { ...IN_HTML, download: 'true' },
          headers: NO_HEADERS,
        });
        expect(status === 200, `status ${status}`);
        expect(/^attachment/.test(headers.get('content-disposition') ?? ''), 'no attachment');
        expect(headers.get('x-content-type-options') === 'nosniff', 'no nosniff');
      },
    },
    {
      name: 'identify: an uploaded photo gets peaks or "none of these", and photos like it',
      run: async () => {
        const { answer, id } = await original();
        const result = await probe.ok<IdentifyResponse>('identify', {
          body: answer.bytes,
          query: { similar: '5' },
        });
        const sum = result.candidates.reduce(
          (total, { probability }) => total + probability,
          result.none.probability
        );
        expect(result.candidates.length > 0 && sum <= 1.001, `probabilities add up to ${sum}`);
        expect(result.similar[0]?.id === id, 'the same photo is not first among those like it');
      },
    },
    {
      name: 'compass: corrected for one photo, and taken back',
      run: async () => {
        const { hits } = await probe.ok<SearchResponse>('search', {
          body: { size: 1, filters: { hasBearing: true } },
        });
        expect(hits[0] !== undefined, 'the album holds no photo with a bearing');
        const { id } = hits[0];
        const before = await probe.ok<PhotoResponse>('photo', { id });
        const correct = (correctionDeg: number) =>
          probe.ok<CompassResponse>('compass', { id, body: { correctionDeg, scope: 'photo' } });
        expect((await correct(10)).updated === 1, 'no photo was updated');
        const during = await probe.ok<PhotoResponse>('photo', { id });
        expect(during.bearingCorrectionDeg === 10, 'the correction is not told');
        await correct(before.bearingCorrectionDeg ?? 0);
        const after = await probe.ok<PhotoResponse>('photo', { id });
        expect(after.bearingDeg === before.bearingDeg, 'it was not taken back');
      },
    },
  ];
}

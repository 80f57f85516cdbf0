import type { PeaksResponse, StatusResponse } from '../../common/api';
import type {
  MapResponse,
  PhotoHit,
  Point,
  SearchRequestInput,
  SearchResponse,
} from '../../common/search_api';
import { distanceM } from '../../common/geo/geodesy';
import { type Check, expect, type Probe } from './probe';

/** A page large enough for a demo album, and the API's largest. */
const ALL = 500;

const WORLD = { top: 85, left: -180, bottom: -85, right: 180 };

/** What a user asks of the library as a whole. */
export function searchChecks(probe: Probe, photoCount: number): Check[] {
  const search = (body: SearchRequestInput) => probe.ok<SearchResponse>('search', { body });
  const everything = async () => (await search({ size: ALL })).hits;
  const placed = async () =>
    (await everything()).filter((hit): hit is PhotoHit & { gps: Point } => hit.gps !== undefined);

  /** Every photo that is inside is found, none that is outside. */
  async function exactly(body: SearchRequestInput, inside: (hit: PhotoHit) => boolean) {
    const wanted = (await everything()).filter(inside).map(({ id }) => id);
    const found = (await search({ size: ALL, ...body })).hits.map(({ id }) => id);
    const missing = wanted.filter((id) => !found.includes(id));
    const wrong = found.filter((id) => !wanted.includes(id));
    expect(wanted.length > 0, 'the album holds no photo to try this with');
    expect(wrong.length === 0, `${wrong.length} photos that do not match were let through`);
    expect(missing.length === 0, `${missing.length} photos that match were not found`);
  }

  return [
    {
      name: 'status: every part is well',
      run: async () => {
        const status = await probe.ok<StatusResponse>('status');
        for (const part of ['elasticsearch', 'model', 'photosIndex', 'peaksIndex'] as const) {
          expect(status[part].state === 'ok', `${part}: ${status[part].message}`);
        }
      },
    },
    {
      name: 'peaks: the catalog with names and summits',
      run: async () => {
        const { peaks } = await probe.ok<PeaksResponse>('peaks');
        expect(peaks.length >= 60, `only ${peaks.length} peaks`);
        expect(
          peaks.every(({ names }) => names.length > 0),
          'a peak has no name'
        );
      },
    },
    {
      name: 'search: browsing lists every photo, without vectors or thumbnails',
      run: async () => {
        const answer = await search({ size: ALL });
        expect(answer.total === photoCount, `${answer.total} of ${photoCount} photos`);
        expect(
          !/clip_image|"thumbnail"/.test(JSON.stringify(answer)),
          'hits carry vectors or thumbnails'
        );
      },
    },
    {
      name: 'search: words find photos, with a reason each',
      run: async () => {
        const { hits, knn } = await search({
          terms: [{ type: 'text', text: 'snow mountain with prayer flags' }],
        });
        expect(hits.length > 0 && knn !== undefined, 'nothing was found');
        expect(
          hits.every(({ reasons }) => reasons.length > 0),
          'a hit says no reason'
        );
      },
    },
    {
      name: 'search: a peak finds photos',
      run: async () => {
        const { hits } = await search({ terms: [{ type: 'peak', id: 'ama-dablam' }] });
        expect(hits.length > 0, 'nothing was found');
      },
    },
    {
      name: 'search: a photo finds itself first',
      run: async () => {
        for (const { id } of (await everything()).slice(0, 5)) {
          const { hits } = await search({ terms: [{ type: 'photo', id }], size: 3 });
          expect(hits[0]?.id === id, `photo ${id} finds ${hits[0]?.id ?? 'nothing'} first`);
        }
      },
    },
    {
      name: 'search: "without" changes the order',
      run: async () => {
        const plain = await search({ terms: [{ type: 'text', text: 'mountain' }] });
        const without = await search({
          terms: [
            { type: 'text', text: 'mountain' },
            { type: 'text', text: 'people', weight: -1 },
          ],
        });
        const order = ({ hits }: SearchResponse) => hits.map(({ id }) => id).join();
        expect(order(plain) !== order(without), 'the order is the same');
      },
    },
    {
      name: 'search: pages join without gap or repetition',
      run: async () => {
        const size = Math.max(1, Math.ceil(photoCount / 3));
        const ids: string[] = [];
        for (let from = 0; from < photoCount; from += size) {
          ids.push(...(await search({ from, size })).hits.map(({ id }) => id));
        }
        expect(
          new Set(ids).size === photoCount && ids.length === photoCount,
          `${ids.length} hits in pages of ${size}`
        );
      },
    },
    {
      name: 'search: newest first',
      run: async () => {
        const times = (await search({ sort: 'newest', size: ALL })).hits.flatMap(({ shotTime }) =>
          shotTime === undefined ? [] : [Date.parse(shotTime)]
        );
        expect(
          times.every((time, i) => i === 0 || time <= times[i - 1]!),
          'out of order'
        );
      },
    },
    {
      name: 'search: nearest first',
      run: async () => {
        const [first] = await placed();
        expect(first !== undefined, 'the album holds no photo with a place');
        const { hits } = await search({
          sort: 'nearest',
          nearTo: first.gps,
          filters: { hasPlace: true },
          size: ALL,
        });
        const metres = hits.map((hit) => distanceM(first.gps, hit.gps!));
        // 1 m: geo_point keeps coordinates to centimeters, and both sides round.
        expect(
          metres.every((m, i) => i === 0 || m >= metres[i - 1]! - 1),
          'out of order'
        );
      },
    },
    {
      name: 'filter: time',
      run: async () => {
        const times = (await everything())
          .flatMap(({ shotTime }) => shotTime ?? [])
          .sort((a, b) => Date.parse(a) - Date.parse(b));
        const to = times[Math.floor(times.length / 2)]!;
        await exactly(
          { filters: { time: { to } } },
          ({ shotTime }) => shotTime !== undefined && Date.parse(shotTime) < Date.parse(to)
        );
      },
    },
    {
      name: 'filter: box',
      run: async () => {
        const [first] = await placed();
        const { lat, lon } = first!.gps;
        const box = {
          type: 'box',
          top: lat + 0.05,
          bottom: lat - 0.05,
          left: lon - 0.05,
          right: lon + 0.05,
        } as const;
        await exactly(
          { filters: { area: box } },
          ({ gps }) =>
            gps !== undefined &&
            gps.lat <= box.top &&
            gps.lat >= box.bottom &&
            gps.lon >= box.left &&
            gps.lon <= box.right
        );
      },
    },
    {
      name: 'filter: circle',
      run: async () => {
        const [center] = await placed();
        const area = { type: 'circle', center: center!.gps, radiusM: 3000 } as const;
        await exactly(
          { filters: { area } },
          ({ gps }) => gps !== undefined && distanceM(area.center, gps) <= 3000
        );
      },
    },
    {
      name: 'filter: polygon, together with words',
      run: async () => {
        const [first] = await placed();
        const { lat, lon } = first!.gps;
        const points = [
          { lat: lat + 0.1, lon: lon - 0.1 },
          { lat: lat + 0.1, lon: lon + 0.1 },
          { lat: lat - 0.1, lon: lon + 0.1 },
          { lat: lat - 0.1, lon: lon - 0.1 },
        ];
        await exactly(
          {
            terms: [{ type: 'text', text: 'a glacier' }],
            filters: { area: { type: 'polygon', points } },
          },
          ({ gps }) =>
            gps !== undefined && Math.abs(gps.lat - lat) <= 0.1 && Math.abs(gps.lon - lon) <= 0.1
        );
      },
    },
    {
      name: 'facets: counted over the filter set',
      run: async () => {
        const { facets, total } = await search({
          size: 0,
          terms: [{ type: 'text', text: 'snow' }],
        });
        expect(facets !== undefined, 'no facets');
        const inAlbums = facets.albums.reduce((sum, { count }) => sum + count, 0);
        expect(
          inAlbums === total && total === photoCount,
          `albums count ${inAlbums}, total ${total}, photos ${photoCount}`
        );
        expect(
          facets.hasPlace === (await placed()).length,
          'hasPlace is not the number of photos with a place'
        );
      },
    },
    {
      name: 'map: every photo with a place is in one cell',
      run: async () => {
        const { cells } = await probe.ok<MapResponse>('map', { body: { bounds: WORLD, zoom: 8 } });
        const counted = cells.reduce((sum, { count }) => sum + count, 0);
        expect(counted === (await placed()).length, `${counted} photos in ${cells.length} cells`);
      },
    },
  ];
}

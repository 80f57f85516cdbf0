import { ARISON, RISON } from 'rison2';
import { DATA_VIEWS } from '../../common/maps/layers';
import { MAP_ID } from '../../common/maps/saved_map';
import { locatorParams } from '../../common/maps/testing/kibana_contracts';
import type { SearchFilters } from '../../common/search_api';
import { MOST_IDS } from './map_filters';
import { mapParams } from './map_params';

const LABELS = {
  photos: 'Photos',
  peaks: 'Peaks',
  trails: 'Trails',
  area: 'Area',
  hits: 'Hits',
  albums: 'Albums',
  direction: 'Direction',
  days: 'Days',
};
const NEW = { photosIndex: 'photos', installed: false };
const INSTALLED = { photosIndex: 'photos', installed: true };
const params = (filters: SearchFilters, situation = INSTALLED) =>
  mapParams({ filters }, situation, LABELS);
const queries = (filters: SearchFilters) => params(filters).filters.map(({ query }) => query);

const SEARCHES: Array<[string, SearchFilters]> = [
  ['an empty search', {}],
  ['hits', { ids: ['0a1b', '9f'] }],
  ['hits of no search', { ids: [] }],
  ['peaks', { peaks: ['ama-dablam', 'lhotse'] }],
  ['an album with signs in its name', { albums: ['2023 "Khumbu" (1), l’été & 50%!'] }],
  ['time', { time: { from: '2023-10-26T00:00:00Z', to: '2023-11-01T00:00:00Z' } }],
  ['a box', { area: { type: 'box', top: 28, left: 86, bottom: 27, right: 87 } }],
  ['a circle', { area: { type: 'circle', center: { lat: 27.9, lon: 86.8 }, radiusM: 1500.4 } }],
  [
    'everything together',
    {
      ids: ['x'],
      peaks: ['lhotse'],
      albums: ['a'],
      hasBearing: false,
      time: { from: '2023-10-26T00:00:00Z' },
      area: { type: 'polygon', points: [27, 28, 29].map((lat) => ({ lat, lon: lat * 3 })) },
    },
  ],
];

describe.each(SEARCHES)('the link of %s', (_name, filters) => {
  it.each([INSTALLED, NEW])('is what Kibana takes: %j', (situation) => {
    const made = params(filters, situation);
    expect(locatorParams.parse(made)).toEqual(made);
    expect(new Set(made.initialLayers.map(({ id }) => id)).size).toBe(made.initialLayers.length);
  });

  it('survives the address', () => {
    const { initialLayers, filters: pills, timeRange } = params(filters);
    expect(ARISON.parse(ARISON.stringify(initialLayers))).toEqual(initialLayers);
    expect(RISON.parse(RISON.stringify({ filters: pills, timeRange }))).toEqual({
      filters: pills,
      timeRange,
    });
  });
});

describe('mapParams', () => {
  it('opens the installed map, which is fitted to what it shows', () => {
    const { mapId, initialLayers, dataViewSpec } = params({});
    expect(mapId).toBe(MAP_ID);
    expect(initialLayers.map(({ sourceDescriptor }) => sourceDescriptor.indexPatternId)).toEqual([
      DATA_VIEWS.trails,
      DATA_VIEWS.photos,
      DATA_VIEWS.peaks,
    ]);
    expect(dataViewSpec).toBeUndefined();
  });

  it('brings the data view of the photos along where none is installed, and no layer of others', () => {
    const made = params({}, { ...NEW, photosIndex: 'alps' });
    expect(made.mapId).toBeUndefined();
    expect(made.dataViewSpec).toMatchObject({ id: DATA_VIEWS.photos, title: 'alps' });
    expect(made.initialLayers.map(({ id }) => id)).toEqual(['peak-search-photos']);
  });

  it('carries hits, peaks, albums and direction over as filters', () => {
    expect(queries({ ids: ['a', 'b'] })).toEqual([{ ids: { values: ['a', 'b'] } }]);
    expect(queries({ peaks: ['lhotse'], albums: ['x'], hasBearing: true })).toEqual([
      { terms: { predicted_peaks: ['lhotse'] } },
      { terms: { album: ['x'] } },
      { exists: { field: 'bearing_deg' } },
    ]);
    expect(params({ hasBearing: false }).filters[0].meta.negate).toBe(true);
  });

  it('shows nothing where a search found nothing', () => {
    expect(queries({ ids: [] })).toEqual([{ ids: { values: [] } }]);
  });

  it('keeps the address of the longest search below the length that Kibana warns of', () => {
    const ids = Array.from({ length: 1000 }, (_, i) => String(i).padStart(32, 'f'));
    const { filters, initialLayers } = params({ ids });
    expect((filters[0].query.ids as { values: string[] }).values).toHaveLength(MOST_IDS);
    const address = [RISON.stringify(filters), ARISON.stringify(initialLayers)]
      .map(encodeURIComponent)
      .join('');
    expect(address.length).toBeLessThan(24_000);
  });

  it('narrows the peaks to those asked for', () => {
    const peaks = (search: Parameters<typeof mapParams>[0]) =>
      mapParams(search, INSTALLED, LABELS).initialLayers[2].query?.query;
    expect(peaks({ filters: { peaks: ['ama-dablam'] } })).toBe('id: ("ama-dablam")');
    expect(peaks({ filters: {}, peaks: ['lhotse'] })).toBe('id: ("lhotse")');
    expect(peaks({ filters: {}, peaks: [] })).toBeUndefined();
  });

  it('always says a time, or Kibana would show the last 15 minutes', () => {
    expect(params({}).timeRange).toEqual({ from: '1990-01-01T00:00:00.000Z', to: 'now' });
    expect(params({ time: { from: '2023-10-26T00:00:00Z' } }).timeRange).toEqual({
      from: '2023-10-26T00:00:00Z',
      to: 'now',
    });
  });

  it('takes days as the photos have them, as a filter', () => {
    const days = { time: { from: '2024-05-15', to: '2024-05-16' } };
    expect(queries(days)).toEqual([
      { range: { shot_day: { gte: '2024-05-15', lte: '2024-05-16' } } },
    ]);
    expect(params(days).timeRange).toEqual({ from: '1990-01-01T00:00:00.000Z', to: 'now' });
  });

  it('closes a polygon and turns its points into longitude first', () => {
    const points = [
      { lat: 27, lon: 86 },
      { lat: 28, lon: 86 },
      { lat: 28, lon: 87 },
    ];
    const ring = [...points, points[0]].map(({ lat, lon }) => [lon, lat]);
    expect(queries({ area: { type: 'polygon', points } })).toEqual([
      {
        geo_shape: { gps: { shape: { type: 'Polygon', coordinates: [ring] }, relation: 'within' } },
      },
    ]);
  });

  it('names a circle by its middle and its radius in meters', () => {
    const center = { lat: 27.9, lon: 86.8 };
    expect(queries({ area: { type: 'circle', center, radiusM: 1500.4 } })).toEqual([
      { geo_distance: { distance: '1500m', gps: center } },
    ]);
  });
});

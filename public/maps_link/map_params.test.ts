import { DATA_VIEWS } from '../../common/maps/layers';
import { mapParams, MOST_IDS } from './map_params';

const LABELS = { photos: 'Photos', peaks: 'Peaks', trails: 'Trails', area: 'Area of the search' };
const params = (filters: Parameters<typeof mapParams>[0]) => mapParams(filters, 'photos', LABELS);
const photosLayerOf = (filters: Parameters<typeof mapParams>[0]) =>
  params(filters).initialLayers.find(({ id }) => id === 'peak-search-photos')!;

describe('mapParams', () => {
  it('shows all photos, peaks and trails for an empty search, each from a data view of its own', () => {
    const { initialLayers, filters, timeRange } = params({});
    expect(initialLayers.map((layer) => layer.sourceDescriptor.indexPatternId)).toEqual([
      DATA_VIEWS.trails,
      DATA_VIEWS.photos,
      DATA_VIEWS.peaks,
    ]);
    // The Maps app drops layers without an id, and confuses those with the same.
    expect(new Set(initialLayers.map(({ id }) => id)).size).toBe(3);
    expect(filters).toEqual([]);
    expect(timeRange).toBeUndefined();
    expect(initialLayers.every(({ query }) => query === undefined)).toBe(true);
  });

  it('carries hits, peaks and albums over as the query of the photos', () => {
    expect(photosLayerOf({ ids: ['a', 'b'] }).query).toEqual({
      query: '_id: ("a" or "b")',
      language: 'kuery',
    });
    expect(photosLayerOf({ peaks: ['lhotse'], albums: ['2023 "Khumbu"'] }).query?.query).toBe(
      'predicted_peaks: ("lhotse") and album: ("2023 \\"Khumbu\\"")'
    );
  });

  it('bounds the number of hits, so that the address stays one', () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `id-${i}`);
    expect(photosLayerOf({ ids }).query?.query.split(' or ')).toHaveLength(MOST_IDS);
  });

  it('shows only the peaks that are asked for', () => {
    const peaks = params({ peaks: ['ama-dablam'] }).initialLayers[2];
    expect(peaks.query?.query).toBe('id: ("ama-dablam")');
    expect(peaks.includeInFitToBounds).toBe(true);
  });

  it('makes an open time range one that the time picker takes', () => {
    expect(params({ time: { from: '2023-10-26T00:00:00Z' } }).timeRange).toEqual({
      from: '2023-10-26T00:00:00Z',
      to: 'now',
    });
    expect(params({ time: { to: '2023-11-01T00:00:00Z' } }).timeRange?.from).toMatch(/^1826/);
  });

  it('closes a polygon and turns its points into longitude first', () => {
    const [filter] = params({
      area: {
        type: 'polygon',
        points: [
          { lat: 27, lon: 86 },
          { lat: 28, lon: 86 },
          { lat: 28, lon: 87 },
        ],
      },
    }).filters;
    expect(filter.query).toEqual({
      geo_shape: {
        gps: {
          shape: {
            type: 'Polygon',
            coordinates: [
              [
                [86, 27],
                [86, 28],
                [87, 28],
                [86, 27],
              ],
            ],
          },
          relation: 'within',
        },
      },
    });
  });

  it('names a circle by its middle and its radius in metres', () => {
    const area = { type: 'circle', center: { lat: 27.9, lon: 86.8 }, radiusM: 1500.4 } as const;
    expect(params({ area }).filters[0].query).toEqual({
      geo_distance: { distance: '1500m', gps: { lat: 27.9, lon: 86.8 } },
    });
  });
});

import { allLayers, ENGLISH_LABELS, peaksLayer, anyOf } from '../../common/maps/layers';
import { luceneOf } from './kuery';
import { layerFeatures, layerRequestSchema, layerSearch } from './map_search';

const INDICES = { photos: 'alps', peaks: 'summits', trails: 'alps_trails' };
const [trails, photos, peaks] = allLayers(ENGLISH_LABELS);
const timeRange = { from: '2023-01-01T00:00:00.000Z', to: 'now' };
const filter = (negate: boolean, disabled = false) => ({
  meta: { alias: 'x', negate, disabled },
  query: { terms: { album: ['a'] } },
});
const searchOf = (layer: object, filters: object[] = []) =>
  layerSearch(layerRequestSchema.parse({ layer, filters, timeRange }), INDICES);
const clauses = (layer: object, filters?: object[]) => searchOf(layer, filters).query?.bool?.filter;

describe('layerSearch', () => {
  it('asks the index behind the layer for the fields that it shows', () => {
    expect(searchOf(peaks)).toMatchObject({
      index: 'summits',
      _source: ['latlon', 'names', 'elev_m', 'massif', 'region', 'id', 'label'],
      sort: [{ elev_m: { order: 'desc', unmapped_type: 'long' } }],
    });
  });

  it('narrows photos by time and filters, trails by time only, peaks by neither', () => {
    const range = { gte: timeRange.from, lt: 'now' };
    const terms = { terms: { album: ['a'] } };
    expect(clauses(photos, [filter(false), filter(true), filter(false, true)])).toEqual([
      { range: { shot_time: range } },
      terms,
      { bool: { must_not: terms } },
    ]);
    expect(clauses(trails, [filter(false)])).toEqual([{ range: { start: range } }]);
    expect(clauses(peaks, [filter(false)])).toEqual([]);
  });

  it('keeps to the query of a layer', () => {
    const layer = peaksLayer('Peaks', anyOf('id', ['a', 'b and c']));
    expect(clauses(layer)).toEqual([{ query_string: { query: 'id: ( "a" OR "b and c" )' } }]);
  });
});

describe('luceneOf', () => {
  it('takes a quote that nobody closes to the end, instead of looking for its end from each quote in it', () => {
    expect(luceneOf('a and "x and \\" or \\" y')).toBe('a AND "x and \\" or \\" y');
    expect(luceneOf('"x and \\')).toBe('"x and \\');
  });

  it('turns operators over, and leaves quoted words alone', () => {
    expect(luceneOf('a: ("x or \\"y\\"" or "z") and not b: *')).toBe(
      'a: ( "x or \\"y\\"" OR "z" ) AND NOT b: *'
    );
  });
});

describe('layerFeatures', () => {
  it('makes points and lines of places, the first hit on top, and leaves out what has none', () => {
    const line = { type: 'LineString', coordinates: [[86, 27]] };
    const hits = [
      { _index: 'i', _id: '1', _source: { gps: { lat: 27.9, lon: 86.8 }, album: 'a' } },
      { _index: 'i', _id: '2', _source: { album: 'b' } },
      { _index: 'i', _id: '3', _source: { gps: line } },
    ];
    expect(layerFeatures(hits, 'gps')).toEqual([
      { type: 'Feature', geometry: line, properties: { _id: '3' } },
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [86.8, 27.9] },
        properties: { album: 'a', _id: '1' },
      },
    ]);
  });
});

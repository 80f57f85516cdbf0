import { dataView } from '../../../common/maps/data_views';
import { allLayers, ENGLISH_LABELS } from '../../../common/maps/layers';
import { tooltipLines } from './field_value';
import { mapPath, parseMapAddress } from './map_address';

const layers = allLayers(ENGLISH_LABELS, ['ama-dablam', "l'aiguille & 50%+"]);
const filters = [
  {
    meta: { alias: 'Fotos der Suche „Schnee“ (+1)', negate: false, disabled: false },
    query: { ids: { values: ['0a', '1b'] } },
  },
];
const hashOf = (path: string) => path.slice(path.indexOf('#'));

describe('the address of a map', () => {
  it.each([
    { filters: [], initialLayers: [] },
    { mapId: 'peak-search-map', filters, initialLayers: [] },
    { timeRange: { from: '1990-01-01T00:00:00.000Z', to: 'now' }, filters, initialLayers: layers },
  ])('is read as it was written', (address) => {
    expect(parseMapAddress(hashOf(mapPath(address)))).toEqual(address);
  });

  it('has the form of Kibana’s locator', () => {
    expect(mapPath({ mapId: 'm', filters: [], initialLayers: [] })).toBe('/map#/m?_g=()&_a=()');
  });

  it('counts what cannot be read as absent', () => {
    expect(parseMapAddress('#/m?_g=(time:&_a=!!&initialLayers=(')).toEqual({
      mapId: 'm',
      filters: [],
      initialLayers: [],
    });
  });
});

describe('tooltipLines', () => {
  it('links photos and peaks into the app, below any base path', () => {
    const properties = { _id: 'ab12', predicted_peaks: ['lhotse', 'ama-dablam'] };
    const lines = tooltipLines(
      properties,
      ['predicted_peaks', '_id'],
      dataView('photos', ''),
      '/s/x'
    );
    expect(lines).toEqual([
      {
        label: 'Peaks',
        values: ['lhotse', 'ama-dablam'].map((id) => ({
          text: id,
          href: `/s/x/app/../app/peakSearch?q=peak:${id}`,
        })),
      },
      {
        label: 'Photo',
        values: [{ text: 'Open in Peak Search', href: '/s/x/app/../app/peakSearch?photo=ab12' }],
      },
    ]);
  });

  it('leaves out what a document does not have', () => {
    const [elevation, massif] = tooltipLines(
      { elev_m: 6812 },
      ['elev_m', 'massif'],
      dataView('peaks', ''),
      ''
    );
    expect(elevation).toEqual({ label: 'Elevation (m)', values: [{ text: '6,812' }] });
    expect(massif.values).toEqual([]);
  });
});

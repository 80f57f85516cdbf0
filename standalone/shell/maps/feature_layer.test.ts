/** @jest-environment jsdom */
import type * as L from 'leaflet';
import type { VectorLayer } from '../../../common/maps/layers';
import { colorOf, featureLayer, type MapFeature } from './feature_layer';

const INJECTED = '#000"/></svg><img src=x onerror="document.title=1">';

const summit: MapFeature = {
  geometry: { type: 'Point', coordinates: [86.9, 27.9] },
  properties: { name: '<b>Everest</b>' },
};

const layer = (color: string) =>
  ({
    id: 'x',
    label: '<i>Peaks</i>',
    alpha: 1,
    style: {
      properties: {
        symbolizeAs: { options: { value: 'icon' } },
        fillColor: { type: 'STATIC', options: { color } },
        lineColor: { type: 'STATIC', options: { color } },
        lineWidth: { type: 'STATIC', options: { size: 1 } },
        iconSize: { type: 'STATIC', options: { size: 6 } },
      },
    },
  }) as unknown as VectorLayer;

it.each([INJECTED, '#c61e25'])(
  'draws a summit in the color %s as one shape, and as no HTML',
  (color) => {
    const [marker] = featureLayer(layer(color), [summit], () => []).getLayers() as L.Marker[];
    const icon = marker!.options.icon!.createIcon();
    expect([...icon.querySelectorAll('*')].map(({ tagName }) => tagName.toLowerCase())).toEqual([
      'span',
      'svg',
      'path',
    ]);
    expect(icon.querySelector('path')!.getAttribute('fill')).toBe(colorOf(color));
  }
);

it.each([
  ['#abc', '#abc'],
  ['#C61E25', '#C61E25'],
  [INJECTED, '#000000'],
  ['red', '#000000'],
  ['url(//evil.example)', '#000000'],
  [{ toString: (): string => '#abc' }, '#000000'],
  [undefined, '#000000'],
])('takes %j for the color %s', (value, color) => {
  expect(colorOf(value)).toBe(color);
});

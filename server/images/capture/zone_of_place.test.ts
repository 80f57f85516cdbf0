import { zoneOfPlace } from './zone_of_place';

/** Where a ridge is the border: a raster of a few kilometers is wrong at most of these. */
it.each([
  ['Kyanjin Gompa, Langtang', 28.211, 85.568, 'Asia/Kathmandu'],
  ['Samdo, Manaslu', 28.6417, 84.6353, 'Asia/Kathmandu'],
  ['Gokyo Ri', 27.9614, 86.6828, 'Asia/Kathmandu'],
  ['Everest base camp, north', 28.1411, 86.8516, 'Asia/Shanghai'],
  ['Pangpema, Kangchenjunga', 27.7833, 88.1283, 'Asia/Kathmandu'],
  ['Goecha La, Sikkim', 27.6, 88.18, 'Asia/Kolkata'],
  ['Concordia, Baltoro', 35.7405, 76.5146, 'Asia/Karachi'],
  ['K2 base camp, south', 35.833, 76.51, 'Asia/Karachi'],
  ['Gergeti below Kazbek', 42.6624, 44.6203, 'Asia/Tbilisi'],
  ['Mestia below Ushba', 43.0456, 42.7278, 'Asia/Tbilisi'],
  ['Azau below Elbrus', 43.2666, 42.4783, 'Europe/Moscow'],
  ['Chamonix', 45.9237, 6.8694, 'Europe/Paris'],
  ['Courmayeur', 45.7969, 6.969, 'Europe/Rome'],
  ['Puente del Inca', -32.8259, -69.9106, 'America/Argentina/Mendoza'],
  ['Portillo', -32.8353, -70.1281, 'America/Santiago'],
])('%s', (_name, lat, lon, zone) => {
  expect(zoneOfPlace({ lat, lon })).toBe(zone);
});

it('is official time where two are in use, an ocean’s at sea, and none where there is no place', () => {
  expect(zoneOfPlace({ lat: 38.278, lon: 75.116 })).toBe('Asia/Shanghai');
  expect(zoneOfPlace({ lat: -40, lon: -140 })).toBe('Etc/GMT+9');
  expect(zoneOfPlace({ lat: 95, lon: 0 })).toBeUndefined();
  expect(zoneOfPlace({ lat: NaN, lon: 0 })).toBeUndefined();
});

import { destination } from '../../common/geo/geodesy';
import { hidingPeak } from './hiding_peak';

const eye = { lat: 27.98, lon: 86.83 };
const peak = (id: string, bearing: number, distance: number) => ({
  id,
  names: [id],
  latlon: destination(eye, bearing, distance),
});
const obstacle = { marginDeg: 3, distanceM: 6000 };

it('names the mountain that the ground before a summit belongs to', () => {
  const catalog = [peak('hidden', 90, 9000), peak('wall', 95, 6500), peak('beside', 120, 6000)];
  expect(hidingPeak(eye, 90, obstacle, catalog, 'hidden')).toBe('wall');
});

it('names none where no summit is near, nor the hidden one by its own slope', () => {
  const catalog = [
    peak('hidden', 90, 7500),
    peak('before', 90, 3000),
    { id: 'lost', names: ['lost'] },
  ];
  expect(hidingPeak(eye, 90, obstacle, catalog, 'hidden')).toBeUndefined();
});

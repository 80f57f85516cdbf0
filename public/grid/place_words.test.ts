import { placeLabel } from './place_words';

it('says where a photo was taken, as far as it is known', () => {
  const dingboche = { name: 'Dingboche', elevationM: 4410, region: 'Khumbu', country: 'NP' };
  expect(placeLabel(dingboche)).toBe('Dingboche, 4,410 m · Khumbu · Nepal');
  expect(placeLabel({ name: 'Paris', country: 'FR' })).toBe('Paris · France');
  expect(placeLabel({ name: 'Khumbu', region: 'Khumbu', country: 'NP' })).toBe('Khumbu · Nepal');
  expect(placeLabel({ country: 'not a code' })).toBe('not a code');
});

import { searchFields } from './search_fields';

const photo = { path: '2023-10-31/IMG_1002.JPG', width: 4032, height: 3024 };

it('reads day and hour on the photo’s own clock', () => {
  expect(searchFields({ ...photo, shotTime: '2023-10-31T23:50:12.5+05:45' })).toMatchObject({
    shot_month_day: 1031,
    shot_month: 10,
    shot_minute: 23 * 60 + 50,
  });
  expect(searchFields(photo)).not.toHaveProperty('shot_minute');
});

it('names the place from the cell alone: two photos of one cell are told alike', () => {
  const at = (lat: number) =>
    searchFields({ ...photo, gps: { lat, lon: 86.8312 }, shotTime: '2023-10-31T12:00+05:45' });
  expect(at(27.8912)).toMatchObject({
    place_id: 'dingboche',
    place_name: 'Dingboche',
    place_elev_m: 4410,
    region: 'Khumbu',
    country: 'NP',
    light: ['day'],
  });
  expect(at(27.8912)).toEqual(at(27.8871));
  expect(at(27.8912).place_names).toEqual(expect.arrayContaining(['dingboche', 'nepal', 'दिङबोचे']));
});

it('knows names of files and folders, and shapes', () => {
  const fields = searchFields({ ...photo, make: 'Apple', model: 'iPhone 15 Pro' });
  expect(fields).toMatchObject({
    file_name: ['img_1002.jpg', 'img_1002'],
    folder: ['2023-10-31'],
    camera_words: 'apple iphone 15 pro',
    shape: 'landscape',
  });
  const shape = (width: number, height: number) => searchFields({ ...photo, width, height }).shape;
  expect([shape(3, 4), shape(100, 101), shape(4000, 1500)]).toEqual([
    'portrait',
    'square',
    'panorama',
  ]);
});

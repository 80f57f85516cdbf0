import { FIRST_LOOK, formatView, parseView } from './view_address';

it('comes back from a link as it went in', () => {
  const view = {
    at: { lat: 27.98123, lon: -86.83 },
    altitudeM: 5644,
    look: { bearingDeg: 123.4, tiltDeg: -3.5, fovDeg: 60 },
    photo: '0123abc',
    day: '2024-05-12',
  };
  expect(parseView(formatView(view))).toEqual(view);
  expect(formatView(view)).toBe(
    '?at=27.98123,-86.83&alt=5644&look=123.4&tilt=-3.5&fov=60&photo=0123abc&day=2024-05-12'
  );
});

it('takes a place alone, and leaves out what it does not understand', () => {
  const place = { at: { lat: 0, lon: 0 }, look: FIRST_LOOK };
  expect(parseView('?at=0,0')).toEqual(place);
  expect(parseView('?at=0,0&alt=high&look=&fov=Infinity&day=2024-13-40')).toEqual(place);
});

it.each(['', '?at=', '?at=27.9', '?at=x,86', '?at=91,0', '?at=0,181'])(
  'finds no place in "%s"',
  (search) => {
    expect(parseView(search)).toBeUndefined();
  }
);

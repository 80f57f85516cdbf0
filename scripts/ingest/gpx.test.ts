import { gpxTrails } from './gpx';

const point = (lat: number, lon: number, time?: string, ele = 3000) =>
  `<trkpt lat="${lat}" lon="${lon}"><ele>${ele}</ele>${time ? `<time>${time}</time>` : ''}</trkpt>`;
const track = (...segments: string[]) =>
  `<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk>${segments
    .map((points) => `<trkseg>${points}</trkseg>`)
    .join('')}</trk></gpx>`;

it('sorts a track into days of the zone that it lies in', () => {
  // 18:15 UTC is midnight in Nepal.
  const xml = track(
    point(27.8, 86.7, '2023-10-27T18:00:00Z') + point(27.801, 86.7, '2023-10-27T18:10:00Z'),
    point(27.802, 86.7, '2023-10-27T18:20:00Z') + point(27.803, 86.7, '2023-10-27T18:30:00Z', 3050)
  );
  expect(gpxTrails(xml, 'khumbu')).toMatchObject([
    { album: 'khumbu', day: '2023-10-27', source: 'gpx', part: 1, points: 2, ascent_m: 0 },
    {
      day: '2023-10-28',
      points: 2,
      ascent_m: 50,
      start: '2023-10-27T18:20:00.000Z',
      end: '2023-10-27T18:30:00.000Z',
    },
  ]);
});

it.each([
  ['', 'no whole GPX file'],
  ['not xml', 'no whole GPX file'],
  ['<gpx><trk><trkseg><trkpt lat="1"', 'no whole GPX file'],
  [track(point(27.8, 86.7) + point(27.9, 86.7)), 'no track with times'],
  ['<gpx></gpx>', 'no track with times'],
  [
    track(point(127.8, 86.7, '2023-10-27T18:00:00Z') + point(27.9, 986.7, 'yesterday')),
    'no track with times',
  ],
])('says in a sentence what is wrong with %j', (xml, sentence) => {
  expect(() => gpxTrails(xml, 'khumbu')).toThrow(sentence);
});

it('does not read files that the XML names', () => {
  const xml = `<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx><trk><name>&x;</name></trk></gpx>`;
  expect(() => gpxTrails(xml, 'khumbu')).toThrow(/no whole GPX file|no track with times/);
});

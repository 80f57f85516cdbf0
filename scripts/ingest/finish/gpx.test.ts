import fc from 'fast-check';
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

it('answers any text with lines or with a sentence', () => {
  const number = fc.oneof(
    fc.double().map(String),
    fc.constantFrom('', '1e999', 'NaN', '91', '-181', '０', '"', '&amp;')
  );
  const time = fc.oneof(
    fc.constantFrom('', '2023-10-27T06:00:00Z', '9999999-01-01', '0000-00-00', '+275760-09-13'),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  );
  const odd = fc
    .tuple(number, number, number, time)
    .map(
      ([lat, lon, ele, at]) =>
        `<trkpt lat="${lat}" lon="${lon}"><ele>${ele}</ele><time>${at}</time></trkpt>`
    );
  const whole = fc.array(odd, { maxLength: 8 }).map((points) => track(points.join('')));
  const torn = fc.tuple(whole, fc.nat()).map(([xml, cut]) => xml.slice(0, cut % (xml.length + 1)));
  fc.assert(
    fc.property(fc.oneof(whole, torn, fc.string()), (xml) => {
      try {
        for (const { line, coarse_line: coarse, day } of gpxTrails(xml, 'a')) {
          expect(day).toMatch(/^[+-]?\d+-\d\d-\d\d$/);
          for (const [lon, lat] of (line ?? coarse)!.coordinates) {
            expect(Math.abs(lat!) <= 90 && Math.abs(lon!) <= 180).toBe(true);
          }
        }
      } catch (error) {
        expect(error).toMatchObject({ code: 'damaged' });
        expect((error as Error).message).toMatch(/^It [^\n]+\.$/);
      }
    }),
    { numRuns: 300 }
  );
});

it('does not unfold entities within entities', () => {
  const levels = Array.from(
    { length: 20 },
    (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`
  ).join('');
  const bomb = `<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY e0 "lol">${levels}]><gpx><trk>&e20;</trk></gpx>`;
  // Unfolded it would be 10²⁰ times three letters, and never end.
  expect(() => gpxTrails(bomb, 'a')).toThrow(/^It /);
});

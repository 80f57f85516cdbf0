import { describeWith } from '../../../common/testing/shared_inputs';
import { caseFile } from '../../../server/images/testing/cases';
import { gpxTrails } from './gpx';

/** The exact lines. */
const linesOf = (bytes: Buffer) =>
  gpxTrails(bytes, 'cases').filter(({ line }) => line !== undefined);
const trailsOf = (name: string) => linesOf(caseFile('reports', name));

/** The tracks of ../shared/cases; scripts/ingest/cases.test.ts lists all cases. */
describeWith('cases', 'tracks that people reported', () => {
  it('F2-gpx: an evening in Langtang is one day', () => {
    expect(trailsOf('gpx-langtang-evening.gpx').map(({ day }) => day)).toEqual(['2024-05-12']);
  });

  it('F19: a byte order mark', () => {
    expect(trailsOf('gpx-bom.gpx').length).toBeGreaterThan(0);
  });

  it('F20: times without a zone are UTC on every machine', () => {
    expect(trailsOf('gpx-no-z.gpx')[0].start).toMatch('2024-05-10T01:15');
  });

  it('F21: no line goes round the Earth', () => {
    const trails = trailsOf('gpx-antimeridian.gpx');
    expect(trails.length).toBeGreaterThan(1);
    for (const { line } of trails) {
      line!.coordinates.slice(1).forEach(([lon], i) => {
        expect(Math.abs(lon - line!.coordinates[i][0])).toBeLessThan(180);
      });
    }
  });

  it('H4: wild years end in a sentence or in lines', () => {
    const read = () => trailsOf('gpx-wild-years.gpx');
    try {
      read();
    } catch (error) {
      expect((error as Error).message).toMatch(/^It (holds|is) no/);
    }
  });

  it('H5, H6, H10, H11: points without time, offsets, entities, GPX 1.0', () => {
    expect(trailsOf('gpx-ends-without-time.gpx').length).toBeGreaterThan(0);
    expect(trailsOf('gpx-offset-0545.gpx')[0].start).toMatch('2024-05-12T16:00');
    expect(trailsOf('gpx-ampersand.gpx').length).toBeGreaterThan(0);
    expect(trailsOf('gpx-10.gpx')[0].ascent_m).toBe(110);
  });
});

describe('tracks as programs write them', () => {
  const gpx = (prefix: string, encoding: string) => {
    const p = prefix === '' ? '' : `${prefix}:`;
    const ns = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
    const point = (lat: number, minute: number) =>
      `<${p}trkpt lat="${lat}" lon="86.7"><${p}ele>0</${p}ele><${p}time>2024-05-10T01:${minute}:00</${p}time></${p}trkpt>`;
    return `<?xml version="1.0" encoding="${encoding}"?><${p}gpx version="1.1" ${ns}="http://www.topografix.com/GPX/1/1"><${p}trk><${p}name>Glacier gelé</${p}name><${p}trkseg>${point(27.8, 15)}${point(27.801, 17)}${point(27.802, 19)}</${p}trkseg></${p}trk></${p}gpx>`;
  };
  const swapped = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

  it.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${gpx('', 'UTF-8')}`)],
    ['UTF-16, little endian', Buffer.from(`\ufeff${gpx('', 'UTF-16')}`, 'utf16le')],
    ['UTF-16, little endian, without a mark', Buffer.from(gpx('', 'UTF-16'), 'utf16le')],
    ['UTF-16, big endian', swapped(gpx('', 'UTF-16'))],
    ['Latin-1', Buffer.from(gpx('', 'ISO-8859-1'), 'latin1')],
    ['a prefix', Buffer.from(gpx('gpx', 'UTF-8'))],
    ['another prefix', Buffer.from(gpx('ns0', 'UTF-8'))],
    ['an encoding that nobody knows', Buffer.from(gpx('', 'x-unknown'))],
  ])('%s', (_name, bytes) => {
    const [trail, ...more] = linesOf(bytes);
    expect(more).toEqual([]);
    expect(trail).toMatchObject({ start: '2024-05-10T01:15:00.000Z', points: 3 });
    // An elevation of 0 is none.
    expect(trail.ascent_m).toBeUndefined();
  });
});

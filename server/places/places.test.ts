import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { distanceM } from '../../common/geo/geodesy';
import { foldName } from '../../common/names';
import { nearestCity } from './cities';
import { lightAt } from './light';
import { areaOf, placeById, placeNames } from './place_finder';
import { knownPlaces, parsePlaces } from './places_file';

interface YamlPeak {
  id: string;
  names: string[];
  lat?: number;
  lon?: number;
  region?: string;
}
const peaks = parse(readFileSync(join(__dirname, '../../peaks.yaml'), 'utf8')) as YamlPeak[];
const places = knownPlaces();

describe('places.yaml', () => {
  it('has at least 300 places, each with an id and names of its own', () => {
    expect(places.length).toBeGreaterThan(300);
    expect(new Set(places.map(({ id }) => id)).size).toBe(places.length);
    const named = new Map<string, string>();
    const twice: string[] = [];
    for (const { id, names } of places) {
      for (const name of new Set(names.map(foldName))) {
        if (named.has(name)) twice.push(`${name}: ${named.get(name)} and ${id}`);
        named.set(name, id);
      }
    }
    expect(twice).toEqual([]);
  });

  it('has no place far from all peaks', () => {
    const summits = peaks.flatMap(({ lat, lon }) =>
      lat === undefined ? [] : [{ lat, lon: lon! }]
    );
    const far = places.flatMap((place) => {
      if (['city', 'town', 'region'].includes(place.kind)) return [];
      const nearest = Math.min(...summits.map((summit) => distanceM(place, summit)));
      return nearest > 200_000 ? [`${place.id}: ${Math.round(nearest / 1000)} km`] : [];
    });
    expect(far).toEqual([]);
  });

  it('shares an id with a peak only where both are one spot', () => {
    const apart = places.filter(({ id, lat, lon }) => {
      const peak = peaks.find((one) => one.id === id);
      return (
        peak?.lat !== undefined && distanceM({ lat, lon }, { lat: peak.lat, lon: peak.lon! }) > 500
      );
    });
    expect(apart.map(({ id }) => id)).toEqual([]);
  });

  it('has outlines that hold the middle or end near it', () => {
    for (const { id, outline, lat, lon } of places) {
      const off = outline?.map(([a, o]) => distanceM({ lat, lon }, { lat: a, lon: o })) ?? [0];
      expect([id, Math.min(...off) < 6000 && Math.max(...off) < 40_000]).toEqual([id, true]);
    }
  });

  it('names the entry that is wrong', () => {
    const wrong =
      '- {id: x, names: [X], kind: hill, lat: 1, lon: 2, radius_m: 500, region: R, country: NP}';
    expect(() => parsePlaces(wrong)).toThrow(/places\.yaml: the place x: kind/);
  });
});

describe('names of a point', () => {
  it.each([
    [{ lat: 27.89, lon: 86.83 }, 'Dingboche', 'Khumbu', 'NP'],
    [{ lat: 27.81, lon: 86.71 }, 'Namche Bazaar', 'Khumbu', 'NP'],
    [{ lat: 27.98, lon: 86.83 }, 'Gorak Shep', 'Khumbu', 'NP'],
    [{ lat: 46.02, lon: 7.75 }, 'Zermatt', 'Valais Alps', 'CH'],
  ])('%o is %s', (point, name, region, country) => {
    expect(placeNames(point)).toMatchObject({ name, region, country });
  });

  it('knows the region where no place is near, cities elsewhere, and nothing at sea', () => {
    expect(placeNames({ lat: 27.78, lon: 86.9 })).toMatchObject({ name: 'Khumbu' });
    expect(placeNames({ lat: 48.85, lon: 2.35 })).toMatchObject({ country: 'FR' });
    expect(placeNames({ lat: -40, lon: -120 })).toBeUndefined();
    expect(nearestCity({ lat: 52.52, lon: 13.4 })?.country).toBe('DE');
  });

  it('carries the words that it is found by, in local scripts and the country’s names', () => {
    const { words } = placeNames({ lat: 27.81, lon: 86.71 })!;
    expect(words).toEqual(expect.arrayContaining(['नाम्चे', 'Khumbu', 'Népal', 'नेपाल']));
  });

  it('gives a glacier its outline and a village its circle', () => {
    expect(areaOf(placeById('khumbu-glacier')!).type).toBe('polygon');
    expect(areaOf(placeById('lukla')!)).toMatchObject({ type: 'circle', radiusM: 900 });
  });
});

describe('light', () => {
  // London at midsummer: the sun rises at 04:43 and sets at 21:21 (UTC+1).
  const london = { lat: 51.5, lon: -0.12 };
  it.each([
    ['2024-06-20T01:00+01:00', ['night']],
    ['2024-06-20T03:55+01:00', ['dawn', 'blue_hour']],
    ['2024-06-20T04:50+01:00', ['golden_hour', 'sunrise', 'day']],
    ['2024-06-20T13:00+01:00', ['day']],
    ['2024-06-20T21:10+01:00', ['golden_hour', 'sunset', 'day']],
    ['2024-06-20T21:35+01:00', ['dusk', 'golden_hour', 'sunset']],
    ['2024-06-20T22:05+01:00', ['dusk', 'blue_hour']],
  ])('%s: %o', (time, lights) => {
    expect(lightAt(new Date(time), london)).toEqual(lights);
  });
});

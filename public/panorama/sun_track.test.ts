import { sunshine, sunTrack } from './sun_track';

const namche = { lat: 27.8, lon: 86.71 };

it('goes from east over south to west, in the hours of the place', () => {
  const track = sunTrack('2024-03-20', namche);
  const [rise, noon, set] = [track[0]!, track[Math.floor(track.length / 2)]!, track.at(-1)!];
  expect(rise.bearingDeg).toBeCloseTo(90, -1);
  expect(noon.bearingDeg).toBeCloseTo(180, -1);
  expect(noon.elevationDeg).toBeCloseTo(90 - namche.lat, 0);
  expect(set.bearingDeg).toBeCloseTo(270, -1);
  // At the equinox about 6:05 to 18:10 in Nepal (+05:45).
  expect(rise.instant.toISOString()).toMatch(/^2024-03-20T00:[12]/);
  expect(set.instant.toISOString()).toMatch(/^2024-03-20T12:[12]/);
});

it('is empty in the polar night, and whole at midsummer', () => {
  const north = { lat: 78, lon: 15 };
  expect(sunTrack('2024-12-20', north)).toEqual([]);
  expect(sunTrack('2024-06-20', north)).toHaveLength(289);
});

it('shines later where mountains stand in the east, and not at all behind a wall', () => {
  const track = sunTrack('2024-03-20', namche);
  const flat = sunshine(track, () => undefined)!;
  const walled = sunshine(track, (bearing) => (bearing < 180 ? 20 : 0))!;
  expect(walled.from.getTime() - flat.from.getTime()).toBeGreaterThan(60 * 60_000);
  expect(Math.abs(walled.to.getTime() - flat.to.getTime())).toBeLessThan(15 * 60_000);
  expect(sunshine(track, () => 80)).toBeUndefined();
});

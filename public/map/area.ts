import { destination } from '../../common/geo/geodesy';
import type { Area, Point } from '../../common/search_api';

/** A box of degrees; `left` may be larger than `right` across the antimeridian. */
export interface Bounds {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** A longitude brought into [-180, 180], where 180 stays 180. */
export function wrapLongitude(lon: number): number {
  return lon >= -180 && lon <= 180 ? lon : ((((lon + 180) % 360) + 360) % 360) - 180;
}

/** The same longitude, counted so that it is nearest to another: maps draw on past the antimeridian. */
export function longitudeNear(lon: number, centre: number): number {
  return lon + 360 * Math.round((centre - lon) / 360);
}

/** What a map shows, as the API takes it: latitudes that exist, longitudes wrapped, the whole world at most. */
export function apiBounds({ top, left, bottom, right }: Bounds): Bounds {
  const latitude = (lat: number) => Math.min(90, Math.max(-90, lat));
  const whole = right - left >= 360;
  return {
    top: latitude(top),
    bottom: latitude(bottom),
    left: whole ? -180 : wrapLongitude(left),
    right: whole ? 180 : wrapLongitude(right),
  };
}

/** The box around an area, with `right` counted on past 180 where the area crosses the antimeridian. */
export function boundsOf(area: Area): Bounds {
  switch (area.type) {
    case 'box': {
      const { top, left, bottom, right } = area;
      return { top, left, bottom, right: right < left ? right + 360 : right };
    }
    case 'circle': {
      const { center, radiusM } = area;
      const to = (bearing: number) => destination(center, bearing, radiusM);
      return {
        top: to(0).lat,
        bottom: to(180).lat,
        left: longitudeNear(to(270).lon, center.lon),
        right: longitudeNear(to(90).lon, center.lon),
      };
    }
    case 'polygon': {
      const lons = area.points.map(({ lon }) => longitudeNear(lon, area.points[0].lon));
      const lats = area.points.map(({ lat }) => lat);
      return {
        top: Math.max(...lats),
        bottom: Math.min(...lats),
        left: Math.min(...lons),
        right: Math.max(...lons),
      };
    }
  }
}

/** A circle from what people type into a form; undefined while it is not one. */
export function circleFrom(lat: string, lon: string, radiusKm: string): Area | undefined {
  const [latitude, longitude, radius] = [lat, lon, radiusKm].map((text) =>
    text.trim() === '' ? NaN : Number(text.trim().replace(',', '.'))
  );
  const right =
    Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && radius > 0 && radius < 20_037;
  const center: Point = { lat: latitude, lon: longitude };
  return right ? { type: 'circle', center, radiusM: Math.round(radius * 1000) } : undefined;
}

/** Steps of a net of degrees that people can count in. */
const STEPS = [90, 45, 30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

/** The widest step that puts at least three lines into a span of degrees. */
export function graticuleStep(spanDeg: number): number {
  return STEPS.find((step) => spanDeg / step >= 3) ?? STEPS[STEPS.length - 1];
}

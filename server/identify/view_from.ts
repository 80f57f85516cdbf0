import type { Peak, ViewPeak, ViewQuery, ViewResponse } from '../../common/api';
import { distanceM } from '../../common/geo/geodesy';
import type { Point } from '../../common/search_api';
import { PeakSearchError } from '../errors';
import { zoneOfPlace } from '../images/capture/zone_of_place';
import type { Library } from '../library';
import { EYE_HEIGHT_M } from '../terrain/horizon';
import type { Obstacle } from '../terrain/line_of_sight';
import { hidingPeak } from './hiding_peak';
import { peaksInSight } from './peak_geometry';
import type { PeakInSight } from './peak_geometry';

/**
 * A summit is free if what stands highest before it stays this far below, and hidden if it reaches this far above; degrees.
 * Tiles and places err by 20 m, which is 0.2° at 6 km.
 */
const UNSURE_DEG = 0.2;

/**
 * What is to be seen all around a place. It says nothing of photos: places of theirs are known to the caller already.
 *
 * @throws PeakSearchError `not_found` where no terrain is set or no tile covers the place, `busy`
 */
export async function viewFrom(
  { services, peaks, signal }: Library,
  { lat, lon, altitudeM: askedM }: ViewQuery
): Promise<ViewResponse> {
  const { terrain } = services;
  if (!terrain) {
    throw new PeakSearchError(
      'not_found',
      'The view needs elevation tiles, and none are set up. Ask whoever runs Peak Search to set peakSearch.terrain.dir in kibana.yml.'
    );
  }
  const catalog = await peaks.list();
  const altitudeM = askedM ?? summitEyeM({ lat, lon }, catalog);
  const place = { gps: { lat, lon }, altitudeM };
  // Only the direction and the distance of the targets count here; the eye's height is the terrain's to say.
  const targets = inSight(place, catalog);
  const panorama = await terrain.panorama({ lat, lon, altitudeM }, targets, signal);
  if (!panorama) {
    throw new PeakSearchError(
      'not_found',
      `No elevation tile covers ${lat.toFixed(4)}, ${lon.toFixed(4)}. "peak-search status" says what the tiles cover; docs/terrain.md tells which to add.`
    );
  }
  const { eye, stepDeg, known, bands, obstacles } = panorama;
  const seen = inSight({ ...place, altitudeM: eye.altitudeM }, catalog);
  const byId = new Map(catalog.map((peak) => [peak.id, peak]));
  return {
    lat,
    lon,
    altitudeM: Math.round(eye.altitudeM),
    zone: zoneOfPlace({ lat, lon }),
    stepDeg,
    known,
    bands: bands.map(({ endM, elevationDeg }) => ({
      endM,
      elevations: Array.from(elevationDeg, (degrees) =>
        Number.isNaN(degrees) ? null : Math.round(degrees * 100)
      ),
    })),
    peaks: seen
      .map((peak) =>
        viewPeak(peak, byId.get(peak.id)!, obstacles.get(peak.id), { lat, lon }, catalog)
      )
      .sort((a, b) => b.elevationAngleDeg - a.elevationAngleDeg),
  };
}

/** Nearer than this one stands on a summit: two samples of a tile of 3 arc seconds. */
const ON_SUMMIT_M = 150;

/** The eye of somebody on a summit. Tiles lower summits by up to 200 m; the catalog knows them better. */
function summitEyeM(place: Point, catalog: readonly Peak[]): number | undefined {
  const summit = catalog.find(
    ({ latlon, elevationM }) =>
      latlon && elevationM !== undefined && distanceM(place, latlon) < ON_SUMMIT_M
  );
  return summit?.elevationM === undefined ? undefined : summit.elevationM + EYE_HEIGHT_M;
}

const inSight = (metadata: Parameters<typeof peaksInSight>[0], catalog: readonly Peak[]) =>
  peaksInSight(metadata, { width: 1, height: 1 }, catalog) ?? [];

function viewPeak(
  { id, elevationM, distanceM: awayM, bearingDeg, elevationAngleDeg }: PeakInSight,
  { names, latlon }: Peak,
  obstacle: Obstacle | undefined,
  eye: { lat: number; lon: number },
  catalog: readonly Peak[]
): ViewPeak {
  const sight = sightOf(obstacle);
  return {
    id,
    names,
    elevationM,
    latlon: latlon!,
    distanceM: Math.round(awayM),
    bearingDeg,
    elevationAngleDeg,
    sight,
    ...(obstacle &&
      sight === 'hidden' && {
        behind: {
          distanceM: Math.round(obstacle.distanceM),
          peakId: hidingPeak(eye, bearingDeg, obstacle, catalog, id),
        },
      }),
  };
}

function sightOf(obstacle: Obstacle | undefined): ViewPeak['sight'] {
  if (!obstacle) return 'unknown';
  if (obstacle.marginDeg > UNSURE_DEG) return 'hidden';
  return obstacle.marginDeg < -UNSURE_DEG ? 'free' : 'partly';
}

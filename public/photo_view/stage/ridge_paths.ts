import type { ViewResponse } from '../../../common/api';
import { projectDirection } from '../../../common/geo/camera';
import type { CameraPose } from '../../../common/geo/camera';
import { normaliseBearing } from '../../../common/geo/geodesy';

/** Less than this above the nearer ground is its own roughness, hundredths of a degree. */
const RIDGE = 6;
/** Bands that end nearer: trees, walls and tiles' own errors make their lines miss what a photo shows. */
const FROM_M = 800;

/** The crest of one band of distance over a photo. */
export interface RidgePath {
  endM: number;
  /** SVG path, in pixels of the upright photo. */
  d: string;
}

/**
 * Where the terrain's ridges run over a photo whose camera was held like this: of each band of distance what rises above all nearer
 * ground, the last one being the skyline.
 *
 * @param frame upright size in pixels and horizontal field of view in degrees
 */
export function ridgePaths(
  { bands, stepDeg }: Pick<ViewResponse, 'bands' | 'stepDeg'>,
  pose: CameraPose,
  frame: { width: number; height: number; horizontalFovDeg: number }
): RidgePath[] {
  const rays = Math.round(360 / stepDeg);
  // A camera that is tilted or rolled sees a little more at its corners.
  const reach = Math.ceil((frame.horizontalFovDeg / 2 + CORNERS_DEG) / stepDeg);
  const middle = Math.round(pose.bearingDeg / stepDeg);
  return bands.flatMap(({ endM, elevations }, band) => {
    if (endM < FROM_M) return [];
    const nearer = bands[band - 1]?.elevations;
    let d = '';
    let drawing = false;
    for (let step = -reach; step <= reach; step++) {
      const ray = (((middle + step) % rays) + rays) % rays;
      const elevation = elevations[ray] ?? null;
      const before = nearer?.[ray] ?? null;
      const crest = elevation !== null && (before === null || elevation - before > RIDGE);
      const spot =
        crest &&
        projectDirection(
          pose,
          {
            bearingDeg: normaliseBearing((middle + step) * stepDeg),
            elevationAngleDeg: elevation / 100,
          },
          frame
        );
      if (spot) d += `${drawing ? 'L' : 'M'}${spot.x.toFixed(1)} ${spot.y.toFixed(1)}`;
      drawing = Boolean(spot);
    }
    return d === '' ? [] : [{ endM, d }];
  });
}

const CORNERS_DEG = 8;

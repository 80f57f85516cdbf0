import type { Peak } from '../../common/api';
import type { Point } from '../../common/search_api';
import { destination, distanceM } from '../../common/geo/geodesy';
import type { Obstacle } from '../terrain/line_of_sight';

/** Ground within this of a summit is that mountain's own: its walls and shoulders, no ridge of another one. */
const OWN_GROUND_M = 2_000;

/**
 * The catalog peak whose slope stands before another one; undefined where it is a ridge that no peak is named after.
 *
 * @param eye where one looks from
 * @param bearingDeg toward the hidden peak
 * @param hiddenId the hidden peak, which does not hide itself
 */
export function hidingPeak(
  eye: Point,
  bearingDeg: number,
  { distanceM: away }: Obstacle,
  catalog: readonly Peak[],
  hiddenId: string
): string | undefined {
  const at = destination(eye, bearingDeg, away);
  const [nearest] = catalog
    .flatMap(({ id, latlon }) =>
      latlon && id !== hiddenId ? [{ id, far: distanceM(at, latlon) }] : []
    )
    .filter(({ far }) => far <= OWN_GROUND_M)
    .sort((a, b) => a.far - b.far);
  return nearest?.id;
}

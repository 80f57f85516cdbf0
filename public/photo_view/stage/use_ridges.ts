import { useCallback, useMemo } from 'react';
import type { PhotoResponse, ViewResponse } from '../../../common/api';
import { useAppServices } from '../../services/app_services';
import { useLoad } from '../../services/use_load';
import { ridgePaths } from './ridge_paths';
import type { RidgePath } from './ridge_paths';
import { correctedBearing, type Hold, rollOf } from './summits';

const NOTHING: RidgePath[] = [];

/** Whether ridges can be drawn: from the exact place alone, which readers of coarse ones do not have (nor an altitude). */
export const hasRidges = (photo: PhotoResponse): boolean =>
  photo.gps !== undefined && photo.altitudeM !== undefined && photo.horizontalFovDeg !== undefined;

/** The terrain's ridges over a photo, for the camera as it is being held; none until they are there. */
export function useRidges(photo: PhotoResponse | undefined, hold: Hold | undefined) {
  const { api } = useAppServices();
  const { lat, lon } = photo?.gps ?? {};
  const altitudeM = photo?.altitudeM;
  const load = useCallback(
    async (signal: AbortSignal): Promise<ViewResponse | undefined> =>
      lat === undefined || lon === undefined
        ? undefined
        : api.view({ lat, lon, altitudeM }, signal),
    [api, lat, lon, altitudeM]
  );
  const { value, error } = useLoad(load);
  const ridges = useMemo(() => {
    const bearingDeg = photo && hold && correctedBearing(photo, hold.correctionDeg);
    if (!value || !photo || value.lat !== photo.gps?.lat || bearingDeg === undefined)
      return NOTHING;
    const { width, height, horizontalFovDeg } = photo;
    if (horizontalFovDeg === undefined) return NOTHING;
    const pose = { bearingDeg, pitchDeg: hold!.pitchDeg, rollDeg: rollOf(photo) };
    return ridgePaths(value, pose, { width, height, horizontalFovDeg });
  }, [value, photo, hold]);
  return { ridges, error };
}

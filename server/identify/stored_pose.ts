import type { CameraAnswer } from '../../common/api';
import type { PhotoDocument } from '../photos/photo_document';
import { correctedBearing } from '../photos/photo_document';
import type { StoredPose } from '../photos/photo_pose';
import type { Terrain } from '../terrain/terrain';
import { cameraPose } from './camera_pose';
import type { PosedPhoto } from './camera_pose';

/** Increase when poses of before would come out differently. */
const POSE_METHOD = 1;

/** What a person set by dragging is right to within what a finger can do, degrees. */
const PERSON_SIGMA_DEG = 1;

/** Names the method and the tiles that poses are worked out with; poses of another version are out of date. */
export async function poseVersion(terrain: Pick<Terrain, 'fingerprint'>): Promise<string> {
  return `${POSE_METHOD}-${await terrain.fingerprint()}`;
}

/** Works out a photo's pose as it is stored; what is not known is null, so that an update replaces all of it. */
export async function findPose(
  terrain: Terrain,
  version: string,
  photo: PosedPhoto
): Promise<StoredPose> {
  const found = await cameraPose(terrain, photo);
  return {
    version,
    source: found?.source ?? null,
    bearing_deg: found?.bearingDeg ?? null,
    pitch_deg: found?.pitchDeg ?? null,
    roll_deg: found?.rollDeg ?? null,
    sigma_deg: found?.sigmaDeg ?? null,
  };
}

type Posed = Pick<
  PhotoDocument,
  'bearing_deg' | 'bearing_correction_deg' | 'pitch_deg' | 'horizontal_fov_deg' | 'pose'
>;

/** Whether a person set the direction or the tilt, which no method overrules. */
export const isCorrected = (source: Posed): boolean =>
  Boolean(source.bearing_correction_deg) || source.pitch_deg != null;

/**
 * How a stored photo's camera was turned: as a person set it, else as the pose says that was worked out, else by its compass.
 *
 * @returns undefined where nothing tells a bearing
 */
export function poseOf(source: Posed): CameraAnswer | undefined {
  const { pose, horizontal_fov_deg: horizontalFovDeg } = source;
  const compass = correctedBearing(source);
  if (isCorrected(source) && compass !== undefined) {
    return {
      bearingDeg: compass,
      pitchDeg: source.pitch_deg ?? pose?.pitch_deg ?? undefined,
      rollDeg: pose?.roll_deg ?? undefined,
      horizontalFovDeg,
      source: 'person',
      sigmaDeg: PERSON_SIGMA_DEG,
    };
  }
  if (!pose?.source || pose.bearing_deg == null || pose.sigma_deg == null) return undefined;
  return {
    bearingDeg: pose.bearing_deg,
    pitchDeg: pose.pitch_deg ?? undefined,
    rollDeg: pose.roll_deg ?? undefined,
    horizontalFovDeg,
    source: pose.source,
    sigmaDeg: pose.sigma_deg,
  };
}

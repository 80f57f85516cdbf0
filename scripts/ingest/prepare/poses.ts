import type { PosedPhoto } from '../../../server/identify/camera_pose';
import { findPose, poseVersion } from '../../../server/identify/stored_pose';
import type { StoredPose } from '../../../server/photos/photo_pose';
import type { PeakSearchServices } from '../../../server/services';

/** Works out how cameras were turned, with the tiles of today. */
export interface PoseFinder {
  version: string;
  find(photo: PosedPhoto): Promise<StoredPose>;
}

/** @returns undefined where no terrain is configured */
export async function poseFinder({
  terrain,
}: Pick<PeakSearchServices, 'terrain'>): Promise<PoseFinder | undefined> {
  if (!terrain) return undefined;
  const version = await poseVersion(terrain);
  return { version, find: (photo) => findPose(terrain, version, photo) };
}

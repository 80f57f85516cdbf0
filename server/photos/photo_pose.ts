/**
 * How the camera was turned, worked out where terrain covers the photo's place (stored_pose.ts). Null where nothing is known:
 * partial updates merge objects, and would leave what a pose of before said.
 */
export interface StoredPose {
  /** Of the method and the tiles. */
  version: string;
  source: 'skyline' | 'compass' | null;
  bearing_deg: number | null;
  pitch_deg: number | null;
  roll_deg: number | null;
  /** One standard deviation of the bearing. */
  sigma_deg: number | null;
}

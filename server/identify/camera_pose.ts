import type { CameraAnswer } from '../../common/api';
import { normaliseBearing } from '../../common/geo/geodesy';
import type { CaptureMetadata } from '../images/capture/capture_metadata';
import type { RgbImage } from '../images/heic/heic_decoder';
import { isSure } from '../terrain/align_skyline';
import type { Terrain } from '../terrain/terrain';
import { COMPASS_SCALE_DEG } from './geometry_model';

/** Longest side of the picture in which the skyline is looked for; finer, it is lost in branches and grain. */
export const OUTLINE_PX = 320;

/**
 * What a match's own width leaves out: lenses distort, and positions and tiles err. The median error of 23 sure matches on
 * the 25 real photos was 0.4°, of a truth that is itself good to about 1° (docs/terrain.md).
 */
const LEAST_SIGMA_DEG = 0.5;

/** A pose that was found without anybody's help. */
export type FoundPose = CameraAnswer & { source: 'skyline' | 'compass' };

/** A photo as far as its camera's pose needs it. */
export interface PosedPhoto {
  metadata: CaptureMetadata;
  outline?: RgbImage;
}

/**
 * How the camera was turned: by the photo's own skyline where terrain covers its place and the match is sure, else by its
 * compass and gravity.
 *
 * @param ignoreCompass as if the camera had written no bearing
 * @returns undefined where neither tells a bearing
 */
export async function cameraPose(
  terrain: Pick<Terrain, 'pose'> | undefined,
  { metadata, outline }: PosedPhoto,
  { ignoreCompass = false }: { ignoreCompass?: boolean } = {}
): Promise<FoundPose | undefined> {
  const { gps, altitudeM, gravity, horizontalFovDeg } = metadata;
  const bearingDeg = ignoreCompass ? undefined : metadata.bearingDeg;
  if (terrain && outline && gps && horizontalFovDeg !== undefined) {
    const prior = { bearingDeg, gravity, horizontalFovDeg };
    const pose = await terrain.pose({ ...gps, altitudeM }, outline, prior);
    if (pose && isSure(pose, prior)) {
      return {
        bearingDeg: normaliseBearing(pose.bearingDeg),
        pitchDeg: pose.pitchDeg,
        rollDeg: pose.rollDeg,
        horizontalFovDeg,
        source: 'skyline',
        sigmaDeg: Math.hypot(pose.sigmaDeg, LEAST_SIGMA_DEG),
      };
    }
  }
  if (bearingDeg === undefined) return undefined;
  return {
    bearingDeg,
    pitchDeg: gravity?.pitchDeg,
    rollDeg: gravity?.rollDeg,
    horizontalFovDeg,
    source: 'compass',
    sigmaDeg: COMPASS_SCALE_DEG,
  };
}

/** The metadata with the camera's bearing as it was found; without one where nothing tells it. */
export function withPose(
  metadata: CaptureMetadata,
  camera: CameraAnswer | undefined
): CaptureMetadata {
  return { ...metadata, bearingDeg: camera?.bearingDeg };
}

import type { Point } from '../../common/search_api';
import type { RgbImage } from '../images/heic/heic_decoder';
import { serveTasks } from '../processes/serve_tasks';
import { alignSkyline } from './align_skyline';
import type { AlignedPose, PosePrior } from './align_skyline';
import type { Eye } from './horizon';
import type { Obstacle, Target } from './line_of_sight';
import { skylineEvidence } from './skyline_evidence';
import { openTileFolder } from './tile_folder';
import type { Panorama, TileFolder } from './tile_folder';

/** What the process is started with. */
export interface TerrainGiven {
  /** Folder of tiles, absolute. */
  dir: string;
}

export type TerrainTask =
  | { kind: 'coverage'; places: Point[] }
  | { kind: 'obstacles'; eye: Eye; targets: Array<Target & { id: string }> }
  | { kind: 'panorama'; eye: Eye; targets: Array<Target & { id: string }> }
  | { kind: 'pose'; eye: Eye; image: RgbImage; prior: PosePrior };

export type TerrainReply = (
  | { kind: 'coverage'; share: number }
  | { kind: 'obstacles'; obstacles: Map<string, Obstacle> }
  | { kind: 'panorama'; panorama?: Panorama }
  | { kind: 'pose'; pose?: AlignedPose }
) & {
  /** Sentences on tiles that cannot be used, each told once. */
  warnings: string[];
};

let folder: TileFolder | undefined;
let warnings: string[] = [];

serveTasks<TerrainGiven, TerrainTask, TerrainReply>(async (task, { dir }) => {
  folder ??= openTileFolder(dir, (message) => warnings.push(message));
  const answer = await answerOf(folder, task);
  const told = warnings;
  warnings = [];
  return { ...answer, warnings: told };
});

async function answerOf(tiles: TileFolder, task: TerrainTask) {
  if (task.kind === 'obstacles') {
    return { kind: task.kind, obstacles: await tiles.obstacles(task.eye, task.targets) };
  }
  if (task.kind === 'coverage') {
    return { kind: task.kind, share: await tiles.coverage(task.places) };
  }
  if (task.kind === 'panorama') {
    return { kind: task.kind, panorama: await tiles.panorama(task.eye, task.targets) };
  }
  const horizon = await tiles.horizon(task.eye);
  const pose = horizon && alignSkyline(skylineEvidence(task.image), horizon, task.prior);
  return { kind: task.kind, pose };
}

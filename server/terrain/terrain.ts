import type { Point } from '../../common/search_api';
import type { RgbImage } from '../images/heic/heic_decoder';
import { PeakSearchError } from '../errors';
import type { Logger } from '../logger';
import { childFile } from '../processes/child_file';
import { ProcessPool } from '../processes/process_pool';
import type { RunOptions } from '../processes/process_pool';
import type { AlignedPose, PosePrior } from './align_skyline';
import type { Eye } from './horizon';
import type { Obstacle, Target } from './line_of_sight';
import { tileFingerprint } from './tile_fingerprint';
import type { Panorama } from './tile_folder';
import type { TerrainGiven, TerrainReply, TerrainTask } from './terrain_process';

/** The ground as far as a folder of tiles knows it. What goes wrong in it is logged and reads as unknown ground. */
export interface Terrain {
  /** What stands before each summit, by its id; summits between which and the camera no tile lies are left out. */
  obstacles<T extends Target & { id: string }>(
    eye: Eye,
    targets: readonly T[]
  ): Promise<Map<string, Obstacle>>;
  /**
   * How the camera was turned, by the picture's skyline; undefined where no ground is known. See `isSure`.
   *
   * @param image upright, sRGB, about 320 px wide
   */
  pose(eye: Eye, image: RgbImage, prior: PosePrior): Promise<AlignedPose | undefined>;
  /**
   * What is to be seen all around, as far as 80 km; undefined where no tile covers the place. Somebody waits for it, so what goes
   * wrong is thrown.
   *
   * @throws PeakSearchError `busy`
   */
  panorama<T extends Target & { id: string }>(
    eye: Eye,
    targets: readonly T[],
    signal?: AbortSignal
  ): Promise<Panorama | undefined>;
  /** Share of these places that some tile covers, 0 to 1; undefined where nobody could look. */
  coverage(places: readonly Point[]): Promise<number | undefined>;
  /** Names the tiles that the folder holds now. */
  fingerprint(): Promise<string>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** A photo waits in no longer line than this: 100 ms each make 25 s. */
const MAX_QUEUE = 256;
/** A search all around takes 1 s, reading four tiles of 1 arc second 4 s. */
const LIMIT_MS = 30_000;
/** Tiles are kept this long; reading them again takes seconds. */
const IDLE_MS = 5 * 60_000;
/** Tiles lie outside JavaScript's heap; horizons in it. */
const HEAP_MB = 512;

/**
 * Opens a folder of tiles. They are read and looked at in one process of their own: a view takes a tenth of a second of
 * processor time, in which a host could answer nobody.
 *
 * @param dir absolute
 */
export function openTerrain(dir: string, logger: Logger): Terrain {
  const pool = new ProcessPool<TerrainGiven, TerrainTask, TerrainReply>({
    name: 'terrain reader',
    file: childFile(__dirname, 'terrain_process'),
    given: { dir },
    heapMb: HEAP_MB,
    size: 1,
    maxQueue: MAX_QUEUE,
    idleMs: IDLE_MS,
    work: 'kept',
    busy: () =>
      new PeakSearchError(
        'busy',
        'Too many photos wait for the terrain. Try again in a few seconds.'
      ),
    closed: () => new PeakSearchError('busy', 'Peak Search is stopping. Try again shortly.'),
    logger,
  });

  const run = async (task: TerrainTask, options: RunOptions): Promise<TerrainReply | undefined> => {
    const [reply] = await pool.run([task], { ...options, limitMs: LIMIT_MS });
    reply?.warnings.forEach((warning) => logger.warn(warning));
    return reply;
  };

  const ask = async (task: TerrainTask): Promise<TerrainReply | undefined> => {
    try {
      return await run(task, { priority: 'background' });
    } catch (error) {
      logger.warn(`The terrain in ${dir} was not looked at: ${(error as Error).message}`);
      return undefined;
    }
  };

  return {
    async obstacles(eye, targets) {
      const reply = await ask({ kind: 'obstacles', eye, targets: targets.map(targetOf) });
      return reply?.kind === 'obstacles' ? reply.obstacles : new Map();
    },
    async pose(eye, image, prior) {
      const reply = await ask({ kind: 'pose', eye, image, prior });
      return reply?.kind === 'pose' ? reply.pose : undefined;
    },
    async panorama(eye, targets, signal) {
      const task: TerrainTask = { kind: 'panorama', eye, targets: targets.map(targetOf) };
      const reply = await run(task, { priority: 'typed', signal });
      return reply?.kind === 'panorama' ? reply.panorama : undefined;
    },
    async coverage(places) {
      const points = places.map(({ lat, lon }) => ({ lat, lon }));
      const reply = await ask({ kind: 'coverage', places: points });
      return reply?.kind === 'coverage' ? reply.share : undefined;
    },
    fingerprint: () => tileFingerprint(dir),
    close: () => pool.close(),
  };
}

/** No more than is needed goes to the process. */
const targetOf = ({ id, bearingDeg, distanceM, elevationM }: Target & { id: string }) => ({
  id,
  bearingDeg,
  distanceM,
  elevationM,
});

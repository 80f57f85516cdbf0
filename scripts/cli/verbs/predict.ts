import type { Command } from 'commander';
import { assertSameEmbedding } from '../../../server/embedding/model/identity';
import { listAlbums } from '../../ingest/scan/albums';
import { DEFAULT_MAX_WAIT_MS } from '../../../server/elasticsearch/retry';
import { predictAlbum } from '../../ingest/finish/predict_album';
import type { PredictReport } from '../../ingest/finish/predict_album';
import { storedPoses } from '../../ingest/finish/stored_poses';
import { libraryPredictor } from '../../ingest/prepare/predictor';
import { collect } from '../options';
import { plural, printJson } from '../output';
import { shown } from '../../../common/escape';
import { Progress } from '../progress';
import { verb } from '../verb';

const HELP = `
Run this after the catalog or the terrain has changed. Photos are not decoded or embedded again, so it takes seconds for thousands
of photos. With terrain, directions that are missing or out of date are worked out from the thumbnails first.

Examples:
  peak-search predict
  peak-search predict --album khumbu-2023 --json`;

/** `peak-search predict` */
export function predictVerb(program: Command): void {
  const command = program
    .command('predict')
    .description('Predicts anew which peaks the indexed photos show.')
    .option('--album <name>', 'only this album; repeat for several (default: all)', collect)
    .addHelpText('after', HELP);
  verb<{ album?: string[] }, []>(command, async (context, { album: chosen }) => {
    const { client, services, library, settings, signal, json } = context;
    const { identity } = await services.embedder();
    const [photos, peaks] = await Promise.all([
      library.photos.describe(),
      library.peaks.describe(),
    ]);
    assertSameEmbedding(settings.indices.photos, photos.meta.embedding, identity);
    assertSameEmbedding(settings.indices.peaks, peaks.meta.embedding, identity);
    const predict = await libraryPredictor(services, library.elasticsearch, photos.index);
    const poses = await storedPoses(services, client, photos.index);
    const albums = await listAlbums(client, photos.index);
    const patience = { onEvent: () => undefined, signal, maxWaitMs: DEFAULT_MAX_WAIT_MS };
    const reports: Array<PredictReport & { album: string }> = [];
    for (const album of chosen ?? albums.keys()) {
      const total = albums.get(album) ?? 0;
      const progress = new Progress(shown(album), { quiet: json });
      const onProgress = (done: number) => progress.update(done, total);
      const { index } = photos;
      const report = await predictAlbum({
        client,
        index,
        album,
        predict,
        poses,
        patience,
        onProgress,
      }).finally(() => progress.stop());
      reports.push({ album, ...report });
      if (!json)
        console.log(
          `${shown(album)}: ${plural(report.photos, 'photo')}, ${report.updated} changed.`
        );
    }
    if (json) printJson({ albums: reports });
  });
}

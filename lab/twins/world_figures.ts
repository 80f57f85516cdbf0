import { join } from 'node:path';
import type { ElasticsearchClient } from '../../server/elasticsearch/elasticsearch_client';
import type { Embedder } from '../../server/embedding/embedder';
import { openLibrary } from '../../server/library';
import type { PeakSearchServices } from '../../server/services';
import { burstFigures } from '../../scripts/evaluate/burst_figures';
import { identifyFigures } from '../../scripts/evaluate/identify_figures';
import type { IdentifyFigures } from '../../scripts/evaluate/identify_figures';
import { openLabelledAlbum } from '../../scripts/evaluate/labelled_album';
import type { LabelledAlbum } from '../../scripts/evaluate/labelled_album';
import { readQueries } from '../../scripts/evaluate/labels';
import { referenceFigures } from '../../scripts/evaluate/reference_figures';
import { askQueries, searchFigures } from '../../scripts/evaluate/search_figures';
import { sumFigures } from '../../scripts/evaluate/sum_figures';
import { libraryWith } from '../../scripts/evaluate/temporary_library';

const REPOSITORY = join(__dirname, '../..');
const ALBUM = join(REPOSITORY, 'demo/album');
const QUERIES = join(REPOSITORY, 'demo/model/queries.json');
const CATALOG = join(REPOSITORY, 'peaks.yaml');

/** By name; what a world cannot tell is absent. */
export type Figures = Record<string, number | undefined>;

/** All figures of `npm run eval` in one world: the album ingested, calibrated, and asked as anybody asks. */
export async function figuresIn(
  services: PeakSearchServices,
  embedder: Embedder,
  client?: ElasticsearchClient
): Promise<Figures> {
  const own: PeakSearchServices = { ...services, embedder: async () => embedder };
  const album = await openLabelledAlbum({
    services: own,
    root: ALBUM,
    catalogFile: CATALOG,
    embedder,
  });
  const identify = identifyFigures([album]);
  const references = referenceFigures(album);
  return {
    'AUC of looks': album.looks?.auc,
    ...ofIdentify(identify),
    'references: precision before': references?.before.precision,
    'references: precision after': references?.after.precision,
    'references: recall before': references?.before.recall,
    'references: recall after': references?.after.recall,
    ...(client && (await libraryFigures(own, client, album))),
  };
}

/** What is asked of the library: the album ingested, which calibrates it. */
async function libraryFigures(
  services: PeakSearchServices,
  client: ElasticsearchClient,
  { photos }: LabelledAlbum
): Promise<Figures> {
  const made = await libraryWith({ services, client, root: ALBUM, catalogFile: CATALOG });
  try {
    const library = openLibrary(made.services, client, { exactPlaces: true });
    const index = made.services.settings.indices.photos;
    const labels = photos.map(({ label }) => label);
    const queries = await readQueries(QUERIES);
    const { album } = made;
    const search = searchFigures(await askQueries({ library, album, labels, queries }));
    const vectors = new Map(photos.map(({ label, imageVector }) => [label.file, imageVector!]));
    const sums = await sumFigures({ library, album, queries, vectors });
    const bursts = await burstFigures(client, { index, album, labels });
    return {
      'hit@1': search.hitAt1.value,
      'hit@5': search.hitAt5.value,
      'hit@10': search.hitAt10.value,
      'recall@10': search.recallAt10.value,
      'mean average precision': search.meanAveragePrecision.value,
      'nonsense refused': search.nonsenseRefused.value,
      'true ones lost': search.answerableRefused.value,
      'sum with the text': sums?.withText,
      'sum with the photo': sums?.withPhoto,
      'unwanted before': sums?.unwanted.before,
      'unwanted without': sums?.unwanted.after,
      'bursts: precision': bursts?.precision,
      'bursts: recall': bursts?.recall,
    };
  } finally {
    await made.close();
  }
}

function ofIdentify(identify: readonly IdentifyFigures[]): Figures {
  return Object.fromEntries(
    identify.flatMap(({ factor, ...figures }) => [
      [`${factor}: first right`, figures.top1.value],
      [`${factor}: among three`, figures.top3.value],
      [`${factor}: global average precision`, figures.gap.value],
      [`${factor}: precision`, figures.precision.value],
      [`${factor}: recall`, figures.recall.value],
      [`${factor}: calibration error, first`, figures.calibration.first.ece.value],
      [`${factor}: calibration error, all`, figures.calibration.candidates.ece.value],
      [`${factor}: named a photo`, figures.named / figures.photos],
      [`${factor}: rightly silent`, figures.rightlySilent.value],
    ])
  );
}

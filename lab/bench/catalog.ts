import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import { seededRandom } from '../../common/seeded_random';
import { type CatalogPeak, readCatalogFile } from '../../server/catalog/catalog_file';
import { loadCatalog } from '../../server/catalog/load_catalog';
import { l2Normalized } from '../../server/embedding/vectors';
import type { PeakSearchServices } from '../../server/services';
import { REPOSITORY } from './folders';

/**
 * Loads the whole catalog with random prototypes: where weights are random, prototypes of real texts are no better, and
 * take a base model two minutes.
 */
export async function loadRandomCatalog(
  client: Client,
  services: PeakSearchServices
): Promise<CatalogPeak[]> {
  const { settings, decoder, logger } = services;
  const embedder = await services.embedder();
  const random = seededRandom(4);
  const direction = () =>
    l2Normalized(Float32Array.from({ length: embedder.model.dims }, () => random() - 0.5));
  const guessing = Object.create(embedder, {
    embedTexts: { value: async (texts: readonly string[]) => texts.map(direction) },
  }) as typeof embedder;
  const peaks = await readCatalogFile(join(REPOSITORY, 'peaks.yaml'));
  await loadCatalog({ client, settings, embedder: guessing, decoder, peaks, logger });
  return peaks;
}

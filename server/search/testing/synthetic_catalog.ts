import type { Client } from '@elastic/elasticsearch';
import { loadCatalog } from '../../catalog/load_catalog';
import type { CatalogPeak } from '../../catalog/catalog_file';
import type { PeakSearchSettings } from '../../settings';
import { silent, syntheticEmbedder } from './synthetic';

const peak = (id: string, names: string[]): CatalogPeak => ({
  id,
  names,
  prompts: [],
  referencePhotos: [],
});

/** The peaks that synthetic photos are predicted to show. */
export const SYNTHETIC_PEAKS: readonly CatalogPeak[] = [
  { ...peak('ama-dablam', ['Ama Dablam', 'आमा दब्लम']), lat: 27.8613, lon: 86.8614 },
  peak('nuptse', ['Nuptse']),
  peak('thamserku', ['Thamserku', 'Thamserku Himal']),
  peak('matterhorn', ['Matterhorn', 'Cervin', 'Cervino']),
];

/** Loads them; the prototypes are those of synthetic texts. Returns the concrete index. */
export async function fillCatalog(client: Client, settings: PeakSearchSettings): Promise<string> {
  const { index } = await loadCatalog({
    client,
    settings,
    embedder: syntheticEmbedder(),
    decoder: undefined as never,
    peaks: SYNTHETIC_PEAKS,
    logger: silent,
  });
  return index;
}

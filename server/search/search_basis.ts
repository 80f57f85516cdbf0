import { isDeepStrictEqual } from 'node:util';
import { matchNames } from '../../common/names';
import type { NamedPeak } from '../../common/names';
import { readPeakNames } from '../catalog/catalog_index';
import type { ElasticsearchClient } from '../elasticsearch_client';
import { PeakSearchError } from '../errors';
import { requirePhotosIndex } from '../photos/photos_index';
import type { IndexInfo } from '../photos/photos_index';
import type { PeakSearchServices } from '../services';

/**
 * What a ranked search has to know before it can ask: which model filled the index, how its vectors are held, and the
 * names of peaks that may stand in a text.
 */
export interface SearchBasis {
  photos: IndexInfo;
  /** Empty where there is no catalog, or none that this user may read. */
  peaks: readonly NamedPeak[];
}

/** What a search on a basis found, and what it saw of the basis while it ran. */
export interface OnBasis<T> {
  found: T;
  /** Concrete indices that photos came from. */
  indices: ReadonlySet<string>;
  /** The names as this user could read them with the search; undefined where they were not needed. */
  peaks?: readonly NamedPeak[];
}

interface Asking {
  services: PeakSearchServices;
  client: ElasticsearchClient;
  signal?: AbortSignal;
  /** In which names of peaks are looked for. */
  texts: readonly string[];
}

/** An alias moves once in months; who meets it moving thrice in one search may well ask again. */
const MAX_TRIES = 3;

/** The last basis on which a search of a host held. */
const lastKnown = new WeakMap<PeakSearchServices, SearchBasis>();

/**
 * Runs a search in one round trip where two were: on the basis that held for the search before, while the basis is
 * read again beside it. Where that comes back another one, what was found is thrown away and the search done anew.
 *
 * The basis may be remembered from another user's search, and so decides nothing: what is read beside each search is
 * read as the user who asks, and only a search that agrees with it is answered. Photos say themselves from which index
 * they come, so an alias that moves between the two requests is noticed as well.
 *
 * @throws what reading the index's description throws, before what the search throws: a missing index is what people
 *   need to hear of first, whatever else is missing
 */
export async function searchOnBasis<T>(
  asking: Asking,
  search: (basis: SearchBasis) => Promise<OnBasis<T>>
): Promise<T> {
  const { services, client, signal, texts } = asking;
  let basis = lastKnown.get(services) ?? (await readBasis(asking));
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const [checked, outcome] = await Promise.allSettled([
      requirePhotosIndex(client, services.settings, signal),
      search(basis),
    ]);
    if (checked.status === 'rejected') {
      throw checked.reason;
    }
    const photos = checked.value;
    if (outcome.status === 'rejected') {
      signal?.throwIfAborted();
      // Its cause may be the old basis: a peak that is named no longer, vectors of another length.
      const fresh = { photos, peaks: await peaksAgain(asking, basis) };
      if (holds(basis, fresh, texts)) {
        throw outcome.reason;
      }
      basis = fresh;
      continue;
    }
    const { found, indices, peaks = basis.peaks } = outcome.value;
    const fresh = { photos, peaks: sameOrNew(basis.peaks, peaks) };
    lastKnown.set(services, fresh);
    if (holds(basis, fresh, texts) && [...indices].every((index) => index === photos.index)) {
      return found;
    }
    basis = fresh;
  }
  throw new PeakSearchError(
    'busy',
    `"${services.settings.indices.photos}" is just being moved to another index. Try again in a moment.`,
    { retryAfterS: 5 }
  );
}

/** Names that cannot be read are none here; the search, which reads them too, says why. */
async function readNames({ services, client, signal }: Asking): Promise<NamedPeak[]> {
  try {
    return await readPeakNames(client, services.settings, signal);
  } catch (error) {
    if (error instanceof PeakSearchError) {
      return [];
    }
    throw error;
  }
}

async function readBasis(asking: Asking): Promise<SearchBasis> {
  const { services, client, signal, texts } = asking;
  const [photos, peaks] = await Promise.all([
    requirePhotosIndex(client, services.settings, signal),
    texts.length > 0 ? readNames(asking) : [],
  ]);
  return { photos, peaks };
}

async function peaksAgain(asking: Asking, { peaks }: SearchBasis): Promise<readonly NamedPeak[]> {
  return asking.texts.length > 0 ? sameOrNew(peaks, await readNames(asking)) : peaks;
}

/** The old list where they say the same: by it the folded names are found again. */
function sameOrNew(old: readonly NamedPeak[], read: readonly NamedPeak[]): readonly NamedPeak[] {
  return isDeepStrictEqual(old, read) ? old : read;
}

/** Whether a search over these texts comes to the same on both. */
function holds(basis: SearchBasis, fresh: SearchBasis, texts: readonly string[]): boolean {
  return (
    isDeepStrictEqual(basis.photos, fresh.photos) &&
    (basis.peaks === fresh.peaks ||
      texts.every((text) =>
        isDeepStrictEqual(matchNames(text, basis.peaks), matchNames(text, fresh.peaks))
      ))
  );
}

import { isDeepStrictEqual } from 'node:util';
import { matchNames } from '../../../common/names';
import { readPeakNames } from '../../catalog/catalog_index';
import type { PeakNames } from '../../catalog/catalog_index';
import type { ElasticsearchClient } from '../../elasticsearch/elasticsearch_client';
import { PeakSearchError } from '../../errors';
import { requirePhotosIndex } from '../../photos/photos_index';
import type { IndexInfo } from '../../photos/photos_index';
import type { PeakSearchServices } from '../../services';

/**
 * What a ranked search has to know before it can ask: which model filled the index, how its vectors are held, and the
 * names of peaks that may stand in a text.
 */
export interface SearchBasis {
  photos: IndexInfo;
  /** None where there is no catalog, or none that this user may read. */
  names: PeakNames;
}

/** What a search on a basis found, and what it saw of the basis while it ran. */
export interface OnBasis<T> {
  found: T;
  /** Concrete indices that photos came from. */
  indices: ReadonlySet<string>;
  /** The mark of the names as this user could read them with the search; undefined where they were not needed. */
  namesMark?: string;
}

interface Asking {
  services: PeakSearchServices;
  client: ElasticsearchClient;
  signal?: AbortSignal;
  /** In which names of peaks are looked for. */
  texts: readonly string[];
}

/**
 * An index's description is read again when it is older. Beside a search it costs 2 ms of 7 on two cores, and what may
 * change without the index becoming another one is its mapping version, by hand, and how its vectors are held.
 */
const DESCRIPTION_TTL_MS = 2000;

/** An alias moves once in months; who meets it moving thrice in one search may well ask again. */
const MAX_TRIES = 3;

const NO_NAMES: PeakNames = { peaks: [], mark: '' };

/** The basis on which the last search of a host held, and when its description was read. */
const lastKnown = new WeakMap<PeakSearchServices, { basis: SearchBasis; readAt: number }>();

/**
 * Runs a search in one round trip where two were: on the basis that held for the search before. Where it turns out to
 * be another one, what was found is thrown away and the search done anew.
 *
 * The basis may be remembered from another user's search, and so decides nothing. Photos say themselves from which
 * index they come: one that is not the index described is noticed in the very answer. The names of peaks are documents,
 * and who may see which is for Elasticsearch to say: each search asks as its own user whether they are the same. The
 * description, which is no document, is read again beside a search when it is older than two seconds.
 *
 * @throws what reading the index's description throws, before what the search throws: a missing index is what people
 *   need to hear of first, whatever else is missing
 */
export async function searchOnBasis<T>(
  asking: Asking,
  search: (basis: SearchBasis) => Promise<OnBasis<T>>
): Promise<T> {
  const { services, signal } = asking;
  let { basis, readAt } = lastKnown.get(services) ?? (await readBasis(asking));
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const old = Date.now() - readAt > DESCRIPTION_TTL_MS;
    const [described, outcome] = await Promise.allSettled([
      old ? describe(asking) : { photos: basis.photos, readAt },
      search(basis),
    ]);
    if (described.status === 'rejected') {
      throw described.reason;
    }
    if (outcome.status === 'rejected') {
      signal?.throwIfAborted();
      // Its cause may be the old basis: a peak that has its name no longer, vectors of another length.
      const now = await readBasis(asking);
      if (holds(basis, now.basis, asking.texts)) {
        throw outcome.reason;
      }
      ({ basis, readAt } = now);
      continue;
    }
    const { found, indices, namesMark = basis.names.mark } = outcome.value;
    const moved = [...indices].some((index) => index !== described.value.photos.index);
    const { photos, readAt: at } = moved ? await describe(asking) : described.value;
    const names = namesMark === basis.names.mark ? basis.names : await readNames(asking);
    const now = { photos, names };
    lastKnown.set(services, { basis: now, readAt: at });
    if (!moved && holds(basis, now, asking.texts)) {
      return found;
    }
    [basis, readAt] = [now, at];
  }
  throw new PeakSearchError(
    'busy',
    `"${services.settings.indices.photos}" is just being moved to another index. Try again in a moment.`,
    { retryAfterS: 5 }
  );
}

async function describe({ client, services, signal }: Asking) {
  const readAt = Date.now();
  return { photos: await requirePhotosIndex(client, services.settings, signal), readAt };
}

/** Names that cannot be read are none here; the search, which looks for them too, says why. */
async function readNames({ services, client, signal }: Asking): Promise<PeakNames> {
  try {
    return await readPeakNames(client, services.settings, signal);
  } catch (error) {
    if (error instanceof PeakSearchError) {
      return NO_NAMES;
    }
    throw error;
  }
}

async function readBasis(asking: Asking): Promise<{ basis: SearchBasis; readAt: number }> {
  const [{ photos, readAt }, names] = await Promise.all([
    describe(asking),
    asking.texts.length > 0 ? readNames(asking) : NO_NAMES,
  ]);
  return { basis: { photos, names }, readAt };
}

/** Whether a search over these texts comes to the same on both. */
function holds(basis: SearchBasis, now: SearchBasis, texts: readonly string[]): boolean {
  const named = (text: string, { names }: SearchBasis) => matchNames(text, names.peaks);
  return (
    isDeepStrictEqual(basis.photos, now.photos) &&
    (basis.names === now.names ||
      texts.every((text) => isDeepStrictEqual(named(text, basis), named(text, now))))
  );
}

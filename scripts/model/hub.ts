import { z } from 'zod';
import { ModelFetchError } from './errors';
import { request, TransientError, withRetries, type Fetch } from './http';

export interface HubFile {
  path: string;
  size: number;
  /** SHA-256 of files in LFS, Git's blob id (SHA-1) of the small ones: what their bytes can be checked against */
  sha256?: string;
  blobId?: string;
}

export interface HubRepository {
  repository: string;
  /** full commit */
  revision: string;
  files: HubFile[];
}

/** How to reach the hub, for all requests of a download. */
export interface HubAccess {
  endpoint: string;
  fetch: Fetch;
  signal?: AbortSignal;
  /** the first pause between attempts; tests shorten it */
  pauseMs?: number;
}

const LISTING = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.number().int().nonnegative(),
      blobId: z.string().optional(),
      lfs: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }).nullish(),
    })
  ),
});

/** Where a file of a repository is downloaded from; the hub redirects to its store. */
export function fileUrl(
  endpoint: string,
  repository: string,
  revision: string,
  path: string
): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${endpoint}/${repository}/resolve/${revision}/${encoded}`;
}

/** Asks the hub's API which files a repository has at a revision (commit, branch or tag), with sizes and hashes. */
export async function listRepository(
  hub: HubAccess,
  repository: string,
  revision: string
): Promise<HubRepository> {
  const url = `${hub.endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
  return withRetries(async () => {
    const response = await request(hub.fetch, url, { signal: hub.signal }, [200]);
    let body: unknown;
    try {
      body = await response.json();
    } catch (error) {
      if (hub.signal?.aborted) throw error;
      throw new TransientError(
        `${hub.endpoint} answers with something that is not JSON (a sign-in page?).`
      );
    }
    const listing = LISTING.safeParse(body);
    if (!listing.success) {
      throw new ModelFetchError(
        `${hub.endpoint} does not answer like a model hub (${listing.error.issues[0].path.join('.')}: ${listing.error.issues[0].message}). Check HF_ENDPOINT or --endpoint.`
      );
    }
    // The hashes are pinned for a commit: a mirror that answers with another one must not get past them.
    if (/^[0-9a-f]{40}$/.test(revision) && listing.data.sha !== revision) {
      throw new ModelFetchError(
        `${hub.endpoint} answered with commit ${listing.data.sha} of ${repository} instead of ${revision}. The mirror may be wrong; check HF_ENDPOINT or --endpoint.`
      );
    }
    return {
      repository,
      revision: listing.data.sha,
      files: listing.data.siblings.map(({ rfilename, size, blobId, lfs }) => ({
        path: rfilename,
        size,
        ...(lfs ? { sha256: lfs.sha256 } : {}),
        ...(blobId ? { blobId } : {}),
      })),
    };
  }, hub);
}

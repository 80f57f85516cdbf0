import { useCallback, useEffect, useRef, useState } from 'react';
import type { IdentifyResponse } from '../../common/api';
import type { PhotoHit } from '../../common/search_api';
import type { ApiClient } from '../services/api_client';

/** Where the question about a photo stands. */
export type Identification =
  | { state: 'empty' }
  | { state: 'asking'; file: File }
  | { state: 'answered'; file: File; answer: IdentifyResponse; indexed?: PhotoHit }
  | { state: 'failed'; file: File; error: Error };

/** The indexed photo that has the very same bytes; undefined when there is none, or no way to tell (plain http). */
async function indexedTwin(
  file: File,
  similar: readonly PhotoHit[]
): Promise<PhotoHit | undefined> {
  if (similar.length === 0 || !globalThis.crypto?.subtle) return undefined;
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  return similar.find(({ contentHash }) => contentHash === hex.join(''));
}

/** Asks which peaks a photo shows; a new question, a cancel or leaving ends the one before, down to the server. */
export function useIdentify(api: ApiClient) {
  const [identification, setIdentification] = useState<Identification>({ state: 'empty' });
  const running = useRef<AbortController>();

  const cancel = useCallback(() => {
    running.current?.abort();
    setIdentification({ state: 'empty' });
  }, []);

  const ask = useCallback(
    async (file: File) => {
      running.current?.abort();
      const controller = new AbortController();
      const { signal } = controller;
      running.current = controller;
      setIdentification({ state: 'asking', file });
      try {
        const answer = await api.identify(file, {}, signal);
        const indexed = await indexedTwin(file, answer.similar).catch(() => undefined);
        if (!signal.aborted) setIdentification({ state: 'answered', file, answer, indexed });
      } catch (error) {
        if (!signal.aborted) setIdentification({ state: 'failed', file, error: error as Error });
      }
    },
    [api]
  );

  useEffect(() => () => running.current?.abort(), []);
  return { identification, ask, cancel };
}

import { useEffect, useMemo, useState } from 'react';
import type { MapResponse, SearchFilters } from '../../common/search_api';
import type { ApiClient } from '../services/api_client';
import { apiBounds, type Bounds } from './area';

/** A map that is being dragged asks when it rests. */
const REST_MS = 150;

export interface MapView {
  bounds: Bounds;
  zoom: number;
}

/** What lies in a part of the map under the search's filters; only the last question counts. */
export function useCells(
  api: ApiClient,
  view: MapView | undefined,
  filters: SearchFilters
): { content?: MapResponse; error?: Error } {
  const [outcome, setOutcome] = useState<{ content?: MapResponse; error?: Error }>({});
  // The area itself does not count: whoever chooses another one wants to see what lies outside.
  const key = JSON.stringify({ ...filters, area: undefined });
  const admitted = useMemo(() => JSON.parse(key) as SearchFilters, [key]);
  useEffect(() => {
    if (!view) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async () => {
      try {
        const { bounds, zoom } = view;
        const request = { filters: admitted, bounds: apiBounds(bounds), zoom };
        const content = await api.map(request, signal);
        if (!signal.aborted) setOutcome({ content });
      } catch (error) {
        if (!signal.aborted) setOutcome(({ content }) => ({ content, error: error as Error }));
      }
    };
    const timer = setTimeout(ask, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, view, admitted]);
  return outcome;
}

import { PLUGIN_ID } from '../../common/constants';
import type * as MapChunk from './map_chunk';

/** Set by Kibana's bootstrap script: where a plugin's scripts are served, with a slash at its end. */
declare global {
  interface Window {
    __kbnPublicPath__?: Record<string, string>;
  }
}

let loading: Promise<typeof MapChunk> | undefined;

/** Loads the map's script, once; after a failure the next call tries again. */
export function loadMapChunk(): Promise<typeof MapChunk> {
  const base = window.__kbnPublicPath__?.[PLUGIN_ID] ?? '';
  // The name is put together, so that the bundler leaves the import to the browser.
  const url = `${base}${PLUGIN_ID}.map.js`;
  loading ??= (import(url) as Promise<typeof MapChunk>).catch((error: Error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

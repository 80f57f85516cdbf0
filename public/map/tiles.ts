import type { MapTiles, StatusResponse } from '../../common/api';
import type { PeakSearchStartDeps } from '../services/start_deps';

/** As Kibana's own default of `map.tilemap.options.maxZoom`. */
const KIBANA_MAX_ZOOM = 10;

/**
 * What lies below the small map: the tiles of our own setting, else those that Kibana's maps are told to use, else
 * none. Undefined also while the status is not known yet.
 */
export function tilesOf(
  status: StatusResponse | undefined,
  { mapsEms }: PeakSearchStartDeps
): MapTiles | undefined {
  if (!status || status.tiles) return status?.tiles;
  const { url, options } = mapsEms?.config.tilemap ?? {};
  return url === undefined || url === ''
    ? undefined
    : {
        url,
        attribution: options?.attribution ?? '',
        maxZoom: options?.maxZoom ?? KIBANA_MAX_ZOOM,
      };
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => ESCAPES[letter]!);

/** A setting's text as HTML: `[name](https://…)` becomes a link, all else stays text. */
export function attributionHtml(text: string): string {
  return escaped(text).replace(
    /\[([^[\]]+)\]\((https?:\/\/[^\s()]+)\)/g,
    '<a href="$2" target="_blank" rel="noopener noreferrer">$1</a>'
  );
}

/** src/platform/plugins/private/maps_ems/server/config.ts @aa6f9a64: what of it the browser sees and Peak Search reads. */
export interface TileMapConfig {
  url?: string;
  options?: { attribution?: string; maxZoom?: number };
}

/** src/platform/plugins/private/maps_ems/public/plugin.ts @fad10b04 (its start contract) */
export interface MapsEmsStart {
  config: { tilemap?: TileMapConfig };
}

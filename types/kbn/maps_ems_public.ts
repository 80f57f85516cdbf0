/** src/platform/plugins/shared/maps_ems/config.ts: what of it the browser sees and Peak Search reads. */
export interface TileMapConfig {
  url?: string;
  options?: { attribution?: string; maxZoom?: number };
}

/** src/platform/plugins/shared/maps_ems/public/plugin.ts (its start contract) */
export interface MapsEmsStart {
  config: { tilemap?: TileMapConfig };
}

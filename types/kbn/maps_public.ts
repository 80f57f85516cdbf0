import type { ComponentType } from 'react';

/** x-pack/platform/plugins/shared/maps/public/react_embeddable/map_renderer/map_renderer.tsx @000a0338 (its props) */
export interface MapProps {
  title?: string;
  filters?: object[];
  timeRange?: { from: string; to: string };
  /** Layer descriptors; a basemap is put below them. */
  layerList: object[];
  mapSettings?: Record<string, unknown>;
  hideFilterActions?: boolean;
  isLayerTOCOpen?: boolean;
}

/** x-pack/platform/plugins/shared/maps/public/api/start_api.d.ts @8a34ee5c */
export interface MapsStartApi {
  Map: ComponentType<MapProps>;
}

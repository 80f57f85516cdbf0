/** Colors are variables that the panel sets from the theme; see map_panel.tsx. */
export const STYLES = `
.peakSearchMap.leaflet-container { background: var(--map-ground); font: inherit; z-index: 0; }
.peakSearchMap .leaflet-bar a { background: var(--map-panel); color: var(--map-text); border-color: var(--map-line); }
.peakSearchMap .leaflet-bar a:focus-visible,
.peakSearchMap .leaflet-marker-icon:focus-visible { outline: 3px solid var(--map-accent); }
.peakSearchMap .leaflet-bar a.leaflet-disabled { color: var(--map-subdued); background: var(--map-panel); }
.peakSearchMap .leaflet-control-scale-line { background: transparent; color: var(--map-text); border-color: var(--map-text); text-shadow: none; }
.peakSearchMap .leaflet-control-attribution { background: var(--map-panel); color: var(--map-text); font-size: 10px; }
.peakSearchMap .leaflet-control-attribution a { color: var(--map-text); text-decoration: underline; }
.peakSearchMap .leaflet-tile-pane { filter: var(--map-tiles); }
.peakSearchMap__net { stroke: var(--map-line); }
.peakSearchMap__degree { color: var(--map-subdued); font-size: 10px; white-space: nowrap; }
.peakSearchMap__degree--lon { margin-top: 1px !important; margin-left: 3px !important; }
.peakSearchMap__degree--lat { margin-left: 3px !important; margin-top: -12px !important; }
.peakSearchMap__trail { stroke: var(--map-trail); stroke-opacity: 0.8; }
.peakSearchMap__area { stroke: var(--map-accent); fill: var(--map-accent); fill-opacity: 0.12; stroke-dasharray: 5 4; }
.peakSearchMap__photo, .peakSearchMap__cluster { border-radius: 50%; background: var(--map-photo); border: 1.5px solid var(--map-panel); box-sizing: border-box; }
.peakSearchMap__cluster { display: flex; align-items: center; justify-content: center; color: var(--map-on-photo); font-size: 11px; font-weight: 600; }
.peakSearchMap__peak svg { display: block; fill: var(--map-peak); }
.peakSearchMap__peak span { position: absolute; inset-block-start: 9px; inset-inline-start: 5.5px; transform: translateX(-50%); white-space: nowrap; font-size: 11px; color: var(--map-text); text-shadow: 0 0 2px var(--map-ground), 0 0 3px var(--map-ground); }
@media (prefers-reduced-motion: reduce) { .peakSearchMap .leaflet-zoom-animated { transition: none !important; } }
`;

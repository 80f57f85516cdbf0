import * as L from 'leaflet';
import leafletStyles from 'leaflet/dist/leaflet.css';
import type { VectorLayer } from '../../../common/maps/layers';
import { labelsShown } from './feature_layer';

/** Leaflet's own, and what Maps has: labels without a box, a table in the tooltip. */
const STYLES = `${leafletStyles}
.leaflet-container { background: #d9e3e8; font: inherit; }
.leaflet-tooltip.mapLabel { background: none; border: 0; box-shadow: none; padding: 0; font-weight: 500;
  text-shadow: 0 0 2px #fff, 0 0 2px #fff, 0 0 3px #fff; }
.leaflet-tooltip.mapLabel::before { display: none; }
.mapLabelsHidden .mapLabel { display: none; }
.mapTooltip { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; margin: 0; }
.mapTooltip dt { font-weight: 600; }
.mapTooltip dd { margin: 0; overflow-wrap: anywhere; }`;

/** Leaves room for dots and names at the edge. */
const FIT: L.FitBoundsOptions = { padding: [48, 48], maxZoom: 14 };

export interface DrawnLayer {
  layer: VectorLayer;
  group: L.FeatureGroup;
}

/** The Leaflet map: shows each layer in its zoom range, and fits itself to the data as the map's settings say. */
export class MapView {
  private readonly map: L.Map;
  private readonly style = document.createElement('style');
  private drawn: DrawnLayer[] = [];
  private hidden = new Set<string>();

  constructor(private readonly element: HTMLElement) {
    this.style.textContent = STYLES;
    document.head.append(this.style);
    this.map = L.map(element, { maxZoom: 24, minZoom: 1, zoomSnap: 0.5 }).setView([27.9, 86.8], 8);
    this.map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.map.on('zoomend', () => this.update());
  }

  /** Replaces what is drawn; the lowest layer comes first. */
  public show(layers: DrawnLayer[]): void {
    for (const { group } of this.drawn) group.remove();
    this.drawn = layers;
    const bounds = L.latLngBounds([]);
    for (const { layer, group } of layers) {
      if (layer.includeInFitToBounds && group.getLayers().length > 0)
        bounds.extend(group.getBounds());
    }
    if (bounds.isValid()) this.map.fitBounds(bounds, { ...FIT, animate: false });
    this.update();
  }

  public setHidden(ids: ReadonlySet<string>): void {
    this.hidden = new Set(ids);
    this.update();
  }

  public remove(): void {
    this.map.remove();
    this.style.remove();
  }

  private update(): void {
    const zoom = this.map.getZoom();
    for (const { layer, group } of this.drawn) {
      const shown = !this.hidden.has(layer.id) && zoom >= layer.minZoom && zoom <= layer.maxZoom;
      // Once it is on the map, adding it again changes nothing.
      if (shown) group.addTo(this.map);
      else group.remove();
    }
    const labels = this.drawn.some(
      ({ layer }) => layer.style.properties.labelText && labelsShown(layer, zoom)
    );
    this.element.classList.toggle('mapLabelsHidden', !labels);
    this.hideOverlappingLabels();
  }

  /** As Maps: where two names meet, that of the feature on top stays. */
  private hideOverlappingLabels(): void {
    const kept: DOMRect[] = [];
    for (const label of [...this.element.querySelectorAll<HTMLElement>('.mapLabel')].reverse()) {
      const box = label.getBoundingClientRect();
      const free = kept.every(
        ({ left, right, top, bottom }) =>
          box.right < left || box.left > right || box.bottom < top || box.top > bottom
      );
      label.style.visibility = free ? '' : 'hidden';
      if (free) kept.push(box);
    }
  }
}

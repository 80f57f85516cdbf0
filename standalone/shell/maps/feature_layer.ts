import * as L from 'leaflet';
import type { VectorLayer } from '../../../common/maps/layers';
import type { TooltipLine } from './field_value';

/** A feature of the host's route (standalone/maps/map_search.ts). */
export interface MapFeature {
  geometry:
    | { type: 'Point'; coordinates: [number, number] }
    | { type: 'LineString'; coordinates: Array<[number, number]> };
  properties: Record<string, unknown>;
}

/** More dots than this are drawn on one canvas: each would be an element of the page. */
const MOST_ELEMENTS = 2_000;

type Options = Record<string, string | number | boolean>;

/** The options of a style property that stands still, or of one that has options only. */
function options(layer: VectorLayer, name: string): Options {
  return (layer.style.properties[name]?.options ?? {}) as Options;
}

/** A color of a style as Maps writes it, `#abc` or `#aabbcc`; anything else, which only an address can hold, is black. */
export const colorOf = (value: unknown): string =>
  typeof value === 'string' && /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(value) ? value : '#000000';

const number = (value: unknown, fallback: number) => (typeof value === 'number' ? value : fallback);

/** A layer of the map drawn by Leaflet, in the style and the zoom range of its descriptor. */
export function featureLayer(
  layer: VectorLayer,
  features: readonly MapFeature[],
  tooltip: (feature: MapFeature) => TooltipLine[]
): L.FeatureGroup {
  const renderer = features.length > MOST_ELEMENTS ? L.canvas() : undefined;
  const shapes = features.map((feature) => {
    const shape = shapeOf(layer, feature, renderer);
    // Made when it is asked for: hundreds of popups are never opened.
    return shape.bindPopup(() => popup(tooltip(feature)), { maxWidth: 360 });
  });
  return L.featureGroup(shapes);
}

function shapeOf(layer: VectorLayer, { geometry, properties }: MapFeature, renderer?: L.Renderer) {
  const common: L.PathOptions = {
    renderer,
    // For tests, and for people who look into the page.
    className: `mapFeature-${layer.id}`,
    color: colorOf(options(layer, 'lineColor').color),
    weight: number(options(layer, 'lineWidth').size, 1),
    opacity: layer.alpha,
  };
  if (geometry.type === 'LineString') {
    return L.polyline(geometry.coordinates.map(toLatLng), common);
  }
  const fillColor = colorOf(options(layer, 'fillColor').color);
  const size = number(options(layer, 'iconSize').size, 6);
  const at = toLatLng(geometry.coordinates);
  if (options(layer, 'symbolizeAs').value !== 'icon') {
    return L.circleMarker(at, { ...common, fillColor, fillOpacity: layer.alpha, radius: size });
  }
  const label = labelOf(layer, properties);
  const marker = L.marker(at, {
    icon: triangle(size, fillColor, common),
    opacity: layer.alpha,
    // The button's name for those who do not see it.
    title: label ?? layer.label,
  });
  return label === undefined ? marker : withLabel(marker, layer, label);
}

const toLatLng = ([lon, lat]: [number, number]): L.LatLngTuple => [lat, lon];

/**
 * Maki's triangle; Maps draws icons at twice their size's radius. Made of elements, not of text: what a style says may
 * come from the address (`#/?initialLayers`).
 */
function triangle(size: number, fill: string, { color, weight, className }: L.PathOptions) {
  const element = <K extends keyof SVGElementTagNameMap>(
    name: K,
    attributes: Record<string, string | number | undefined>
  ): SVGElementTagNameMap[K] => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    return made;
  };
  const side = size * 2;
  const svg = element('svg', {
    viewBox: '0 0 20 20',
    width: side,
    height: side,
    'aria-hidden': 'true',
  });
  svg.append(element('path', { d: 'M10 2 18 17H2z', fill, stroke: color, 'stroke-width': weight }));
  const html = document.createElement('span');
  html.append(svg);
  return L.divIcon({ html, className, iconSize: [side, side] });
}

function labelOf(layer: VectorLayer, properties: MapFeature['properties']): string | undefined {
  const labelText = layer.style.properties.labelText;
  if (labelText === undefined || !('type' in labelText) || labelText.type !== 'DYNAMIC') {
    return undefined;
  }
  const value = properties[labelText.options.field.name];
  return value === undefined ? undefined : [value].flat().join(', ');
}

function withLabel(marker: L.Marker, layer: VectorLayer, label: string): L.Marker {
  const content = document.createElement('span');
  content.textContent = label;
  content.style.color = colorOf(options(layer, 'labelColor').color);
  content.style.fontSize = `${number(options(layer, 'labelSize').size, 14)}px`;
  return marker.bindTooltip(content, {
    permanent: true,
    direction: options(layer, 'labelPosition').position === 'BOTTOM' ? 'bottom' : 'top',
    className: 'mapLabel',
  });
}

/** Whether the layer's labels are to be seen at a zoom level. */
export function labelsShown(layer: VectorLayer, zoom: number): boolean {
  const range = options(layer, 'labelZoomRange');
  if (range.useLayerZoomRange !== false) return true;
  return zoom >= number(range.minZoom, 0) && zoom <= number(range.maxZoom, 24);
}

/** A tooltip's table. Texts come from documents, so they are set as text, never as HTML. */
function popup(lines: readonly TooltipLine[]): HTMLElement {
  const list = document.createElement('dl');
  list.className = 'mapTooltip';
  for (const { label, values } of lines.filter((line) => line.values.length > 0)) {
    const term = document.createElement('dt');
    term.textContent = label;
    const description = document.createElement('dd');
    values.forEach(({ text: shown, href }, i) => {
      if (i > 0) description.append(', ');
      const element = document.createElement(href === undefined ? 'span' : 'a');
      element.textContent = shown;
      if (element instanceof HTMLAnchorElement) element.href = href!;
      description.append(element);
    });
    list.append(term, description);
  }
  return list;
}

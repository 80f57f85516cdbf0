import L from 'leaflet';
import type { MapTiles, Peak } from '../../common/api';
import type { Area, MapResponse, Point } from '../../common/search_api';
import { type Bounds, boundsOf, longitudeNear, wrapLongitude } from './area';
import { createGraticule } from './graticule';
import { createPeakMarkers } from './peak_markers';
import { attributionHtml } from './tiles';

export type Shape = 'box' | 'circle' | 'polygon';

export interface PhotoMapOptions {
  element: HTMLElement;
  labels: {
    zoomIn: string;
    zoomOut: string;
    photo: string;
    photos(count: number): string;
  };
  onMove(view: { bounds: Bounds; zoom: number }): void;
  onDrawn(area: Area): void;
  /** Drawing ended, with a shape or without. */
  onDrawEnd(): void;
  onPhoto(id: string): void;
  /** A point was clicked while `pickPoint` waits for one. */
  onPoint(point: Point): void;
}

export interface PhotoMap {
  setContent(content: Pick<MapResponse, 'cells' | 'trails'>): void;
  setPeaks(peaks: readonly Peak[]): void;
  setArea(area: Area | undefined): void;
  /** What lies below all; undefined: only the net of degrees. */
  setTiles(tiles: MapTiles | undefined): void;
  fit(bounds: Bounds): void;
  /** Begins to draw; undefined ends it. */
  draw(shape: Shape | undefined): void;
  /** Waits for a click on the map, on a peak as well as beside; false ends it. */
  pickPoint(waiting: boolean): void;
  destroy(): void;
}

/** A single photo must not become a map of one street. */
const FIT_MAX_ZOOM = 13;
const GEOMAN_SHAPES = { box: 'Rectangle', circle: 'Circle', polygon: 'Polygon' } as const;

/** A map of photos, peaks and trails in an element; works without a tile server. */
export function createPhotoMap(options: PhotoMapOptions): PhotoMap {
  const { element, labels, onMove, onDrawn, onDrawEnd } = options;
  const map = L.map(element, {
    zoomControl: false,
    attributionControl: false,
    worldCopyJump: true,
    minZoom: 1,
    maxZoom: 18,
    // Its own box of the globe; beyond the poles is nothing.
    maxBounds: [
      [-89, -Infinity],
      [89, Infinity],
    ],
  }).setView([25, 10], 1);
  L.control
    .zoom({ position: 'topright', zoomInTitle: labels.zoomIn, zoomOutTitle: labels.zoomOut })
    .addTo(map);
  L.control.scale({ imperial: false }).addTo(map);

  let peaks: readonly Peak[] = [];
  let areaLayer: L.Layer | undefined;
  let tileLayer: L.TileLayer | undefined;
  let attribution = L.control.attribution({ prefix: false });
  const drawNet = createGraticule(map);
  const drawPeaks = createPeakMarkers(map, () => peaks);
  const trails = L.layerGroup().addTo(map);
  const cells = L.layerGroup().addTo(map);

  const moved = () => {
    drawNet();
    drawPeaks();
    const bounds = map.getBounds();
    onMove({
      bounds: {
        top: bounds.getNorth(),
        left: bounds.getWest(),
        bottom: bounds.getSouth(),
        right: bounds.getEast(),
      },
      zoom: Math.round(map.getZoom()),
    });
  };
  const picked = ({ latlng }: L.LeafletMouseEvent) =>
    options.onPoint({ lat: latlng.lat, lon: wrapLongitude(latlng.lng) });
  map.on('moveend', moved);
  map.on('pm:create', ({ shape, layer }) => {
    layer.remove();
    onDrawn(areaOf(shape, layer));
  });
  map.on('pm:drawend', onDrawEnd);
  const resized = new ResizeObserver(() => map.invalidateSize());
  resized.observe(element);
  moved();

  return {
    setContent(content) {
      cells.clearLayers();
      trails.clearLayers();
      const centre = map.getCenter().lng;
      for (const { line } of content.trails) {
        const points = line.map(([lon, lat]) => L.latLng(lat, longitudeNear(lon, centre)));
        trails.addLayer(
          L.polyline(points, { interactive: false, weight: 3, className: 'peakSearchMap__trail' })
        );
      }
      for (const cell of content.cells) cells.addLayer(cellMarker(map, cell, options));
    },
    setPeaks(next) {
      peaks = next;
      drawPeaks();
    },
    setArea(area) {
      areaLayer?.remove();
      areaLayer = area && areaShape(area).addTo(map);
    },
    setTiles(tiles) {
      tileLayer?.remove();
      attribution.remove();
      if (!tiles) return;
      const { url, maxZoom } = tiles;
      // The map goes closer than most servers have tiles: what they have is enlarged.
      tileLayer = L.tileLayer(url, { maxNativeZoom: maxZoom, maxZoom: map.getMaxZoom() });
      tileLayer.addTo(map);
      if (tiles.attribution === '') return;
      attribution = L.control.attribution({ prefix: false }).addTo(map);
      attribution.addAttribution(attributionHtml(tiles.attribution));
    },
    fit({ top, left, bottom, right }) {
      const corners: L.LatLngBoundsLiteral = [
        [bottom, left],
        [top, right < left ? right + 360 : right],
      ];
      map.fitBounds(corners, { padding: [24, 24], maxZoom: FIT_MAX_ZOOM, animate: false });
    },
    draw(shape) {
      map.pm.disableDraw();
      if (shape) {
        map.pm.enableDraw(GEOMAN_SHAPES[shape], {
          snappable: false,
          tooltips: false,
          allowSelfIntersection: false,
          finishOn: shape === 'polygon' ? 'dblclick' : undefined,
        });
      }
    },
    pickPoint(waiting) {
      map.off('click', picked);
      if (waiting) map.on('click', picked);
      element.style.cursor = waiting ? 'crosshair' : '';
    },
    destroy() {
      resized.disconnect();
      map.remove();
    },
  };
}

/** Photos that the closest look does not part (a burst, an inn's terrace): within what a phone knows of its place. */
const ONE_SPOT_M = 50;

function cellMarker(
  map: L.Map,
  { center, count, photoId }: MapResponse['cells'][number],
  { labels, onPhoto, onDrawn }: PhotoMapOptions
): L.Marker {
  const at = L.latLng(center.lat, longitudeNear(center.lon, map.getCenter().lng));
  // From 16 pixels for two photos to 36 for thousands.
  const size = count === 1 ? 12 : Math.min(36, 14 + 6 * Math.log10(count) * 1.2);
  const marker = L.marker(at, {
    title: count === 1 ? labels.photo : labels.photos(count),
    icon: L.divIcon({
      className: count === 1 ? 'peakSearchMap__photo' : 'peakSearchMap__cluster',
      html: count === 1 ? '' : String(count),
      iconSize: [size, size],
    }),
  });
  const open = () => {
    if (photoId !== undefined) onPhoto(photoId);
    else if (map.getZoom() < map.getMaxZoom()) {
      map.setView(at, Math.min(map.getMaxZoom(), map.getZoom() + 2));
    } else onDrawn({ type: 'circle', center, radiusM: ONE_SPOT_M });
  };
  // Leaflet lets a marker be focused, but makes no click of its Enter key.
  return marker.on('click', open).on('keydown', ({ originalEvent }) => {
    if (originalEvent.key !== 'Enter') return;
    // Else the same key press would go on to what has the focus next: the button that closes the photo.
    originalEvent.preventDefault();
    open();
  });
}

function areaShape(area: Area): L.Path {
  const style = { interactive: false, weight: 2, className: 'peakSearchMap__area' };
  switch (area.type) {
    case 'box': {
      const { top, left, bottom, right } = boundsOf(area);
      return L.rectangle(
        [
          [bottom, left],
          [top, right],
        ],
        style
      );
    }
    case 'circle':
      return L.circle([area.center.lat, area.center.lon], { ...style, radius: area.radiusM });
    case 'polygon': {
      const [{ lon: first }] = area.points;
      return L.polygon(
        area.points.map(({ lat, lon }) => [lat, longitudeNear(lon, first)]),
        style
      );
    }
  }
}

/** What was drawn, as a search's filter. */
function areaOf(shape: string, layer: L.Layer): Area {
  if (shape === GEOMAN_SHAPES.circle) {
    const circle = layer as L.Circle;
    const { lat, lng } = circle.getLatLng();
    return {
      type: 'circle',
      center: { lat, lon: wrapLongitude(lng) },
      radiusM: Math.max(1, Math.round(circle.getRadius())),
    };
  }
  const polygon = layer as L.Polygon;
  if (shape === GEOMAN_SHAPES.box) {
    const bounds = polygon.getBounds();
    return {
      type: 'box',
      top: bounds.getNorth(),
      left: wrapLongitude(bounds.getWest()),
      bottom: bounds.getSouth(),
      right: wrapLongitude(bounds.getEast()),
    };
  }
  const [ring] = polygon.getLatLngs() as L.LatLng[][];
  return {
    type: 'polygon',
    points: ring.map(({ lat, lng }) => ({ lat, lon: wrapLongitude(lng) })),
  };
}

import L from 'leaflet';
import type { Peak } from '../../common/api';
import { htmlText } from '../../common/escape';
import { longitudeNear } from './area';

/** Triangles nearer than this (pixels) are one heap: the higher peak stands for it. */
const TRIANGLE_GAP = 9;
/** A name needs about this much room. */
const NAME = { letter: 6.2, height: 14 };
/** More triangles than this are a carpet. */
const MOST = 150;

const TRIANGLE = '<svg width="11" height="10" aria-hidden="true"><path d="M5.5 0 11 10H0z"/></svg>';

interface Box {
  x: number;
  y: number;
  width: number;
}

const apart = (a: Box, b: Box) =>
  Math.abs(a.y - b.y) >= NAME.height || Math.abs(a.x - b.x) >= (a.width + b.width) / 2;

/**
 * Peaks as red triangles with their names; where they crowd, the higher ones.
 *
 * @returns redraws them for what the map shows now
 */
export function createPeakMarkers(map: L.Map, peaks: () => readonly Peak[]): () => void {
  const group = L.layerGroup().addTo(map);
  return () => {
    group.clearLayers();
    const bounds = map.getBounds().pad(0.1);
    const centre = map.getCenter().lng;
    const shown: L.Point[] = [];
    const named: Box[] = [];
    const inView = peaks().flatMap(({ names, latlon, elevationM }) => {
      if (!latlon) return [];
      const at = L.latLng(latlon.lat, longitudeNear(latlon.lon, centre));
      return bounds.contains(at) ? [{ name: names[0], at, elevationM: elevationM ?? 0 }] : [];
    });
    for (const { name, at } of inView.sort((a, b) => b.elevationM - a.elevationM)) {
      if (shown.length >= MOST) break;
      const point = map.latLngToContainerPoint(at);
      if (shown.some((other) => other.distanceTo(point) < TRIANGLE_GAP)) continue;
      shown.push(point);
      const box = { x: point.x, y: point.y, width: name.length * NAME.letter };
      const free = named.every((other) => apart(box, other));
      if (free) named.push(box);
      const text = free ? `<span dir="auto">${htmlText(name)}</span>` : '';
      group.addLayer(
        L.marker(at, {
          interactive: false,
          keyboard: false,
          zIndexOffset: -1000,
          icon: L.divIcon({
            className: 'peakSearchMap__peak',
            html: TRIANGLE + text,
            iconSize: [11, 10],
            iconAnchor: [5.5, 5],
          }),
        })
      );
    }
  };
}

import L from 'leaflet';
import { graticuleStep } from './area';

/** Decimals that tell lines of a step apart. */
const decimals = (step: number) => Math.max(0, Math.ceil(-Math.log10(step)));

/**
 * A net of degrees with its numbers: what a map needs to be one where no tiles are to be had.
 *
 * @returns redraws the net for what the map shows now
 */
export function createGraticule(map: L.Map): () => void {
  map.createPane('graticule').style.zIndex = '250';
  const group = L.layerGroup().addTo(map);
  const line = (from: L.LatLngTuple, to: L.LatLngTuple) =>
    group.addLayer(
      L.polyline([from, to], {
        pane: 'graticule',
        interactive: false,
        weight: 1,
        className: 'peakSearchMap__net',
      })
    );
  const label = (at: L.LatLngTuple, text: string, side: 'lat' | 'lon') =>
    group.addLayer(
      L.marker(at, {
        pane: 'graticule',
        interactive: false,
        keyboard: false,
        icon: L.divIcon({
          className: `peakSearchMap__degree peakSearchMap__degree--${side}`,
          html: text,
          iconSize: [0, 0],
        }),
      })
    );
  return () => {
    group.clearLayers();
    const bounds = map.getBounds();
    const [west, east, south, north] = [
      bounds.getWest(),
      bounds.getEast(),
      Math.max(-85, bounds.getSouth()),
      Math.min(85, bounds.getNorth()),
    ];
    const step = graticuleStep(east - west);
    const digits = decimals(step);
    for (let lon = Math.ceil(west / step) * step; lon <= east; lon += step) {
      line([south, lon], [north, lon]);
      label([north, lon], `${lon.toFixed(digits)}°`, 'lon');
    }
    for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) {
      line([lat, west], [lat, east]);
      label([lat, west], `${lat.toFixed(digits)}°`, 'lat');
    }
  };
}

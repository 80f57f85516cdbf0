// Leaflet before Geoman: Geoman adds itself to the Leaflet that it finds on the page.
import 'leaflet';
import '@geoman-io/leaflet-geoman-free';
import geomanStyles from '@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.css';
import leafletStyles from 'leaflet/dist/leaflet.css';
import { STYLES } from './styles';

/**
 * The script that is loaded when a map is first shown. Kibana serves scripts of a plugin and no style sheets of it,
 * so styles come along as text.
 */
export { createPhotoMap } from './photo_map';

const style = document.createElement('style');
style.dataset.peakSearch = 'map';
style.textContent = [leafletStyles, geomanStyles, STYLES].join('\n');
document.head.append(style);

import type { StatusResponse } from '../../common/api';
import { attributionHtml, tilesOf } from './tiles';

const OURS = { url: '/ours/{z}/{x}/{y}.png', attribution: 'us', maxZoom: 17 };
const status = (tiles?: StatusResponse['tiles']) => ({ tiles }) as StatusResponse;
const kibana = (url?: string) => ({
  mapsEms: { config: { tilemap: { url, options: { attribution: 'them' } } } },
});

describe('tilesOf', () => {
  it('takes our own setting first, then Kibana’s, else none', () => {
    expect(tilesOf(status(OURS), kibana('/theirs/{z}/{x}/{y}.png'))).toBe(OURS);
    expect(tilesOf(status(), kibana('/theirs/{z}/{x}/{y}.png'))).toEqual({
      url: '/theirs/{z}/{x}/{y}.png',
      attribution: 'them',
      maxZoom: 10,
    });
    expect(tilesOf(status(), kibana())).toBeUndefined();
    expect(tilesOf(status(), {})).toBeUndefined();
  });

  it('waits for the status, so that Kibana’s tiles do not come and go', () => {
    expect(tilesOf(undefined, kibana('/theirs/{z}/{x}/{y}.png'))).toBeUndefined();
  });
});

describe('attributionHtml', () => {
  it('makes links of Markdown’s, and nothing else of anything', () => {
    expect(attributionHtml('© [OSM](https://osm.org/copyright) & friends')).toBe(
      '© <a href="https://osm.org/copyright" target="_blank" rel="noopener noreferrer">OSM</a> &amp; friends'
    );
    expect(attributionHtml('<img src=x onerror="alert(1)">')).not.toContain('<');
    expect(attributionHtml('[x](javascript:alert)')).toBe('[x](javascript:alert)');
    expect(attributionHtml('[x](https://a"onclick="b)')).not.toContain('"onclick');
  });
});

import React, { useEffect, useMemo, useRef, useState } from 'react';
import { EuiBadge, EuiCallOut, EuiCheckbox, EuiPanel, EuiSpacer, EuiText } from '@elastic/eui';
import type { CoreStart } from '@kbn/core/public';
import { dataView } from '../../../common/maps/data_views';
import { type DataViewName, DATA_VIEWS, type VectorLayer } from '../../../common/maps/layers';
import { MAP_TITLE, savedMapLayers } from '../../../common/maps/saved_map';
import { colorOf, featureLayer, type MapFeature } from './feature_layer';
import { tooltipLines } from './field_value';
import { type MapAddress, parseMapAddress } from './map_address';
import { type DrawnLayer, MapView } from './map_view';

/** As standalone/maps/map_routes.ts names it. */
const FEATURES_ROUTE = '/internal/standalone/maps/features';

/** The layers that an address asks for: those of the map that it names, else those that it carries. */
function layersOf({ mapId, initialLayers }: MapAddress): VectorLayer[] {
  const own = savedMapLayers().filter((layer) => layer.type !== 'EMS_VECTOR_TILE');
  return mapId === undefined && initialLayers.length > 0 ? initialLayers : own;
}

async function drawLayer(
  http: CoreStart['http'],
  layer: VectorLayer,
  { filters, timeRange }: MapAddress
): Promise<DrawnLayer> {
  const { features } = await http.post<{ features: MapFeature[] }>(FEATURES_ROUTE, {
    version: '1',
    body: JSON.stringify({ layer, filters, timeRange }),
  });
  const { indexPatternId, tooltipProperties } = layer.sourceDescriptor;
  const name = (Object.keys(DATA_VIEWS) as DataViewName[]).find(
    (one) => DATA_VIEWS[one] === indexPatternId
  )!;
  const view = dataView(name, '');
  const tooltip = ({ properties }: MapFeature) =>
    tooltipLines(properties, tooltipProperties, view, http.basePath.get());
  return { layer, group: featureLayer(layer, features, tooltip) };
}

/**
 * Stands in for Kibana's Maps app: draws the layers of the exported map, or those that a link carries, from the very
 * definition that is exported. Without the world below: that is Elastic's, and comes from the internet.
 */
export function MapPage({ core }: { core: CoreStart }) {
  const place = useRef<HTMLDivElement>(null);
  const [address] = useState(() => parseMapAddress(window.location.hash));
  const layers = useMemo(() => layersOf(address), [address]);
  const [counts, setCounts] = useState<Record<string, number>>({});
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<string>();
  const view = useRef<MapView>();

  useEffect(() => {
    const mapView = new MapView(place.current!);
    view.current = mapView;
    let gone = false;
    Promise.all(layers.map((layer) => drawLayer(core.http, layer, address))).then(
      (drawn) => {
        if (gone) return;
        mapView.show(drawn);
        setCounts(
          Object.fromEntries(drawn.map(({ layer, group }) => [layer.id, group.getLayers().length]))
        );
      },
      (failed: Error & { body?: { message?: string } }) =>
        setError(failed.body?.message ?? failed.message)
    );
    return () => {
      gone = true;
      mapView.remove();
    };
  }, [core, layers, address]);
  useEffect(() => view.current?.setHidden(hidden), [hidden]);

  const toggle = (id: string) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    setHidden(next);
  };
  return (
    <main style={{ position: 'relative', flexGrow: 1, display: 'flex' }}>
      {/* A stacking context of its own: Leaflet's panes lie up to z-index 1000, over the header. */}
      <div
        ref={place}
        style={{ flexGrow: 1, isolation: 'isolate' }}
        role="region"
        aria-label="Map"
        data-test-subj="standaloneMap"
      />
      <EuiPanel
        paddingSize="s"
        grow={false}
        style={{ position: 'absolute', insetBlockStart: 12, insetInlineEnd: 12, inlineSize: 280 }}
        data-test-subj="standaloneMapLegend"
      >
        <EuiText size="xs">
          <h1>{MAP_TITLE}</h1>
          <p>The layers of the map for Kibana, drawn here without Kibana’s world below.</p>
        </EuiText>
        <EuiSpacer size="s" />
        {[...layers].reverse().map((layer) => (
          <EuiCheckbox
            key={layer.id}
            id={layer.id}
            label={<LegendLabel layer={layer} count={counts[layer.id]} />}
            checked={!hidden.has(layer.id)}
            onChange={() => toggle(layer.id)}
          />
        ))}
        {address.filters.map(({ meta }) => (
          <EuiBadge key={meta.alias} iconType="filter">
            {meta.negate ? `not: ${meta.alias}` : meta.alias}
          </EuiBadge>
        ))}
        {error !== undefined && (
          <EuiCallOut size="s" color="danger" title="The layers cannot be drawn">
            {error}
          </EuiCallOut>
        )}
      </EuiPanel>
    </main>
  );
}

function LegendLabel({ layer, count }: { layer: VectorLayer; count: number | undefined }) {
  const { lineColor, fillColor } = layer.style.properties;
  const color = colorOf(((fillColor ?? lineColor)?.options as { color?: unknown })?.color);
  return (
    <span data-test-subj={`legend-${layer.id}`}>
      <span aria-hidden style={{ color }}>
        ●{' '}
      </span>
      {layer.label}
      {count !== undefined && ` (${count.toLocaleString('en')})`}
    </span>
  );
}

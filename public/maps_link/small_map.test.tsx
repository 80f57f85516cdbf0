/** @jest-environment jsdom */
import React from 'react';
import { EuiProvider } from '@elastic/eui';
import { render, screen, waitFor } from '@testing-library/react';
import type { CoreStart, ScopedHistory } from '@kbn/core/public';
import type { MapProps } from '@kbn/maps-plugin/public';
import { DATA_VIEWS } from '../../common/maps/layers';
import { locatorParams } from '../../common/maps/testing/kibana_contracts';
import type { SearchFilters } from '../../common/search_api';
import { AppServicesProvider } from '../services/app_services';
import { SmallMap } from './small_map';

const asked: string[] = [];
const core = {
  application: { capabilities: {} },
  http: {
    get: async (path: string) => void asked.push(path),
  },
} as unknown as CoreStart;

/** Kibana's component is not to be had outside of it; what it is given is. */
function renderInKibana(filters: SearchFilters): MapProps[] {
  const given: MapProps[] = [];
  const Map = (props: MapProps) => {
    given.push(props);
    return <p>Kibana’s map</p>;
  };
  render(
    <EuiProvider>
      <AppServicesProvider core={core} plugins={{ maps: { Map } }} history={{} as ScopedHistory}>
        <SmallMap filters={filters} peaks={[]} dispatch={() => {}} />
      </AppServicesProvider>
    </EuiProvider>
  );
  return given;
}

describe('SmallMap', () => {
  it('is Kibana’s where there is one, with the layers and filters that a link would carry', async () => {
    const given = renderInKibana({ peaks: ['lhotse'], time: { from: '2023-10-26T00:00:00Z' } });
    await waitFor(() => expect(screen.queryByText('Kibana’s map')).not.toBeNull());
    expect(asked).toEqual([`/api/data_views/data_view/${DATA_VIEWS.photos}`]);
    const { layerList, filters, timeRange } = given.at(-1)!;
    const params = { initialLayers: layerList, filters, timeRange };
    expect(locatorParams.parse(params)).toEqual(params);
    expect(layerList).toHaveLength(3);
    // The same list each time: another one would be loaded anew.
    expect(new Set(given.map((props) => props.layerList)).size).toBe(1);
    expect(screen.getByText('Choose an area')).not.toBeNull();
  });
});

import React from 'react';
import { createRoot } from 'react-dom/client';
import type { App, CoreStart } from '@kbn/core/public';
import { PLUGIN_ID, PLUGIN_NAME } from '../../../common/constants';
import { MapPage } from './map_page';

/** The host's stand-in for Kibana's Maps app, at the same address. */
export const mapsApp = (core: CoreStart): App => ({
  id: 'maps',
  title: 'Maps',
  mount: ({ element }) => {
    core.chrome.docTitle.change('Maps');
    core.chrome.setBreadcrumbs([
      { text: PLUGIN_NAME, href: core.application.getUrlForApp(PLUGIN_ID) },
      { text: 'Maps' },
    ]);
    const root = createRoot(element);
    root.render(core.rendering.addContext(<MapPage core={core} />));
    return () => root.unmount();
  },
});

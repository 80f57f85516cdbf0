import React from 'react';
import { createRoot } from 'react-dom/client';
import type { AppMountParameters, AppUnmount, CoreStart } from '@kbn/core/public';
import { PLUGIN_NAME } from '../common/constants';
import { App } from './app/app';
import type { PeakSearchStartDeps } from './services/start_deps';

/** Draws the app into Kibana's element; the function it returns takes it out again. */
export function renderApplication(
  core: CoreStart,
  plugins: PeakSearchStartDeps,
  { element, history }: AppMountParameters
): AppUnmount {
  core.chrome.docTitle.change(PLUGIN_NAME);
  core.chrome.setBreadcrumbs([{ text: PLUGIN_NAME }]);
  const root = createRoot(element);
  root.render(
    core.rendering.addContext(<App core={core} plugins={plugins} history={history} />, {
      // From Kibana 9.6 on, the app's width and not the window's decides what is narrow.
      mountElement: element,
    })
  );
  return () => {
    root.unmount();
    core.chrome.docTitle.reset();
  };
}

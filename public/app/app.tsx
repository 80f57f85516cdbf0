import React, { useEffect, useState } from 'react';
import type { CoreStart, ScopedHistory } from '@kbn/core/public';
import type { PeakSearchStartDeps } from '../services/start_deps';
import { AppPage } from './app_page';
import { leaveQuality, QUALITY_PATH } from './quality_path';
import { PanoramaPage } from '../panorama/panorama_page';
import { VIEW_PATH } from '../panorama/view_address';
import { QualityPage } from '../quality/quality_page';
import { AppServicesProvider } from '../services/app_services';

export interface AppProps {
  core: CoreStart;
  plugins: PeakSearchStartDeps;
  history: ScopedHistory;
}

export function App(props: AppProps) {
  return (
    <AppServicesProvider {...props}>
      <Screen history={props.history} />
    </AppServicesProvider>
  );
}

/** Which part of the app the address names. */
function Screen({ history }: Pick<AppProps, 'history'>) {
  const [path, setPath] = useState(history.location.pathname);
  useEffect(() => history.listen(({ pathname }) => setPath(pathname)), [history]);
  if (path === QUALITY_PATH) return <QualityPage onClose={() => leaveQuality(history)} />;
  if (path === VIEW_PATH) return <PanoramaPage />;
  return <AppPage />;
}

import React from 'react';
import type { CoreStart, ScopedHistory } from '@kbn/core/public';
import type { PeakSearchStartDeps } from '../services/start_deps';
import { AppPage } from './app_page';
import { AppServicesProvider } from '../services/app_services';

export interface AppProps {
  core: CoreStart;
  plugins: PeakSearchStartDeps;
  history: ScopedHistory;
}

export function App(props: AppProps) {
  return (
    <AppServicesProvider {...props}>
      <AppPage />
    </AppServicesProvider>
  );
}

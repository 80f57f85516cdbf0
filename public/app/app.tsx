import React from 'react';
import { EuiPageTemplate } from '@elastic/eui';
import type { CoreStart, ScopedHistory } from '@kbn/core/public';
import { PLUGIN_NAME } from '../../common/constants';
import type { PeakSearchStartDeps } from '../plugin';

export interface AppProps {
  core: CoreStart;
  plugins: PeakSearchStartDeps;
  history: ScopedHistory;
}

export function App(_props: AppProps) {
  return (
    <EuiPageTemplate>
      <EuiPageTemplate.Header pageTitle={PLUGIN_NAME} />
    </EuiPageTemplate>
  );
}

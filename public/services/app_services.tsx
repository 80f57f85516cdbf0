import React, { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { CoreStart, ScopedHistory } from '@kbn/core/public';
import { CAPABILITIES, PLUGIN_ID } from '../../common/constants';
import type { PeakSearchStartDeps } from './start_deps';
import { createApiClient, type ApiClient } from './api_client';

/** What the parts of the screen need beside their props. */
export interface AppServices {
  api: ApiClient;
  core: CoreStart;
  plugins: PeakSearchStartDeps;
  history: ScopedHistory;
  /** What this user may do, by the names in common/constants.ts CAPABILITIES. */
  may: Record<keyof typeof CAPABILITIES, boolean>;
}

const Context = createContext<AppServices | undefined>(undefined);

export function AppServicesProvider(props: {
  core: CoreStart;
  plugins: PeakSearchStartDeps;
  history: ScopedHistory;
  children: ReactNode;
}) {
  const { core, plugins, history, children } = props;
  const services = useMemo<AppServices>(() => {
    const granted = core.application.capabilities[PLUGIN_ID] ?? {};
    const may = Object.fromEntries(
      Object.entries(CAPABILITIES).map(([name, capability]) => [name, granted[capability] === true])
    ) as AppServices['may'];
    return { api: createApiClient(core.http), core, plugins, history, may };
  }, [core, plugins, history]);
  return <Context.Provider value={services}>{children}</Context.Provider>;
}

export function useAppServices(): AppServices {
  const services = useContext(Context);
  if (!services) throw new Error('useAppServices is used outside of AppServicesProvider.');
  return services;
}

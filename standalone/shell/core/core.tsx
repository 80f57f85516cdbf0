import React, { type ReactNode, useSyncExternalStore } from 'react';
import { EuiProvider } from '@elastic/eui';
import { I18nProvider } from '@kbn/i18n-react';
import { createBrowserHistory } from 'history';
import { BehaviorSubject } from 'rxjs';
import type { ChromeBreadcrumb, CoreSetup, CoreStart, CoreTheme } from '@kbn/core/public';
import { chosenTheme, type InjectedMetadata, keepTheme } from '../injected';
import { Application } from './application';
import { createHttp } from './http';
import { Toasts } from './toasts';

/** What the page's frame draws from; plugins see `setup` and `start` only. */
export interface ShellCore {
  setup: CoreSetup;
  start: CoreStart;
  application: Application;
  toasts: Toasts;
  breadcrumbs$: BehaviorSubject<ChromeBreadcrumb[]>;
  theme$: BehaviorSubject<CoreTheme>;
  setTheme(mode: 'light' | 'dark'): void;
}

const themeOf = (mode: string): CoreTheme => ({ darkMode: mode === 'dark', name: 'borealis' });

/** The latest value of a subject, redrawn when it changes. */
export function useValue<T>(subject: BehaviorSubject<T>): T {
  return useSyncExternalStore(
    (changed) => {
      const subscription = subject.subscribe(changed);
      return () => subscription.unsubscribe();
    },
    () => subject.value
  );
}

/**
 * Plays Kibana's core for one page: just the services that the plugin uses, with Kibana's behavior.
 *
 * @param plugins start contracts of the plugins of Kibana that this page plays, too
 */
export function createCore(metadata: InjectedMetadata, plugins: object): ShellCore {
  const http = createHttp(metadata.basePath, metadata.serverBasePath, metadata.version);
  const theme$ = new BehaviorSubject(themeOf(chosenTheme()));
  const breadcrumbs$ = new BehaviorSubject<ChromeBreadcrumb[]>([]);
  const toasts = new Toasts();
  const application = new Application({
    basePath: http.basePath,
    history: createBrowserHistory({ basename: metadata.basePath }),
    capabilities: metadata.capabilities,
    onMissing: (id) =>
      toasts.addWarning(`The app "${id}" is part of Kibana; this page hosts Peak Search alone.`),
  });
  const baseTitle = document.title;

  function Context({ children }: { children: ReactNode }) {
    const theme = useValue(theme$);
    return (
      <EuiProvider colorMode={theme.darkMode ? 'dark' : 'light'}>
        <I18nProvider>{children}</I18nProvider>
      </EuiProvider>
    );
  }

  const start: CoreStart = {
    http,
    application: application.start(),
    chrome: {
      setBreadcrumbs: (breadcrumbs) => breadcrumbs$.next(breadcrumbs),
      docTitle: {
        change: (title) => {
          document.title = [title, baseTitle].flat().filter(Boolean).join(' - ');
        },
        reset: () => {
          document.title = baseTitle;
        },
      },
      setBadge: () => {},
    },
    i18n: { Context: ({ children }) => <I18nProvider>{children}</I18nProvider> },
    notifications: { toasts },
    // This EUI knows no breakpoint container: a `mountElement` changes nothing, as in Kibana before it was there.
    rendering: { addContext: (element) => <Context>{element}</Context> },
    theme: { theme$, getTheme: () => theme$.value },
    uiSettings: {
      get: <T,>(key: string, fallback?: T) => {
        if (fallback !== undefined) return fallback;
        if (key in UI_SETTINGS) return UI_SETTINGS[key] as T;
        throw new Error(
          `Unexpected \`IUiSettingsClient.get("${key}")\` call on unrecognized configuration setting "${key}".`
        );
      },
    },
  };

  const setup: CoreSetup = {
    http,
    application: application.setup,
    getStartServices: () => Promise.resolve([start, plugins, {}]),
  };

  return {
    setup,
    start,
    application,
    toasts,
    breadcrumbs$,
    theme$,
    setTheme(mode) {
      keepTheme(mode);
      theme$.next(themeOf(mode));
    },
  };
}

/** Kibana's defaults of the settings that the app asks for. */
const UI_SETTINGS: Record<string, unknown> = {
  dateFormat: 'MMM D, YYYY @ HH:mm:ss.SSS',
  'dateFormat:tz': 'Browser',
  'theme:darkMode': false,
};

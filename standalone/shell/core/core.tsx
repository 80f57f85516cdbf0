import React, { type ReactNode, useSyncExternalStore } from 'react';
import { EuiProvider } from '@elastic/eui';
import { I18nProvider } from '@kbn/i18n-react';
import { createBrowserHistory } from 'history';
import { BehaviorSubject } from 'rxjs';
import type {
  App,
  ChromeBreadcrumb,
  CoreSetup,
  CoreStart,
  CoreTheme,
  ScopedHistory,
} from '@kbn/core/public';
import { chosenTheme, type InjectedMetadata, keepTheme } from '../injected';
import { createHttp } from './http';
import { createScopedHistory } from './scoped_history';
import { Toasts } from './toasts';

/** What the page's frame draws from; plugins see `setup` and `start` only. */
export interface ShellCore {
  setup: CoreSetup;
  start: CoreStart;
  apps: App[];
  toasts: Toasts;
  breadcrumbs$: BehaviorSubject<ChromeBreadcrumb[]>;
  theme$: BehaviorSubject<CoreTheme>;
  setTheme(mode: 'light' | 'dark'): void;
  historyOf(app: App): ScopedHistory;
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

const routeOf = (app: { id: string; appRoute?: string }) => app.appRoute ?? `/app/${app.id}`;

/**
 * Plays Kibana's core for one page: just the services that the plugin uses, with Kibana's behaviour.
 *
 * @param plugins start contracts of the plugins of Kibana that this page plays, too
 */
export function createCore(metadata: InjectedMetadata, plugins: object): ShellCore {
  const http = createHttp(metadata.basePath, metadata.serverBasePath, metadata.version);
  const history = createBrowserHistory({ basename: metadata.basePath });
  const theme$ = new BehaviorSubject(themeOf(chosenTheme()));
  const breadcrumbs$ = new BehaviorSubject<ChromeBreadcrumb[]>([]);
  const currentAppId$ = new BehaviorSubject<string | undefined>(undefined);
  const toasts = new Toasts();
  const apps: App[] = [];
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
    application: {
      capabilities: metadata.capabilities,
      currentAppId$,
      getUrlForApp: (id, { path = '', absolute } = {}) => {
        const app = apps.find((one) => one.id === id) ?? { id };
        const url = http.basePath.prepend(
          `${routeOf(app)}${path === '' || /^[/?#]/.test(path) ? path : `/${path}`}`
        );
        return absolute ? new URL(url, window.location.origin).href : url;
      },
      navigateToApp: async (id, options = {}) => {
        const app = apps.find((one) => one.id === id);
        if (app === undefined) {
          toasts.addWarning(
            `The app "${id}" is part of Kibana; this page hosts Peak Search alone.`
          );
          return;
        }
        if (options.openInNewTab) {
          window.open(
            start.application.getUrlForApp(id, { path: options.path }),
            '_blank',
            'noopener'
          );
          return;
        }
        createScopedHistory(history, routeOf(app))[options.replace ? 'replace' : 'push'](
          options.path ?? '',
          options.state
        );
      },
      navigateToUrl: async (url) => {
        const inside = http.basePath.remove(new URL(url, window.location.href).pathname);
        if (apps.some((app) => inside.startsWith(routeOf(app)))) {
          const { search, hash } = new URL(url, window.location.href);
          history.push(`${inside}${search}${hash}`);
        } else window.location.assign(url);
      },
    },
    chrome: {
      setBreadcrumbs: (breadcrumbs) => breadcrumbs$.next(breadcrumbs),
      docTitle: {
        change: (title) => {
          document.title = [...[title].flat(), baseTitle].join(' - ');
        },
        reset: () => {
          document.title = baseTitle;
        },
      },
      setBadge: () => {},
    },
    i18n: { Context: ({ children }) => <I18nProvider>{children}</I18nProvider> },
    notifications: { toasts },
    rendering: { addContext: (element) => <Context>{element}</Context> },
    theme: { theme$, getTheme: () => theme$.value },
    uiSettings: {
      get: <T,>(key: string, fallback?: T) => (fallback ?? UI_SETTINGS[key]) as T,
    },
  };

  const setup: CoreSetup = {
    http,
    application: { register: (app) => void apps.push(app) },
    getStartServices: () => Promise.resolve([start, plugins, {}]),
  };

  return {
    setup,
    start,
    apps,
    toasts,
    breadcrumbs$,
    theme$,
    setTheme(mode) {
      keepTheme(mode);
      theme$.next(themeOf(mode));
    },
    historyOf(app) {
      currentAppId$.next(app.id);
      return createScopedHistory(history, routeOf(app));
    },
  };
}

/** Kibana's defaults of the settings that the app asks for. */
const UI_SETTINGS: Record<string, unknown> = {
  dateFormat: 'MMM D, YYYY @ HH:mm:ss.SSS',
  'dateFormat:tz': 'Browser',
  'theme:darkMode': false,
};

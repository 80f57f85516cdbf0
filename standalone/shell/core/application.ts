import type { History } from 'history';
import { BehaviorSubject, distinctUntilChanged, filter } from 'rxjs';
import type {
  App,
  AppLeaveActionFactory,
  AppLeaveHandler,
  AppMountParameters,
  ApplicationSetup,
  ApplicationStart,
  Capabilities,
  IBasePath,
  MountPoint,
} from '@kbn/core/public';
import { createScopedHistory } from './scoped_history';

const leaveActions: AppLeaveActionFactory = {
  confirm: (text, title, callback, confirmButtonText, buttonColor) => ({
    type: 'confirm',
    text,
    title,
    callback,
    confirmButtonText,
    buttonColor,
  }),
  default: () => ({ type: 'default' }),
};

const routeOf = (app: { id: string; appRoute?: string }) => app.appRoute ?? `/app/${app.id}`;

/** Mirrors utils/append_app_path.ts @d5471f13. */
function appendPath(base: string, path = ''): string {
  const joined = `${base}${path === '' || /^[#?]/.test(path) ? path : `/${path}`}`;
  const single = joined.replace(/\/{2,}/g, '/');
  return single.includes('#') ? single : single.replace(/\/$/, '');
}

export interface ApplicationOptions {
  basePath: IBasePath;
  history: History;
  capabilities: Capabilities;
  /** Says that an app of Kibana's is not part of this page. */
  onMissing: (id: string) => void;
}

/**
 * Kibana's applications for a page that shows one of them. Mirrors
 * src/core/packages/application/browser-internal/src/application_service.tsx @1a394056. There is no link to another app, so a
 * leave handler is asked only when the page itself is left.
 */
export class Application {
  public readonly apps: App[] = [];
  /** What the shown app put into the header. */
  public readonly actionMenu$ = new BehaviorSubject<MountPoint | undefined>(undefined);
  private readonly currentAppId$ = new BehaviorSubject<string | undefined>(undefined);
  private leaveHandler: AppLeaveHandler | undefined;

  constructor(private readonly options: ApplicationOptions) {
    window.addEventListener('beforeunload', (event) => {
      const action = this.leaveHandler?.(leaveActions);
      if (action?.type !== 'confirm') return;
      event.preventDefault();
      event.returnValue = action.text;
    });
  }

  public readonly setup: ApplicationSetup = {
    register: (app) => {
      if (!/^[a-zA-Z0-9_:-]+$/.test(app.id)) {
        throw new Error(
          `Invalid application id: it can only be composed of alphanum chars, '-' and '_'`
        );
      }
      if (this.apps.some(({ id }) => id === app.id)) {
        throw new Error(`An application is already registered with the id "${app.id}"`);
      }
      if (this.apps.some((other) => routeOf(other) === routeOf(app))) {
        throw new Error(`An application is already registered with the appRoute "${routeOf(app)}"`);
      }
      this.apps.push(app);
    },
  };

  public start(): ApplicationStart {
    const { basePath, capabilities, history, onMissing } = this.options;
    const pathOf = (id: string, path?: string) =>
      appendPath(routeOf(this.find(id) ?? { id }), path);
    const navigateToApp: ApplicationStart['navigateToApp'] = async (
      id,
      { path, state, replace = false, openInNewTab = false } = {}
    ) => {
      if (this.find(id) === undefined) return onMissing(id);
      if (openInNewTab) window.open(appendPath(basePath.get(), pathOf(id, path)), '_blank');
      else history[replace ? 'replace' : 'push'](pathOf(id, path), state);
    };
    return {
      capabilities,
      currentAppId$: this.currentAppId$.pipe(
        filter((id) => id !== undefined),
        distinctUntilChanged()
      ),
      getUrlForApp: (id, { path, absolute = false } = {}) => {
        const url = basePath.prepend(pathOf(id, path));
        return absolute ? new URL(url, window.location.origin).href : url;
      },
      navigateToApp,
      navigateToUrl: async (url) => {
        const { origin, pathname, search, hash } = new URL(url, window.location.href);
        const inside = pathname.startsWith(basePath.get()) ? basePath.remove(pathname) : '';
        const app = this.apps.find(
          (one) => inside === routeOf(one) || inside.startsWith(`${routeOf(one)}/`)
        );
        if (app === undefined || origin !== window.location.origin) {
          return window.location.assign(url);
        }
        const path = `${inside.slice(routeOf(app).length)}${search}${hash}`;
        return navigateToApp(app.id, { path });
      },
    };
  }

  /** What an app is mounted with. Mirrors ui/app_container.tsx @126fe97b. */
  public mountParameters(
    app: App,
    rest: Pick<AppMountParameters, 'element' | 'theme$'>
  ): AppMountParameters {
    this.currentAppId$.next(app.id);
    return {
      ...rest,
      appBasePath: this.options.basePath.prepend(routeOf(app)),
      history: createScopedHistory(this.options.history, routeOf(app)),
      onAppLeave: (handler) => {
        this.leaveHandler = handler;
      },
      setHeaderActionMenu: (mount) => this.actionMenu$.next(mount),
    };
  }

  /** Whether the page is at the path of an app, which is mounted there and nowhere else. */
  public isAt(app: App): boolean {
    const { pathname } = this.options.history.location;
    return pathname === routeOf(app) || pathname.startsWith(`${routeOf(app)}/`);
  }

  /** Calls back after each move to another address; returns what ends that. */
  public readonly onMove = (moved: () => void): (() => void) => this.options.history.listen(moved);

  private find(id: string): App | undefined {
    return this.apps.find((app) => app.id === id);
  }
}

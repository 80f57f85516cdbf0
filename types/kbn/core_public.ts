import type { ReactElement, ReactNode } from 'react';
import type { Observable } from 'rxjs';

/**
 * The part of Kibana's browser contract that Peak Search uses. Ours, small; each type names the file of
 * elastic/kibana that it mirrors. Types only: nothing here exists at run time.
 */

/** src/core/packages/http/browser/src/types.ts @092f2a14 */
export interface HttpFetchOptions {
  method?: string;
  /** Arrays repeat the name, null stands without a value, undefined is left out. */
  query?: Record<
    string,
    string | number | boolean | string[] | number[] | boolean[] | undefined | null
  >;
  body?: BodyInit | null;
  /** `Content-Type: undefined` lets the browser choose it. The caller may not set `kbn-*` headers. */
  headers?: Record<string, string | undefined>;
  /** Sent as `elastic-api-version`. */
  version?: string;
  signal?: AbortSignal | null;
  prependBasePath?: boolean;
  asResponse?: boolean;
  /** With `asResponse`: the body is left unread. */
  rawResponse?: boolean;
}

export interface HttpFetchOptionsWithPath extends HttpFetchOptions {
  path: string;
}

export interface HttpResponse<TBody = unknown> {
  readonly fetchOptions: Readonly<HttpFetchOptionsWithPath>;
  readonly request: Readonly<Request>;
  readonly response?: Readonly<Response>;
  readonly body?: TBody;
}

export interface IHttpFetchError<TBody = unknown> extends Error {
  readonly name: string;
  readonly request: Request;
  readonly response?: Response;
  readonly body?: TBody;
}

/** The body of an error answer, as src/core/packages/http/router-server-internal/src/response.ts makes it. */
export interface ResponseErrorBody {
  statusCode: number;
  error?: string;
  message: string;
  attributes?: Record<string, unknown>;
}

export interface HttpHandler {
  <TBody = unknown>(
    path: string,
    options: HttpFetchOptions & { asResponse: true }
  ): Promise<HttpResponse<TBody>>;
  <TBody = unknown>(
    options: HttpFetchOptionsWithPath & { asResponse: true }
  ): Promise<HttpResponse<TBody>>;
  <TBody = unknown>(path: string, options?: HttpFetchOptions): Promise<TBody>;
  <TBody = unknown>(options: HttpFetchOptionsWithPath): Promise<TBody>;
}

export interface IBasePath {
  get(): string;
  prepend(path: string): string;
  remove(path: string): string;
  readonly serverBasePath: string;
}

export interface HttpStart {
  basePath: IBasePath;
  get: HttpHandler;
  post: HttpHandler;
  put: HttpHandler;
  delete: HttpHandler;
  fetch: HttpHandler;
}

/** src/core/packages/application/browser/src/scoped_history.ts (a `history` 4.x object below the app's path). */
export interface ScopedHistoryLocation {
  pathname: string;
  search: string;
  hash: string;
  state?: unknown;
  key?: string;
}
export type ScopedHistoryAction = 'PUSH' | 'POP' | 'REPLACE';
export interface ScopedHistory {
  readonly location: ScopedHistoryLocation;
  readonly action: ScopedHistoryAction;
  readonly length: number;
  push(
    path: string | { pathname?: string; search?: string; hash?: string; state?: unknown },
    state?: unknown
  ): void;
  replace(
    path: string | { pathname?: string; search?: string; hash?: string; state?: unknown },
    state?: unknown
  ): void;
  go(delta: number): void;
  goBack(): void;
  goForward(): void;
  listen(
    listener: (location: ScopedHistoryLocation, action: ScopedHistoryAction) => void
  ): () => void;
  createHref(location: { pathname?: string; search?: string; hash?: string }): string;
}

/** src/core/packages/application/browser/src/app_mount.ts @128f4daa */
export interface AppMountParameters {
  element: HTMLElement;
  history: ScopedHistory;
  /** Deprecated: `history` knows it. */
  appBasePath: string;
  onAppLeave(handler: (...args: never[]) => unknown): void;
  /** Deprecated in the newest. */
  setHeaderActionMenu(mount: ((element: HTMLElement) => () => void) | undefined): void;
  theme$: Observable<CoreTheme>;
}
export type AppUnmount = () => void;
export type AppMount = (params: AppMountParameters) => AppUnmount | Promise<AppUnmount>;

/** src/core/packages/application/browser/src/application.ts @096ce5f5 */
export interface App {
  id: string;
  title: string;
  category?: { id: string; label: string; euiIconType?: string; order?: number };
  euiIconType?: string;
  order?: number;
  keywords?: string[];
  appRoute?: string;
  mount: AppMount;
}
export interface ApplicationSetup {
  register(app: App): void;
}
export interface Capabilities {
  [id: string]: Record<string, boolean | Record<string, boolean>>;
}
export interface ApplicationStart {
  capabilities: Capabilities;
  currentAppId$: Observable<string | undefined>;
  navigateToApp(
    appId: string,
    options?: { path?: string; state?: unknown; openInNewTab?: boolean; replace?: boolean }
  ): Promise<void>;
  navigateToUrl(url: string): Promise<void>;
  getUrlForApp(appId: string, options?: { path?: string; absolute?: boolean }): string;
}

/** src/core/packages/chrome/browser/src/breadcrumb.ts and doc_title.ts */
export interface ChromeBreadcrumb {
  text: ReactNode;
  href?: string;
  onClick?: (event: React.MouseEvent) => void;
}
export interface ChromeStart {
  setBreadcrumbs(breadcrumbs: ChromeBreadcrumb[]): void;
  docTitle: { change(title: string | string[]): void; reset(): void };
  setBadge?(badge?: { text: string; tooltip: string; iconType?: string }): void;
}

/** src/core/packages/notifications/browser/src/types.ts */
export type ToastText = string | { title: string; text?: string };
export interface IToasts {
  addSuccess(toast: ToastText): { id: string };
  addInfo(toast: ToastText): { id: string };
  addWarning(toast: ToastText): { id: string };
  addDanger(toast: ToastText): { id: string };
  addError(error: Error, options: { title: string; toastMessage?: string }): { id: string };
  remove(toast: { id: string } | string): void;
}
export interface NotificationsStart {
  toasts: IToasts;
}

/** src/core/packages/theme/browser/src/types.ts */
export interface CoreTheme {
  readonly darkMode: boolean;
  readonly name: string;
}
export interface ThemeServiceStart {
  theme$: Observable<CoreTheme>;
  getTheme(): CoreTheme;
}

/** src/core/packages/rendering/browser/src/rendering_service.ts @077dad2d; from Kibana 9.1 on, `mountElement` in the newest */
export interface RenderingService {
  addContext(element: ReactNode, options?: { mountElement?: HTMLElement }): ReactElement;
}

/** src/core/packages/i18n/browser/src/types.ts */
export interface I18nStart {
  Context: (props: { children: ReactNode }) => ReactElement | null;
}

/** src/core/packages/ui-settings/browser/src/types.ts */
export interface IUiSettingsClient {
  get<T = unknown>(key: string, defaultOverride?: T): T;
}

/** src/core/packages/lifecycle/browser/src/core_start.ts @09908d11 */
export interface CoreStart {
  application: ApplicationStart;
  chrome: ChromeStart;
  http: HttpStart;
  i18n: I18nStart;
  notifications: NotificationsStart;
  rendering: RenderingService;
  theme: ThemeServiceStart;
  uiSettings: IUiSettingsClient;
}

/** src/core/packages/lifecycle/browser/src/core_setup.ts */
export interface CoreSetup<TPluginsStart = object> {
  application: ApplicationSetup;
  http: HttpStart;
  getStartServices(): Promise<[CoreStart, TPluginsStart, unknown]>;
}

/** src/core/packages/plugins/browser/src/plugin_initializer.ts */
export interface PluginInitializerContext {
  readonly opaqueId: symbol;
  readonly env: {
    mode: { dev: boolean; prod: boolean; name: string };
    packageInfo: { version: string; branch: string; buildNum: number; dist: boolean };
  };
  readonly config: { get<T extends object = object>(): T };
}

/** src/core/packages/plugins/browser/src/plugin.ts */
export interface Plugin<
  TSetup,
  TStart,
  TPluginsSetup extends object,
  TPluginsStart extends object,
> {
  setup(core: CoreSetup<TPluginsStart>, plugins: TPluginsSetup): TSetup;
  start(core: CoreStart, plugins: TPluginsStart): TStart;
  stop?(): void;
}

import type { ReactElement, ReactNode } from 'react';
import type { Observable } from 'rxjs';

/**
 * The part of Kibana's browser contract that Peak Search uses. Ours, small; each type names the file of
 * elastic/kibana that it mirrors, and the commit at which it was read. Types only: nothing here exists at run time.
 */

/**
 * src/core/packages/http/browser/src/types.ts @092f2a14; so are the types of HTTP below. Of HttpRequestInit everything but
 * `headers`, which is `any` there.
 */
export interface HttpFetchOptions extends Omit<RequestInit, 'headers' | 'priority' | 'window'> {
  /** Arrays repeat the name, null stands without a value, undefined is left out. */
  query?: Record<
    string,
    string | number | boolean | string[] | number[] | boolean[] | undefined | null
  >;
  /** `Content-Type: undefined` lets the browser choose it. The caller may not set `kbn-*` headers. */
  headers?: Record<string, string | undefined>;
  /** Sent as `elastic-api-version`. */
  version?: string;
  /** Default: true. */
  prependBasePath?: boolean;
  /** Sent as `kbn-system-request`: no deed of the user. */
  asSystemRequest?: boolean;
  asResponse?: boolean;
  /** With `asResponse`: the body is left unread. */
  rawResponse?: boolean;
}

export interface HttpFetchOptionsWithPath extends HttpFetchOptions {
  path: string;
}

export interface HttpResponse<TBody = unknown> {
  /** As the call gave them, with the method of `get`, `post` …. */
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

/** The body of an error answer, as src/core/packages/http/router-server-internal/src/response_adapter.ts @2977442a makes it. */
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

/** src/core/packages/application/browser/src/scoped_history.ts @023dbe9a (a `history` 4.x object below the app's path). */
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

/** src/core/packages/mount-utils/browser/src/mount_point.ts @3d4b1e31 */
export type UnmountCallback = () => void;
export type MountPoint<T extends HTMLElement = HTMLElement> = (element: T) => UnmountCallback;

/** src/core/packages/application/browser/src/app_leave.ts @265d1e29; `type` is an enum of these words there. */
export interface AppLeaveDefaultAction {
  type: 'default';
}
export interface AppLeaveConfirmAction {
  type: 'confirm';
  text: string;
  title?: string;
  confirmButtonText?: string;
  buttonColor?: string;
  /** The user stays. */
  callback?: () => void;
}
export interface AppLeaveActionFactory {
  confirm(
    text: string,
    title?: string,
    callback?: () => void,
    confirmButtonText?: string,
    buttonColor?: string
  ): AppLeaveConfirmAction;
  default(): AppLeaveDefaultAction;
}
export type AppLeaveHandler = (
  factory: AppLeaveActionFactory,
  nextAppId?: string
) => AppLeaveDefaultAction | AppLeaveConfirmAction;

/** src/core/packages/application/browser/src/app_mount.ts @128f4daa */
export interface AppMountParameters {
  element: HTMLElement;
  history: ScopedHistory;
  /** Deprecated: `history` knows it. */
  appBasePath: string;
  /** Asked when the user goes to another app, closes the tab or changes the address. */
  onAppLeave(handler: AppLeaveHandler): void;
  /** Deprecated in the newest. */
  setHeaderActionMenu(mount: MountPoint | undefined): void;
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
/** src/core/packages/application/browser/src/contracts.ts @439118ba */
export interface ApplicationSetup {
  register(app: App): void;
}
export interface Capabilities {
  [id: string]: Record<string, boolean | Record<string, boolean>>;
}
/** src/core/packages/application/browser/src/contracts.ts @439118ba */
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

/** src/core/packages/chrome/browser/src/breadcrumb.ts @17874913 (EuiBreadcrumb) */
export interface ChromeBreadcrumb {
  text: ReactNode;
  href?: string;
  onClick?: (event: React.MouseEvent) => void;
}
/** src/core/packages/chrome/browser/src/doc_title.ts @2ee698e5 for `docTitle`, and of its contract what is used */
export interface ChromeStart {
  setBreadcrumbs(breadcrumbs: ChromeBreadcrumb[]): void;
  docTitle: { change(title: string | string[]): void; reset(): void };
  setBadge?(badge?: { text: string; tooltip: string; iconType?: string }): void;
}

/** src/core/packages/notifications/browser/src/types.ts @0f4955ea; a toast's texts may be a MountPoint there. */
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

/** src/core/packages/theme/browser/src/types.ts @437def57; `theme$` tells the present theme to whoever subscribes. */
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

/** src/core/packages/i18n/browser/src/types.ts @18d90e27 */
export interface I18nStart {
  Context: (props: { children: ReactNode }) => ReactElement | null;
}

/** src/core/packages/ui-settings/browser/src/types.ts @22b3aae0 */
export interface IUiSettingsClient {
  /** @throws Error for a key that nobody registered and that has no `defaultOverride` */
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

/** src/core/packages/lifecycle/browser/src/core_setup.ts @057dcf9c */
export interface CoreSetup<TPluginsStart = object> {
  application: ApplicationSetup;
  http: HttpStart;
  getStartServices(): Promise<[CoreStart, TPluginsStart, unknown]>;
}

/** src/core/packages/plugins/browser/src/plugin_initializer.ts @55cbab20 */
export interface PluginInitializerContext {
  readonly opaqueId: symbol;
  readonly env: {
    mode: { dev: boolean; prod: boolean; name: string };
    packageInfo: { version: string; branch: string; buildNum: number; dist: boolean };
  };
  readonly config: { get<T extends object = object>(): T };
}

/** src/core/packages/plugins/browser/src/plugin.ts @5f6678cc */
export interface Plugin<
  TSetup,
  TStart,
  TPluginsSetup extends object,
  TPluginsStart extends object,
> {
  setup(core: CoreSetup<TPluginsStart>, plugins: TPluginsSetup): TSetup;
  start(core: CoreStart, plugins: TPluginsStart): TStart;
  stop?(): void | Promise<void>;
}

/** What the host tells the page: the `data` attribute of <kbn-injected-metadata>, as in Kibana. */
export interface InjectedMetadata {
  version: string;
  /** With the space: '/base/s/trek'. */
  basePath: string;
  /** Without the space: where bundles are served. */
  serverBasePath: string;
  /** Where bundles lie: '/<hash>/bundles'. */
  bundleBase: string;
  pluginVersion: string;
  capabilities: Record<string, Record<string, boolean>>;
  /** Messages by locale; English is in the code. */
  translations: Record<string, Record<string, string>>;
}

export function readInjectedMetadata(): InjectedMetadata {
  const data = document.querySelector('kbn-injected-metadata')?.getAttribute('data');
  if (data == null) throw new Error('The page carries no injected metadata.');
  return JSON.parse(data) as InjectedMetadata;
}

const THEME_KEY = 'peakSearch.standalone.theme';
const LOCALE_KEY = 'peakSearch.standalone.locale';

/** A choice in the URL counts and is remembered; `fr` finds `fr-FR`. */
function remembered(param: string, key: string, allowed: readonly string[]): string {
  const find = (wanted: string | null) =>
    allowed.find((one) => one === wanted) ??
    allowed.find((one) => wanted !== null && one.startsWith(`${wanted}-`));
  const asked = find(new URLSearchParams(window.location.search).get(param));
  if (asked !== undefined) window.localStorage.setItem(key, asked);
  return find(window.localStorage.getItem(key)) ?? allowed[0]!;
}

export const chosenTheme = (): string => remembered('theme', THEME_KEY, ['light', 'dark']);
export const keepTheme = (theme: 'light' | 'dark'): void =>
  window.localStorage.setItem(THEME_KEY, theme);
export const chosenLocale = (translations: InjectedMetadata['translations']): string =>
  remembered('locale', LOCALE_KEY, ['en', ...Object.keys(translations)]);

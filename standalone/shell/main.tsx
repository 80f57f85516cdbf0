import React from 'react';
import { createRoot } from 'react-dom/client';
import { i18n } from '@kbn/i18n';
import type { Plugin, PluginInitializerContext } from '@kbn/core/public';
import { PLUGIN_ID } from '../../common/constants';
import { createCore } from './core/core';
import { Frame } from './frame';
import { chosenLocale, readInjectedMetadata } from './injected';
import { mapsApp } from './maps/maps_app';
import { createShare } from './maps/share';

interface PluginModule {
  plugin(context: PluginInitializerContext): Plugin<unknown, unknown, object, object>;
}
declare const __kbnBundles__: { get(key: string): unknown };

/** What Kibana's core does once all scripts are there: plugins' setup, start, then the app of the URL. */
export function start(): void {
  const metadata = readInjectedMetadata();
  const locale = chosenLocale(metadata.translations);
  i18n.init({ locale, messages: metadata.translations[locale] ?? {} });
  document.documentElement.lang = locale;

  // Kibana's other plugins, which ours can do without, are not there.
  const plugins = { share: createShare(metadata.basePath) };
  const core = createCore(metadata, plugins);
  const { plugin } = __kbnBundles__.get(`plugin/${PLUGIN_ID}/public`) as PluginModule;
  const instance = plugin({
    opaqueId: Symbol(PLUGIN_ID),
    env: {
      mode: { dev: false, prod: true, name: 'production' },
      packageInfo: { version: metadata.version, branch: 'standalone', buildNum: 0, dist: true },
    },
    config: { get: <T,>() => ({}) as T },
  });
  instance.setup(core.setup, {});
  instance.start(core.start, plugins);

  const [, shown] =
    /^\/app\/([^/]+)/.exec(core.start.http.basePath.remove(window.location.pathname)) ?? [];
  const app =
    shown === 'maps'
      ? mapsApp(core.start)
      : core.application.apps.find(({ id }) => id === PLUGIN_ID);
  const place = document.getElementById('kibana-body')!;
  if (app === undefined) {
    place.textContent = 'The plugin registered no app; the browser console says why.';
    return;
  }
  createRoot(place).render(core.start.rendering.addContext(<Frame core={core} app={app} />));
}

import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import type {
  CoreSetup,
  CoreStart,
  Logger,
  Plugin,
  PluginInitializerContext,
} from '@kbn/core/server';
import type { FeaturesPluginSetup } from '@kbn/features-plugin/server';
import type { HttpHost } from './http_host';

/** What Kibana reads from a plugin's `server/index.js` (plugins/server-internal/src/plugin.ts). */
interface ServerModule {
  config: {
    schema: {
      __isKbnConfigSchemaType?: true;
      validate(value: unknown, context: object, namespace: string): unknown;
    };
  };
  plugin(
    context: PluginInitializerContext
  ): Promise<Plugin<unknown, unknown, { features: FeaturesPluginSetup }, object>>;
}

export interface ServerPluginOptions {
  /** The folder that holds `server/`: the checkout, or an unpacked plugin. */
  root: string;
  version: string;
  /** What would stand below `peakSearch` in kibana.yml. */
  config: unknown;
  dataDir: string;
  elasticsearch: Client;
  host: HttpHost;
  logger: Logger;
}

/**
 * Takes a server plugin through its life as Kibana does: config, setup, start; the result stops it.
 *
 * @throws config-schema's ValidationError when the configuration is not acceptable
 */
export async function startServerPlugin(
  options: ServerPluginOptions
): Promise<() => Promise<void>> {
  const { host, logger, version } = options;
  // A run-time path: the plugin is looked up as Kibana looks it up, never imported by its host.
  const module = require(join(options.root, 'server')) as ServerModule;
  if (
    module.config?.schema?.__isKbnConfigSchemaType !== true ||
    typeof module.plugin !== 'function'
  ) {
    throw new Error(`${join(options.root, 'server')} exports no plugin that Kibana could load.`);
  }
  const config = module.config.schema.validate(expandDots(options.config), {}, 'peakSearch');
  const plugin = await module.plugin({
    opaqueId: Symbol('peakSearch'),
    env: {
      mode: { dev: false, prod: true, name: 'production' },
      packageInfo: { version, branch: 'standalone', buildNum: 0, dist: true },
    },
    logger: { get: () => logger },
    config: {
      get: <T>() => config as T,
      legacy: { get: () => ({ path: { data: options.dataDir } }) },
    },
  });
  const setup: CoreSetup = { http: { createRouter: () => host.createRouter() } };
  const features = {
    registerKibanaFeature: (feature: Parameters<FeaturesPluginSetup['registerKibanaFeature']>[0]) =>
      host.features.register(feature),
  };
  refuseAsync('setup', plugin.setup(setup, { features }));
  const start: CoreStart = {
    elasticsearch: { client: { asInternalUser: options.elasticsearch } },
  };
  refuseAsync('start', plugin.start(start, {}));
  return async () => {
    await plugin.stop?.();
  };
}

/**
 * What Kibana makes of a configuration before any plugin sees it: `a.b: 1` becomes `a: { b: 1 }`, at any depth, whether
 * meant or not. Mirrors ensureDeepObject in src/platform/packages/shared/kbn-config/src/raw/ensure_deep_object.ts.
 */
export function expandDots(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expandDots);
  if (value === null || typeof value !== 'object') return value;
  const result: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const keys = name.split('.');
    const last = keys.pop()!;
    let at = result;
    for (const key of keys) at = (at[key] ??= {}) as Record<string, unknown>;
    at[last] = expandDots(inner);
  }
  return result;
}

/** Kibana fails its own start when these take longer than 10 s; ours must not wait for anything at all. */
function refuseAsync(step: string, result: unknown): void {
  if (result instanceof Promise) throw new Error(`The plugin's ${step} must not return a promise.`);
}

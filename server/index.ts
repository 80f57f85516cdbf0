import type { PluginConfigDescriptor, PluginInitializerContext } from '@kbn/core/server';
import { configSchema } from './config';
import type * as PluginModule from './plugin';

export const config: PluginConfigDescriptor = { schema: configSchema };

/**
 * Kibana's door to the server side. Kibana reads `config` of every plugin, also of one that is switched off: the
 * rest is loaded only here.
 */
export const plugin = async (context: PluginInitializerContext) => {
  // `import()` of a TypeScript file would need hooks for both of Node's module systems; `require` needs one.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { PeakSearchServerPlugin } = require('./plugin') as typeof PluginModule;
  return new PeakSearchServerPlugin(context);
};

import type { PluginConfigDescriptor, PluginInitializerContext } from '@kbn/core/server';
import { configSchema } from './config';

export const config: PluginConfigDescriptor = { schema: configSchema };

/** Kibana's door to the server side; the rest is loaded only when the plugin is switched on. */
export const plugin = async (context: PluginInitializerContext) => {
  const { PeakSearchServerPlugin } = await import('./plugin');
  return new PeakSearchServerPlugin(context);
};

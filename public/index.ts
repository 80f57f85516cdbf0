import type { PluginInitializerContext } from '@kbn/core/public';
import { PeakSearchPublicPlugin } from './plugin';

/** Kibana's door to the browser side: called once, with nothing but the context. */
export const plugin = (_context: PluginInitializerContext) => new PeakSearchPublicPlugin();

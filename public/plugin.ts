import type { CoreSetup, CoreStart, Plugin } from '@kbn/core/public';
import { PLUGIN_ID, PLUGIN_NAME } from '../common/constants';
import type { PeakSearchStartDeps } from './services/start_deps';

/**
 * Hard-coded as Kibana's DEFAULT_APP_CATEGORIES.kibana: a run-time import from core at module scope would tie
 * us to the order in which Kibana loads its bundles.
 */
const ANALYTICS = { id: 'kibana', label: 'Analytics', euiIconType: 'logoKibana', order: 1000 };

export class PeakSearchPublicPlugin implements Plugin<void, void, object, PeakSearchStartDeps> {
  public setup(core: CoreSetup<PeakSearchStartDeps>): void {
    core.application.register({
      id: PLUGIN_ID,
      title: PLUGIN_NAME,
      category: ANALYTICS,
      euiIconType: 'image',
      // Behind Discover, Dashboards and Maps (up to 8400 in the same category).
      order: 8500,
      keywords: ['photo', 'mountain', 'peak', 'image search'],
      mount: async (params) => {
        const [{ renderApplication }, [coreStart, plugins]] = await Promise.all([
          import('./application'),
          core.getStartServices(),
        ]);
        return renderApplication(coreStart, plugins, params);
      },
    });
  }

  public start(_core: CoreStart): void {}

  public stop(): void {}
}

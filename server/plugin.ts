import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CoreSetup, CoreStart, Plugin, PluginInitializerContext } from '@kbn/core/server';
import type { FeaturesPluginSetup } from '@kbn/features-plugin/server';
import { settingsFromConfig } from './config';
import { createServices, type OwnedServices } from './create_services';
import { peakSearchFeature } from './feature';
import { registerRoutes } from './routes';

interface SetupDeps {
  features: FeaturesPluginSetup;
}

/** Setup and start return at once; models and child processes come with the first request that needs them. */
export class PeakSearchServerPlugin implements Plugin<void, void, SetupDeps, object> {
  private services?: OwnedServices;

  constructor(private readonly context: PluginInitializerContext) {}

  public setup(core: CoreSetup, { features }: SetupDeps): void {
    const settings = settingsFromConfig(this.context.config.get());
    const logger = this.context.logger.get();
    this.services = createServices(settings, logger);
    features.registerKibanaFeature(peakSearchFeature);
    registerRoutes({
      router: core.http.createRouter(),
      services: this.services,
      version: ownVersion(),
    });
  }

  public start(_core: CoreStart): void {}

  public async stop(): Promise<void> {
    await this.services?.close();
  }
}

/** Of Peak Search, not of the Kibana around it: package.json lies beside server/ in the checkout and in the zip. */
function ownVersion(): string {
  const manifest = readFileSync(join(__dirname, '../package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

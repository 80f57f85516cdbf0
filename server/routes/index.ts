import type { RouteDependencies } from './define_route';
import { registerIdentifyRoute } from './identify_route';
import { registerOriginalsRoute } from './originals_route';
import { registerPhotoRoutes } from './photo_routes';
import { registerQualityRoutes } from './quality_routes';
import { registerReadRoutes } from './read_routes';
import { registerReferenceRoutes } from './reference_routes';

/** All routes of the plugin, in one flat list. */
export function registerRoutes(deps: RouteDependencies): void {
  registerReadRoutes(deps);
  registerPhotoRoutes(deps);
  registerOriginalsRoute(deps);
  registerIdentifyRoute(deps);
  registerReferenceRoutes(deps);
  registerQualityRoutes(deps);
}

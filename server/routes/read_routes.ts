import { API, PRIVILEGES } from '../../common/constants';
import { mapRequestSchema, searchRequestSchema } from '../../common/search_api';
import { listPeaks } from '../catalog/catalog_index';
import { mapCells } from '../search/map_cells';
import { search } from '../search/search_service';
import { readStatus } from '../status';
import { defineRoute, type RouteDependencies } from './define_route';
import { validator } from './validation';

const searchBody = validator(searchRequestSchema);
const mapBody = validator(mapRequestSchema);

/** Routes that answer questions about the library as a whole. */
export function registerReadRoutes(deps: RouteDependencies): void {
  const { services, version } = deps;

  defineRoute(deps, {
    method: 'get',
    path: API.status,
    summary: 'What works, and what to do about what does not',
    privileges: [PRIVILEGES.read],
    handler: async ({ client, response }) =>
      response.ok({ body: await readStatus(services, client, version) }),
  });

  defineRoute(deps, {
    method: 'get',
    path: API.peaks,
    summary: 'The catalog of peaks',
    privileges: [PRIVILEGES.read],
    handler: async ({ client, response }) =>
      response.ok({ body: { peaks: await listPeaks(client, services.settings) } }),
  });

  defineRoute(deps, {
    method: 'post',
    path: API.search,
    summary: 'Photos by words, peaks, photos, place and time',
    privileges: [PRIVILEGES.read],
    validate: { body: searchBody },
    handler: async ({ client, request, response, signal }) =>
      response.ok({ body: await search(services, client, request.body, { signal }) }),
  });

  defineRoute(deps, {
    method: 'post',
    path: API.map,
    summary: 'Clusters of photos for the map',
    privileges: [PRIVILEGES.read],
    validate: { body: mapBody },
    handler: async ({ client, request, response, signal }) =>
      response.ok({ body: await mapCells(services, client, request.body, { signal }) }),
  });
}

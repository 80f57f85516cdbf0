import { API, PRIVILEGES } from '../../common/constants';
import { mapRequestSchema, searchRequestSchema } from '../../common/search_api';
import { listPeaks } from '../catalog/catalog_index';
import {
  coarseMapAnswer,
  coarseMapRequest,
  coarseSearchAnswer,
  coarseSearchRequest,
} from '../search/map/coarse_search';
import { mapCells } from '../search/map/map_cells';
import { search } from '../search/search_service';
import { readStatus } from '../status';
import { defineRoute, mayUse, READ_PLACES, type RouteDependencies } from './define_route';
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
    privileges: [READ_PLACES],
    validate: { body: searchBody },
    handler: async ({ client, request, response, signal }) => {
      const exact = mayUse(request, PRIVILEGES.readExactPlaces);
      const asked = exact ? request.body : coarseSearchRequest(request.body);
      const answer = await search(services, client, asked, { signal });
      return response.ok({ body: exact ? answer : coarseSearchAnswer(answer, asked.nearTo) });
    },
  });

  defineRoute(deps, {
    method: 'post',
    path: API.map,
    summary: 'Clusters of photos for the map',
    privileges: [READ_PLACES],
    validate: { body: mapBody },
    handler: async ({ client, request, response, signal }) => {
      const exact = mayUse(request, PRIVILEGES.readExactPlaces);
      const asked = exact ? request.body : coarseMapRequest(request.body);
      const answer = await mapCells(services, client, asked, { signal });
      return response.ok({ body: exact ? answer : coarseMapAnswer(answer) });
    },
  });
}

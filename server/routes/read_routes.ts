import { API, PRIVILEGES } from '../../common/constants';
import {
  mapRequestSchema,
  searchRequestSchema,
  understandRequestSchema,
} from '../../common/search_api';
import { viewQuerySchema } from '../../common/api';
import { viewFrom } from '../identify/view_from';
import { mapCells } from '../search/map_cells';
import { search } from '../search/search';
import { understandSentence } from '../search/terms/understand_sentence';
import { readStatus } from '../status';
import { defineRoute, READ_PLACES, type RouteDependencies } from './define_route';
import { validator } from './validation';

const searchBody = validator(searchRequestSchema);
const sentenceBody = validator(understandRequestSchema);
const mapBody = validator(mapRequestSchema);
const viewQuery = validator(viewQuerySchema);

/** Routes that answer questions about the library as a whole. */
export function registerReadRoutes(deps: RouteDependencies): void {
  const { version } = deps;

  defineRoute(deps, {
    method: 'get',
    path: API.status,
    summary: 'What works, and what to do about what does not',
    privileges: [PRIVILEGES.read],
    handler: async ({ library, response }) => {
      const body = await readStatus(library, version);
      // Whoever opens the app asks for this first, and for words a few seconds later: about as long as a model takes to load.
      if (body.model.state === 'ok') (await library.services.embedder()).warm();
      return response.ok({ body });
    },
  });

  defineRoute(deps, {
    method: 'get',
    path: API.peaks,
    summary: 'The catalog of peaks',
    privileges: [PRIVILEGES.read],
    handler: async ({ library, response }) =>
      response.ok({ body: { peaks: await library.peaks.list() } }),
  });

  defineRoute(deps, {
    method: 'post',
    path: API.search,
    summary: 'Photos by words, peaks, photos, place and time',
    privileges: [READ_PLACES],
    validate: { body: searchBody },
    handler: async ({ library, request, response }) =>
      response.ok({ body: await search(library, request.body) }),
  });

  defineRoute(deps, {
    method: 'post',
    path: API.understand,
    summary: 'What a sentence would be searched as',
    // Elevations and cameras stay words for those who may not filter by them.
    privileges: [READ_PLACES],
    validate: { body: sentenceBody },
    handler: async ({ library, request, response }) =>
      response.ok({ body: await understandSentence(library, request.body) }),
  });

  defineRoute(deps, {
    method: 'post',
    path: API.map,
    summary: 'Clusters of photos for the map',
    privileges: [READ_PLACES],
    validate: { body: mapBody },
    handler: async ({ library, request, response }) =>
      response.ok({ body: await mapCells(library, request.body) }),
  });

  defineRoute(deps, {
    method: 'get',
    path: API.view,
    summary: 'Ridges and peaks all around a place',
    privileges: [PRIVILEGES.read],
    validate: { query: viewQuery },
    handler: async ({ library, request, response }) =>
      response.ok({ body: await viewFrom(library, request.query) }),
  });
}

import type { IRouter } from '@kbn/core/server';
import { PRIVILEGES } from '../../common/constants';
import { dataView, dataViewSpec, type IndexNames } from '../../common/maps/data_views';
import { DATA_VIEWS } from '../../common/maps/layers';
import { validator } from '../../server/routes/validation';
import { dataViewName, layerFeatures, layerRequestSchema, layerSearch } from './map_search';

/** The features of one layer; only the page in standalone/shell/maps asks for them. */
const FEATURES_ROUTE = '/internal/standalone/maps/features';

const security = { authz: { requiredPrivileges: [PRIVILEGES.read] } };

/**
 * What Kibana has for maps and the plugin's host has not: data views (as if the exported map were installed), and
 * the searches of a map's layers.
 */
export function registerMapRoutes(router: IRouter, indices: IndexNames): void {
  router.versioned
    .get({ path: '/api/data_views/data_view/{id}', access: 'public', security })
    .addVersion({ version: '2023-10-31', validate: false }, (_context, request, response) => {
      const id = decodeURIComponent(request.url.pathname.split('/').at(-1)!);
      if (!Object.values<string>(DATA_VIEWS).includes(id)) {
        return response.notFound({ body: `Saved object [index-pattern/${id}] not found` });
      }
      const name = dataViewName(id);
      return response.ok({ body: { data_view: dataViewSpec(dataView(name, indices[name])) } });
    });

  router.versioned
    .post({ path: FEATURES_ROUTE, access: 'internal', security })
    .addVersion(
      { version: '1', validate: { request: { body: validator(layerRequestSchema) } } },
      async (context, request, response) => {
        const { client } = (await context.core).elasticsearch;
        const search = layerSearch(request.body, indices);
        const answer = await client.asCurrentUser.search<Record<string, unknown>>(search);
        const features = layerFeatures(
          answer.hits.hits,
          request.body.layer.sourceDescriptor.geoField
        );
        return response.ok({ body: { type: 'FeatureCollection', features } });
      }
    );
}

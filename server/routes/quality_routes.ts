import { API, PRIVILEGES } from '../../common/constants';
import { knnBatchSchema } from '../../common/quality/quality_api';
import { measureKnnBatch, measureQuality } from '../quality/quality_service';
import { defineRoute, READ_PLACES, type RouteDependencies } from './define_route';
import { validator } from './validation';

const body = validator(knnBatchSchema);

/** Routes of the Quality page: how right the answers of this library are. */
export function registerQualityRoutes(deps: RouteDependencies): void {
  defineRoute(deps, {
    method: 'get',
    path: API.quality,
    summary: 'What can be measured on this library, and how its confirmed photos are answered',
    privileges: [PRIVILEGES.readQuality, READ_PLACES],
    handler: async ({ library, response }) => response.ok({ body: await measureQuality(library) }),
  });

  defineRoute(deps, {
    method: 'post',
    path: API.qualityKnn,
    summary: 'A part of the comparison of the approximate with the exact search',
    privileges: [PRIVILEGES.readQuality, READ_PLACES],
    validate: { body },
    handler: async ({ library, request, response }) =>
      response.ok({ body: await measureKnnBatch(library, request.body) }),
  });
}

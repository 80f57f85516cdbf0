import { z } from 'zod';
import { referenceRequestSchema } from '../../common/api';
import { API, PRIVILEGES } from '../../common/constants';
import { addReference, listReferences, removeReference } from '../catalog/references';
import { defineRoute, READ_PLACES, type RouteDependencies } from './define_route';
import { idParams, validator } from './validation';

const body = validator(referenceRequestSchema);
const photoQuery = validator(z.strictObject({ photoId: z.string().min(1).max(200) }));

/** Routes by which people teach a peak: photos they confirmed become its references. */
export function registerReferenceRoutes(deps: RouteDependencies): void {
  defineRoute(deps, {
    method: 'get',
    path: API.references,
    summary: 'Photos that people confirmed as references of a peak',
    privileges: [READ_PLACES],
    validate: { params: idParams },
    handler: async ({ library, request, response }) =>
      response.ok({ body: await listReferences(library, request.params.id) }),
  });

  defineRoute(deps, {
    method: 'post',
    path: API.references,
    summary:
      'Say that a photo shows a peak, or does not (shows: false); with preview: true only tell the effect',
    privileges: [PRIVILEGES.manageReferences, READ_PLACES],
    validate: { params: idParams, body },
    handler: async ({ library, request, response }) => {
      const { photoId, ...options } = request.body;
      return response.ok({
        body: await addReference(library, request.params.id, photoId, options),
      });
    },
  });

  defineRoute(deps, {
    method: 'delete',
    path: API.references,
    summary: 'Take back what was said of a photo',
    privileges: [PRIVILEGES.manageReferences, READ_PLACES],
    validate: { params: idParams, query: photoQuery },
    handler: async ({ library, request, response }) =>
      response.ok({
        body: await removeReference(library, request.params.id, request.query.photoId),
      }),
  });
}

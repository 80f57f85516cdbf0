import { originalsRequestSchema } from '../../common/api';
import { API, PRIVILEGES } from '../../common/constants';
import { PeakSearchError } from '../errors';
import { isOriginalReachable } from '../photos/originals/originals';
import { originalsZip } from '../photos/originals/originals_zip';
import { Budget } from './budget';
import { defineRoute, type RouteDependencies } from './define_route';
import { validator } from './validation';

/** Half of what a ZIP without 64-bit extensions holds; a day of RAW files has less. */
const MOST_BYTES = 2 * 1024 ** 3;

const body = validator(originalsRequestSchema);

/** Many originals in one ZIP. */
export function registerOriginalsRoute(deps: RouteDependencies): void {
  const { settings } = deps.services;
  // Each reads a disk, twice for each file: once to prove it, once to send it.
  const downloads = new Budget({
    slots: 4,
    slotsPerUser: 2,
    bytes: Infinity,
    bytesPerUser: Infinity,
    waiting: 0,
  });

  defineRoute(deps, {
    method: 'post',
    path: API.originals,
    summary: 'The original files of up to 1,000 photos as one ZIP',
    privileges: [PRIVILEGES.readOriginals],
    validate: { body },
    handler: async ({ library, request, response, user }) => {
      const documents = await library.photos.files(request.body.ids);
      const bytes = documents.reduce((sum, document) => sum + document.bytes, 0);
      if (bytes > MOST_BYTES) {
        throw new PeakSearchError(
          'too_large',
          `The originals of these ${documents.length} photos have ${(bytes / 1e9).toFixed(1)} GB, more than the 2.1 GB of one download. Select fewer.`
        );
      }
      const reachable = await Promise.all(
        documents.map((document) => isOriginalReachable(settings, document))
      );
      if (!reachable.includes(true)) {
        throw new PeakSearchError(
          'not_found',
          'None of these originals can be reached from here: their albums have no root in peakSearch.photos.roots, or the files were moved or changed.'
        );
      }
      const share = downloads.enter(user);
      const zip = originalsZip(settings, documents);
      zip.once('close', () => share.release());
      return response.file({
        body: zip,
        filename: 'photos.zip',
        fileContentType: 'application/zip',
        headers: { 'cache-control': 'no-store' },
      });
    },
  });
}

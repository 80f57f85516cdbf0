import type { KibanaFeatureConfig } from '@kbn/features-plugin/server';
import { CAPABILITIES, PLUGIN_ID, PLUGIN_NAME, PRIVILEGES } from '../common/constants';

/**
 * What an administrator can grant. Read: search, map, photos with time and, to about a kilometer, place (a map without
 * places would be none). All: also upload a photo to name its peaks, confirm references, correct a camera's compass,
 * measure the quality of the answers.
 * Exact places are a privilege of their own (a home, a nest), and so are originals with the camera's own data: the file
 * on disk holds more than the photo shows (serial numbers, people's names), the exact place included. All carries both.
 */
export const peakSearchFeature: KibanaFeatureConfig = {
  id: PLUGIN_ID,
  name: PLUGIN_NAME,
  category: { id: 'kibana', label: 'Analytics', euiIconType: 'logoKibana', order: 1000 },
  order: 8500,
  app: [PLUGIN_ID],
  privileges: {
    all: {
      app: [PLUGIN_ID],
      api: [
        PRIVILEGES.read,
        PRIVILEGES.identify,
        PRIVILEGES.manageReferences,
        PRIVILEGES.correctCompass,
        PRIVILEGES.readQuality,
      ],
      savedObject: { all: [], read: [] },
      ui: [
        CAPABILITIES.show,
        CAPABILITIES.identify,
        CAPABILITIES.manageReferences,
        CAPABILITIES.correctCompass,
        CAPABILITIES.quality,
      ],
    },
    read: {
      app: [PLUGIN_ID],
      api: [PRIVILEGES.read],
      savedObject: { all: [], read: [] },
      ui: [CAPABILITIES.show],
    },
  },
  subFeatures: [
    {
      name: 'Places and originals',
      privilegeGroups: [
        {
          groupType: 'independent',
          privileges: [
            {
              id: 'exact_places',
              name: 'See exact places; without it they are rounded to about 1 km',
              includeIn: 'all',
              api: [PRIVILEGES.readExactPlaces],
              savedObject: { all: [], read: [] },
              ui: [],
            },
            {
              id: 'originals',
              name: 'Open and download original photos, see camera data and exact places',
              includeIn: 'all',
              api: [PRIVILEGES.readOriginals, PRIVILEGES.readExactPlaces],
              savedObject: { all: [], read: [] },
              ui: [CAPABILITIES.originals],
            },
          ],
        },
      ],
    },
  ],
};

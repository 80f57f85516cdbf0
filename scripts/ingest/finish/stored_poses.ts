import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { OUTLINE_PX } from '../../../server/identify/camera_pose';
import { PhotoError } from '../../../server/images/photo_error';
import type { PhotoDocument, StoredPhoto } from '../../../server/photos/photo_document';
import type { StoredPose } from '../../../server/photos/photo_pose';
import { metadataOf } from '../../../server/photos/stored_capture';
import type { PeakSearchServices } from '../../../server/services';
import { poseFinder } from '../prepare/poses';
import type { ScannedPhoto } from '../scan/album_scan';

/** Works out the poses of photos that are in the index, from their thumbnails: the files themselves may be far away. */
export interface StoredPoses {
  /** The pose with the method and tiles of today; undefined where the stored one is that already. */
  renewed(photo: Pick<ScannedPhoto<StoredPhoto>, 'id' | 'source'>): Promise<StoredPose | undefined>;
}

/** Any size will do: the model is not asked. */
const ANY_IMAGE_SIZE = 224;

/** @returns undefined where no terrain is configured */
export async function storedPoses(
  services: Pick<PeakSearchServices, 'terrain' | 'decoder' | 'settings'>,
  client: ElasticsearchClient,
  index: string
): Promise<StoredPoses | undefined> {
  const finder = await poseFinder(services);
  if (!finder) return undefined;
  const outlineOf = async (id: string) => {
    const { _source } = await client.get<Pick<PhotoDocument, 'thumbnail'>>({
      index,
      id,
      _source_includes: ['thumbnail'],
    });
    const request = {
      bytes: Buffer.from(_source!.thumbnail, 'base64'),
      imageSize: ANY_IMAGE_SIZE,
      defaultZone: services.settings.photos.defaultZone,
      outlinePx: OUTLINE_PX,
    };
    try {
      return (await services.decoder.decode(request)).outline;
    } catch (error) {
      // A thumbnail that cannot be read has no skyline; its compass is left.
      if (error instanceof PhotoError && error.permanent) return undefined;
      throw error;
    }
  };
  return {
    async renewed({ id, source }) {
      if (source.pose?.version === finder.version) return undefined;
      // By what the camera wrote: a pose is worked out as if nobody had corrected it.
      const metadata = metadataOf({ ...source, bearing_correction_deg: undefined });
      const seen = metadata.gps && metadata.horizontalFovDeg !== undefined;
      return finder.find({ metadata, outline: seen ? await outlineOf(id) : undefined });
    },
  };
}

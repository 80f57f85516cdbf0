import sharp from 'sharp';
import { damaged } from '../photo_error';

export interface RasterTask {
  /** A TIFF on disk. */
  path: string;
  /** More pixels than this are refused. */
  maxSamples: number;
}

/**
 * The first band of a raster as numbers, row by row, whatever it is packed with. Of 16 bits, what lies below 0 comes out
 * as 0.
 *
 * @throws PhotoError damaged, with libtiff's reason
 */
export async function readRaster({ path, maxSamples }: RasterTask): Promise<Float32Array> {
  try {
    const picture = sharp(path, { limitInputPixels: maxSamples });
    // Any other space would press numbers of this kind into 8 bits.
    const { space } = await picture.metadata();
    const data = await picture
      .extractChannel(0)
      .toColourspace(space === 'grey16' ? 'grey16' : 'b-w')
      .raw({ depth: 'float' })
      .toBuffer();
    return new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  } catch (error) {
    throw damaged('tiff', (error as Error).message, error);
  }
}

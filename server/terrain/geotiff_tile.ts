import { fromFile } from 'geotiff';
import type { GeoTIFFImage } from 'geotiff';
import { HeightTile } from './height_tile';
import type { Bounds, Grid } from './height_tile';

/** One and a half times the largest that is published as a tile of a degree (3601 × 3601). */
const MAX_SAMPLES = 20e6;

/** Keys of GeoTIFF 1.1, 7.4: what the coordinates are, and whether a sample stands for an area or a point. */
const GEOGRAPHIC = 2;
const POINTS = 2;

/**
 * Where a GeoTIFF lies, by its header.
 *
 * @throws RangeError for one that is not in degrees, is turned, or is too large to be held
 */
export async function geoTiffBounds(path: string): Promise<Bounds> {
  return withImage(path, (image) => {
    const { rows, columns, first, step } = gridOf(image);
    return Promise.resolve({
      north: first.lat + step.lat / 2,
      south: first.lat - (rows - 0.5) * step.lat,
      west: first.lon - step.lon / 2,
      east: first.lon + (columns - 0.5) * step.lon,
    });
  });
}

/**
 * Reads a GeoTIFF of heights (Copernicus DEM, SRTM, ALOS, …), its first band in meters above the sea, whatever it is
 * packed with (deflate, LZW, Zstandard, floating-point predictor, tiles of a cloud-optimized GeoTIFF).
 *
 * @throws Error for a damaged file, or as geoTiffBounds
 */
export async function readGeoTiff(path: string): Promise<HeightTile> {
  return withImage(path, async (image) => {
    const grid = gridOf(image);
    const heights = (await image.readRasters({ samples: [0], interleave: true })) as unknown;
    const nothing = image.getGDALNoData();
    const samples = heights as ArrayLike<number>;
    return new HeightTile(grid, (i) => (samples[i] === nothing ? NaN : samples[i]!));
  });
}

async function withImage<T>(path: string, read: (image: GeoTIFFImage) => Promise<T>): Promise<T> {
  const tiff = await fromFile(path);
  try {
    return await read(await tiff.getImage());
  } finally {
    await tiff.close();
  }
}

function gridOf(image: GeoTIFFImage): Grid {
  const keys = image.getGeoKeys() as Record<string, unknown> | null;
  const directory = image.fileDirectory;
  const [scaleLon = 0, scaleLat = 0] = numbers(directory.getValue('ModelPixelScale'));
  const [column = 0, row = 0, , lon, lat] = numbers(directory.getValue('ModelTiepoint'));
  if (
    keys?.GTModelTypeGeoKey !== GEOGRAPHIC ||
    scaleLon <= 0 ||
    scaleLat <= 0 ||
    lat === undefined ||
    lon === undefined
  ) {
    throw new RangeError(
      'it is no GeoTIFF in degrees with north above; gdalwarp -t_srs EPSG:4326 makes one of any other'
    );
  }
  const [rows, columns] = [image.getHeight(), image.getWidth()];
  if (!(rows * columns <= MAX_SAMPLES)) {
    throw new RangeError(
      `it has ${Math.round((rows * columns) / 1e6)} million samples, and ${MAX_SAMPLES / 1e6} can be held; gdal_retile.py cuts it into tiles`
    );
  }
  // The sample of an area stands in its middle.
  const middle = keys.GTRasterTypeGeoKey === POINTS ? 0 : 0.5;
  return {
    rows,
    columns,
    first: { lat: lat - (middle - row) * scaleLat, lon: lon + (middle - column) * scaleLon },
    step: { lat: scaleLat, lon: scaleLon },
  };
}

const numbers = (value: unknown): number[] => Array.from((value ?? []) as ArrayLike<number>);

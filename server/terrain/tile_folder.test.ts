import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { bearingBetween, distanceM } from '../../common/geo/geodesy';
import type { Point } from '../../common/search_api';
import { obstaclesInSight } from '../identify/peak_geometry';
import { predictPeaks } from '../identify/predict_peaks';
import { geoTiffBounds, readGeoTiff } from './geotiff_tile';
import { hgtCorner, hgtName, readHgt } from './hgt_tile';
import type { HeightAt } from './horizon';
import { obstacleBefore } from './line_of_sight';
import { openTileFolder } from './tile_folder';

const VOID = -32768;

/** A tile of 3 arc seconds, its heights by position. */
function tile(corner: Point, heightM: (point: Point) => number): Buffer {
  const bytes = Buffer.alloc(1201 * 1201 * 2);
  for (let row = 0; row < 1201; row++) {
    for (let column = 0; column < 1201; column++) {
      const point = { lat: corner.lat + 1 - row / 1200, lon: corner.lon + column / 1200 };
      bytes.writeInt16BE(Math.round(heightM(point)), 2 * (row * 1201 + column));
    }
  }
  return bytes;
}

const camera = { lat: 27.9, lon: 86.7, altitudeM: 4000 };
/** 10 km east of the camera; across the tile's edge lies another one. */
const near = { id: 'near', names: ['Near'], latlon: { lat: 27.9, lon: 86.8018 }, elevationM: 6500 };
const far = { id: 'far', names: ['Far'], latlon: { lat: 27.9, lon: 87.05 }, elevationM: 7500 };

/** A plain at 3,900 m; a wall from north to south, 5 km before the camera, as high as is said. */
const wall =
  (topM: number): HeightAt =>
  (_lat, lon) =>
    Math.abs(lon - 86.751) < 0.003 ? topM : 3900;

/** A ground for `tile` and `geoTiff`, which ask by point. */
const flat =
  (heightAt: HeightAt) =>
  ({ lat, lon }: Point): number =>
    heightAt(lat, lon);

const target = ({ latlon, elevationM }: typeof near) => ({
  bearingDeg: bearingBetween(camera, latlon),
  distanceM: distanceM(camera, latlon),
  elevationM,
});

describe('the line of sight', () => {
  it('is hidden by a wall that reaches above it, and by nothing lower', () => {
    // From 4,000 m to 6,500 m in 10 km: 5,250 m at half way.
    expect(obstacleBefore(wall(5500), camera, target(near))!.marginDeg).toBeGreaterThan(1);
    expect(obstacleBefore(wall(5000), camera, target(near))!.marginDeg).toBeLessThan(-1);
    const { distanceM: at } = obstacleBefore(wall(5500), camera, target(near))!;
    expect(at).toBeGreaterThan(4500);
    expect(at).toBeLessThan(5500);
  });

  it('bends with the earth: at 80 km even a plain reaches nearer to a summit', () => {
    const plain: HeightAt = () => 0;
    const eye = { lat: 0, lon: 0, altitudeM: 10 };
    const summit = (distance: number) => ({ bearingDeg: 90, distanceM: distance, elevationM: 300 });
    // The horizon of an eye at 10 m lies 12 km away; a summit of 300 m sinks below it 79 km away.
    expect(obstacleBefore(plain, eye, summit(60_000))!.marginDeg).toBeLessThan(0);
    expect(obstacleBefore(plain, eye, summit(90_000))!.marginDeg).toBeGreaterThan(0);
  });

  it('never lets a camera stand in the ground', () => {
    const buried = { ...camera, altitudeM: 3000 };
    const onGround = { ...camera, altitudeM: undefined };
    expect(obstacleBefore(wall(4500), buried, target(near))).toEqual(
      obstacleBefore(wall(4500), onGround, target(near))
    );
  });

  it('knows nothing where the ground is unknown', () => {
    expect(obstacleBefore(() => NaN, camera, target(near))).toBeUndefined();
    const beyond: HeightAt = (_lat, lon) => (lon > 86.76 ? 3900 : NaN);
    expect(obstacleBefore(beyond, camera, target(near))!.marginDeg).toBeLessThan(0);
  });

  it('is hidden the more, the higher the wall', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3900, max: 8000 }),
        fc.integer({ min: 1, max: 500 }),
        (m, d) => {
          const [low, high] = [wall(m), wall(m + d)].map(
            (ground) => obstacleBefore(ground, camera, target(near))!.marginDeg
          );
          expect(high).toBeGreaterThanOrEqual(low);
        }
      )
    );
  });
});

describe('a tile', () => {
  it('is named by its south-western corner', () => {
    expect(hgtName({ lat: 27, lon: 86 })).toBe('N27E086.hgt');
    expect(hgtName({ lat: -1, lon: -78 })).toBe('S01W078.hgt');
    expect(hgtCorner('S01W078.hgt')).toEqual({ lat: -1, lon: -78 });
    expect(hgtCorner('any.tif')).toBeUndefined();
  });

  it('is read between its samples, row by row from the north, and not over a void', () => {
    const slope = readHgt(
      tile({ lat: 27, lon: 86 }, ({ lat, lon }) => 1200 * (lat - 27) + 2400 * (lon - 86)),
      { lat: 27, lon: 86 }
    );
    expect(slope.heightAt(27.25, 86.5)).toBeCloseTo(300 + 1200, 6);
    expect(slope.heightAt(27.25 + 1 / 4800, 86.5)).toBeCloseTo(1500.25, 6);
    expect(slope.heightAt(27, 86)).toBe(0);
    const hole = readHgt(
      tile({ lat: 27, lon: 86 }, ({ lat }) => (Math.abs(lat - 27.5) < 0.0005 ? VOID : 100)),
      { lat: 27, lon: 86 }
    );
    expect(hole.heightAt(27.5, 86.2)).toBeNaN();
    expect(hole.heightAt(27.4, 86.2)).toBe(100);
  });

  it('of another size is refused with its size', () => {
    expect(() => readHgt(Buffer.alloc(1000), { lat: 27, lon: 86 })).toThrow(/1000 bytes/);
  });
});

interface GeoTiffOptions {
  /** 2: each sample is a point, not an area. */
  rasterType?: number;
  /** 1: meters of a projection. */
  modelType?: number;
  noData?: string;
  /** 16-bit numbers, which most of SRTM's are published as. */
  short?: boolean;
}

/** A GeoTIFF of a degree, 3 arc seconds, 32-bit numbers unless said otherwise: header, heights, no packing (TIFF 6.0, section 2). */
function geoTiff(
  corner: Point,
  heightM: (point: Point) => number,
  { rasterType = 1, modelType = 2, noData = '-9999', short = false }: GeoTiffOptions = {}
): Buffer {
  const side = 1200;
  const heights = Array.from({ length: side * side }, (_, i) =>
    heightM({
      lat: corner.lat + 1 - (Math.floor(i / side) + 0.5) / side,
      lon: corner.lon + ((i % side) + 0.5) / side,
    })
  );
  const raster = Buffer.from(
    (short ? Int16Array.from(heights) : Float32Array.from(heights)).buffer
  );
  const doubles = (...values: number[]) => Buffer.from(Float64Array.from(values).buffer);
  const shorts = (...values: number[]) => Buffer.from(Uint16Array.from(values).buffer);
  const far = [
    [33550, 12, 3, doubles(1 / side, 1 / side, 0)],
    [33922, 12, 6, doubles(0, 0, 0, corner.lon, corner.lat + 1, 0)],
    [34735, 3, 12, shorts(1, 1, 0, 2, 1024, 0, 1, modelType, 1025, 0, 1, rasterType)],
    [42113, 2, noData.length + 1, Buffer.from(`${noData}\0`)],
  ] as const;
  const near = [
    [256, 3, 1, side],
    [257, 3, 1, side],
    [258, 3, 1, short ? 16 : 32],
    [259, 3, 1, 1],
    [262, 3, 1, 1],
    [277, 3, 1, 1],
    [278, 3, 1, side],
    [279, 4, 1, raster.length],
    [339, 3, 1, short ? 2 : 3],
  ] as const;
  const count = near.length + far.length + 1;
  let place = 8 + 2 + count * 12 + 4;
  const entries: Array<[tag: number, type: number, count: number, value: number]> = [...near].map(
    (entry) => [...entry]
  );
  const parts: Buffer[] = [];
  for (const [tag, type, values, bytes] of far) {
    entries.push([tag, type, values, place]);
    parts.push(bytes, Buffer.alloc(bytes.length % 2));
    place += bytes.length + (bytes.length % 2);
  }
  entries.push([273, 4, 1, place]);
  const directory = Buffer.alloc(8 + 2 + count * 12 + 4);
  directory.write('II*\0', 'latin1');
  directory.writeUInt32LE(8, 4);
  directory.writeUInt16LE(count, 8);
  entries
    .sort(([a], [b]) => a - b)
    .forEach(([tag, type, values, value], i) => {
      const at = 10 + i * 12;
      directory.writeUInt16LE(tag, at);
      directory.writeUInt16LE(type, at + 2);
      directory.writeUInt32LE(values, at + 4);
      directory.writeUInt32LE(value, at + 8);
    });
  return Buffer.concat([directory, ...parts, raster]);
}

describe('a GeoTIFF', () => {
  let dir: string;
  beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'geotiff-'))));
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const written = async (bytes: Buffer) => {
    const path = join(dir, 'tile.tif');
    await writeFile(path, bytes);
    return path;
  };
  const slope = ({ lat, lon }: Point) => 1200 * (lat - 27) + 2400 * (lon - 86);

  it('lies where its header says, and is read between its samples', async () => {
    const path = await written(geoTiff({ lat: 27, lon: 86 }, slope));
    const bounds = await geoTiffBounds(path);
    expect(bounds.south).toBeCloseTo(27, 9);
    expect(bounds.east).toBeCloseTo(87, 9);
    const read = await readGeoTiff(path);
    for (const point of [
      { lat: 27.25, lon: 86.5 },
      { lat: 27.123_45, lon: 86.987_6 },
    ]) {
      expect(read.heightAt(point.lat, point.lon)).toBeCloseTo(slope(point), 2);
    }
    // Half a sample from its edge it goes on as the outermost sample; beyond it knows nothing.
    expect(read.heightAt(27, 86.5)).toBeCloseTo(1200.5, 1);
    expect(read.heightAt(26.99, 86.5)).toBeNaN();
  });

  it('whose samples are points is read half a sample further', async () => {
    const points = await readGeoTiff(
      await written(geoTiff({ lat: 27, lon: 86 }, slope, { rasterType: 2 }))
    );
    const point = { lat: 27.25, lon: 86.5 };
    expect(points.heightAt(point.lat, point.lon)).toBeCloseTo(
      slope(point) + (1200 / 2400) * -1 + 2400 / 2400,
      2
    );
  });

  it('knows nothing where it says so, or says what cannot be', async () => {
    const path = await written(
      geoTiff({ lat: 27, lon: 86 }, ({ lat }) => (lat > 27.5 ? -9999 : lat > 27.2 ? 100 : 50), {
        noData: '50.00',
      })
    );
    const read = await readGeoTiff(path);
    expect(read.heightAt(27.7, 86.2)).toBeNaN();
    expect(read.heightAt(27.4, 86.2)).toBe(100);
    expect(read.heightAt(27.1, 86.2)).toBeNaN();
  });

  it('of 16-bit numbers keeps them whole', async () => {
    const read = await readGeoTiff(
      await written(
        geoTiff({ lat: 27, lon: 86 }, ({ lat }) => (lat > 27.5 ? 8848 : -32768), { short: true })
      )
    );
    expect(read.heightAt(27.7, 86.2)).toBe(8848);
    expect(read.heightAt(27.2, 86.2)).toBeNaN();
  });

  it('in meters of a projection is refused, with the way to mend it', async () => {
    const path = await written(geoTiff({ lat: 27, lon: 86 }, slope, { modelType: 1 }));
    await expect(geoTiffBounds(path)).rejects.toThrow(/gdalwarp -t_srs EPSG:4326/);
  });
});

describe('a folder of tiles', () => {
  let dir: string;
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const photo = {
    metadata: { gps: camera, altitudeM: 4000, bearingDeg: 90, horizontalFovDeg: 60 },
    width: 4000,
    height: 3000,
  };
  const catalog = [near, far].map((peak) => ({ ...peak, prototype: new Float32Array() }));
  const visible = async (folder: string) => {
    const obstacles = await obstaclesInSight(openTileFolder(folder, warn), photo, catalog);
    const { candidates } = predictPeaks({ ...photo, catalog, without: 'vision', obstacles });
    return { obstacles: obstacles!, candidates };
  };

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'terrain-'));
    warnings.length = 0;
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('lowers what the ground hides, and says what hides it', async () => {
    await writeFile(join(dir, 'N27E086.hgt'), tile({ lat: 27, lon: 86 }, flat(wall(5500))));
    const { obstacles, candidates } = await visible(dir);
    expect(obstacles.get('near')!.marginDeg).toBeGreaterThan(1);
    const free = predictPeaks({ ...photo, catalog, without: 'vision' }).candidates;
    const of = (some: typeof free) => some.find(({ id }) => id === 'near')!;
    expect(of(free).visible).toBeGreaterThan(0.5);
    expect(of(candidates).visible).toBeLessThan(0.05);
    expect(of(candidates).evidence).toContainEqual({
      code: 'hidden_by_terrain',
      distanceKm: expect.any(Number) as number,
    });
    expect(warnings).toEqual([]);
  });

  it('reads on in the next tile', async () => {
    await writeFile(join(dir, 'N27E086.hgt'), tile({ lat: 27, lon: 86 }, flat(wall(3900))));
    await writeFile(
      join(dir, 'N27E087.hgt'),
      tile({ lat: 27, lon: 87 }, () => 9000)
    );
    const { obstacles } = await visible(dir);
    expect(obstacles.get('far')!.distanceM).toBeGreaterThan(25_000);
    expect(obstacles.get('far')!.marginDeg).toBeGreaterThan(1);
  });

  it('reads GeoTIFFs beside them, whatever they are called', async () => {
    await writeFile(
      join(dir, 'east.tiff'),
      geoTiff({ lat: 27, lon: 87 }, () => 8900)
    );
    await writeFile(join(dir, 'home.tif'), geoTiff({ lat: 27, lon: 86 }, flat(wall(3900))));
    const { obstacles } = await visible(dir);
    expect(obstacles.get('near')!.marginDeg).toBeLessThan(-1);
    expect(obstacles.get('far')!.marginDeg).toBeGreaterThan(1);
    expect(obstacles.get('far')!.distanceM).toBeGreaterThan(25_000);
    expect(warnings).toEqual([]);
  });

  it('changes nothing where tiles are missing, void or no tiles at all', async () => {
    const free = predictPeaks({ ...photo, catalog, without: 'vision' });
    expect((await visible(dir)).candidates).toEqual(free.candidates);
    await writeFile(
      join(dir, 'N27E086.hgt'),
      tile({ lat: 27, lon: 86 }, () => VOID)
    );
    expect((await visible(dir)).candidates).toEqual(free.candidates);
    await writeFile(join(dir, 'N27E086.hgt'), 'no tile');
    await writeFile(join(dir, 'any.tif'), 'no tile');
    expect((await visible(dir)).candidates).toEqual(free.candidates);
    expect(warnings).toEqual([
      expect.stringMatching(/any\.tif is left out: /),
      expect.stringMatching(/N27E086\.hgt is left out: it holds 7 bytes/),
    ]);
  });
});

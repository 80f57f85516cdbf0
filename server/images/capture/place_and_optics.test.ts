import { readXmp } from '../blocks/xmp';
import { altitude, direction, position } from './capture_place';
import { optics } from './optics';
import { name } from './exif_values';

const NOTHING = readXmp(undefined);
const KHUMBU = { lat: 27.95, lon: 86.81 };
const ALPS = { lat: 45.83, lon: 6.86 };

describe('positions', () => {
  const at = (lat: unknown, lon: unknown, refs = ['N', 'E']) =>
    position({
      GPSLatitude: lat,
      GPSLatitudeRef: refs[0],
      GPSLongitude: lon,
      GPSLongitudeRef: refs[1],
    });

  it('takes minutes in decimals, seconds of 0/0, and whole words for letters', () => {
    const expected = { lat: 27.95, lon: 86.81 };
    for (const found of [
      at([27, 57], [86, 48.6]),
      at([27, 57, NaN], [86, 48.6, NaN]),
      at(27.95, 86.81),
    ]) {
      expect(found?.lat).toBeCloseTo(expected.lat, 9);
      expect(found?.lon).toBeCloseTo(expected.lon, 9);
    }
    expect(at([43, 0, 0], [170, 0, 0], ['South', 'east'])).toEqual({ lat: -43, lon: 170 });
    expect(at([27, NaN, NaN], [86, 48, 0])).toBeUndefined();
  });
});

describe('altitude', () => {
  const height = (gps: Record<string, unknown>, version?: string, place = ALPS) =>
    altitude({ ifd0: {}, exif: { ExifVersion: version && Buffer.from(version) }, gps }, place);

  it('is unknown at exactly 0', () => {
    expect(height({ GPSAltitude: 0, GPSAltitudeRef: 0 })).toBeUndefined();
    expect(height({ GPSAltitude: 0.4, GPSAltitudeRef: 0 })).toBe(0.4);
  });

  it('of EXIF 3.0 is above the ellipsoid, or the sea’s by its references 2 and 3', () => {
    // The geoid lies about 52 m above the ellipsoid in the western Alps, and 30 m below it in the Khumbu.
    expect(height({ GPSAltitude: 4862, GPSAltitudeRef: 0 }, '0300')).toBeCloseTo(4810, -1);
    expect(height({ GPSAltitude: 5334, GPSAltitudeRef: 0 }, '0300', KHUMBU)).toBeGreaterThan(5355);
    expect(height({ GPSAltitude: 4810, GPSAltitudeRef: 2 }, '0300')).toBe(4810);
    expect(height({ GPSAltitude: 120, GPSAltitudeRef: 3 }, '0300')).toBe(-120);
    expect(height({ GPSAltitude: 4810, GPSAltitudeRef: 0 }, '0232')).toBe(4810);
  });
});

describe('directions', () => {
  const magnetic = { GPSImgDirection: 230, GPSImgDirectionRef: 'M' };

  it.each([
    // NOAA's calculator (WMM): Mount Rainier in August 2023, Aoraki in March 2025, Iceland in 2016.
    [{ lat: 46.935, lon: -121.504 }, '2023-08-12T10:00:00-07:00', 15.1],
    [{ lat: -43.734, lon: 170.096 }, '2025-03-14T10:00:00+13:00', 24.3],
    [{ lat: 64, lon: -19 }, '2016-06-01T12:00:00Z', -12.5],
  ])('get the declination of place and date', (place, time, declination) => {
    const found = direction(magnetic, place, time)!;
    expect(Math.abs(found.declinationDeg! - declination)).toBeLessThan(0.7);
    expect(found.bearingReference).toBe('true');
    expect(found.bearingDeg).toBeCloseTo(230 + found.declinationDeg!, 6);
  });

  it('stay magnetic without a place, and have a declination before and after the models', () => {
    expect(direction(magnetic, undefined, undefined)).toEqual({
      bearingDeg: 230,
      bearingReference: 'magnetic',
    });
    for (const time of ['2006-01-01T00:00:00Z', '2040-01-01T00:00:00Z']) {
      expect(Math.abs(direction(magnetic, ALPS, time)!.declinationDeg!)).toBeLessThan(6);
    }
  });
});

describe('field of view', () => {
  const seen = (exif: Record<string, unknown>, width = 6000, height = 4000, xmp = NOTHING) =>
    optics({ ifd0: {}, exif, gps: {} }, xmp, { width, height });
  const APSC = {
    FocalLength: 24,
    ExifImageWidth: 6000,
    ExifImageHeight: 4000,
    FocalPlaneXResolution: 2690.58,
    FocalPlaneYResolution: 2684.56,
    FocalPlaneResolutionUnit: 3,
  };

  it('comes from the focal plane, times the digital zoom', () => {
    expect(seen(APSC).focalLength35mm).toBeCloseTo(38.7, 0);
    expect(seen(APSC).horizontalFovDeg).toBeCloseTo(49.8, 0);
    expect(seen({ ...APSC, DigitalZoomRatio: 2 }).focalLength35mm).toBeCloseTo(77.4, 0);
    expect(seen({ ...APSC, DigitalZoomRatio: 0 }).focalLength35mm).toBeCloseTo(38.7, 0);
  });

  it('does not come from a resolution of another size', () => {
    expect(seen({ ...APSC, FocalPlaneXResolution: 72, FocalPlaneYResolution: 72 })).toEqual({});
    expect(seen({ ...APSC, FocalPlaneResolutionUnit: 1 })).toEqual({});
    expect(seen({ ...APSC, ExifImageHeight: 1000 })).toEqual({});
  });

  it('of a picture cut on two sides is that of what is left', () => {
    const exif = { FocalLengthIn35mmFormat: 36, ExifImageWidth: 6000, ExifImageHeight: 4000 };
    expect(seen(exif, 6000, 4000).horizontalFovDeg).toBeCloseTo(53.1, 1);
    // Cut to a wide strip: as wide as before, half as high.
    expect(seen(exif, 6000, 2200).horizontalFovDeg).toBeCloseTo(53.1, 1);
    // Cut to a square, and made smaller: the whole picture's angles.
    expect(seen(exif, 4000, 4000).horizontalFovDeg).toBeCloseTo(36.9, 1);
    expect(seen(exif, 3000, 2000).horizontalFovDeg).toBeCloseTo(53.1, 1);
  });

  it('of a panorama is unknown', () => {
    const exif = { FocalLengthIn35mmFormat: 26 };
    const panorama = { focalLength35mm: 26, panorama: true };
    expect(seen(exif, 12_000, 3000)).toEqual(panorama);
    expect(seen({ ...exif, CustomRendered: 6 }, 5000, 3000)).toEqual(panorama);
    const xmp = readXmp(
      '<rdf:RDF><rdf:Description GPano:ProjectionType="equirectangular"/></rdf:RDF>'
    );
    expect(seen(exif, 6000, 3000, xmp)).toEqual(panorama);
    // The widest frame that a camera has.
    expect(seen(exif, 7000, 2600).panorama).toBeUndefined();
  });
});

it('ends names at the first NUL', () => {
  expect(name('NIKON\0CORPORATION')).toBe('NIKON');
  expect(name('\0\0 Apple \0junk')).toBe('Apple');
  expect(name('\0\0')).toBeUndefined();
});

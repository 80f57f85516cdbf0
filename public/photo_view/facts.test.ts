import type { PhotoResponse } from '../../common/api';
import { compassPoint, exposureLabel, fileSize, photoFacts, signedDegrees } from './facts';

const PHOTO: PhotoResponse = {
  id: 'p1',
  album: 'khumbu',
  path: 'day-3/IMG_1.jpg',
  contentHash: 'ab',
  width: 4032,
  height: 3024,
  dominantColour: '#336699',
  peaks: [],
  format: 'jpeg',
  bytes: 2_137_715,
  decodedFrom: 'full',
  candidates: [],
  summits: [],
  originalReachable: true,
};

const valueOf = (photo: PhotoResponse, name: string) =>
  photoFacts(photo).find((fact) => fact.name === name)?.value;

describe('photoFacts', () => {
  it('leaves out what a photo does not say', () => {
    expect(photoFacts(PHOTO)).toEqual([{ name: 'File', value: '4,032 × 3,024, JPEG, 2.1 MB' }]);
  });

  it("tells the time on the photographer's clock, wherever the reader is", () => {
    const value = valueOf({ ...PHOTO, shotTime: '2023-10-27T06:47:48+05:45' }, 'Taken');
    expect(value).toContain('October 27, 2023');
    expect(value).toContain('6:47:48');
    expect(value).toContain('UTC+05:45');
  });

  it('says where a time zone comes from unless the camera wrote it', () => {
    const zone = 'Asia/Kathmandu';
    expect(valueOf({ ...PHOTO, zone, zoneSource: 'exif' }, 'Time zone')).toBeUndefined();
    expect(valueOf({ ...PHOTO, zone, zoneSource: 'setting' }, 'Time zone')).toContain('assumed');
  });

  it('says that a direction was corrected, and by how much', () => {
    expect(valueOf({ ...PHOTO, bearingDeg: 92.4 }, 'Direction')).toBe('east, 92°');
    expect(valueOf({ ...PHOTO, bearingDeg: 92.4, bearingCorrectionDeg: 2.5 }, 'Direction')).toBe(
      'east, 92° (corrected by +2.5°)'
    );
  });

  it("writes a camera's maker once", () => {
    const camera = {
      make: 'Canon',
      model: 'Canon EOS R5',
      exposureTime: 0.004,
      fNumber: 8,
      iso: 100,
    };
    expect(valueOf({ ...PHOTO, camera }, 'Camera')).toBe('Canon EOS R5');
    expect(valueOf({ ...PHOTO, camera }, 'Exposure')).toBe('1/250 s, f/8, ISO 100');
    expect(valueOf({ ...PHOTO, camera: { make: 'Apple', model: 'iPhone 15' } }, 'Camera')).toBe(
      'Apple iPhone 15'
    );
  });
});

describe('words for numbers', () => {
  it.each([
    [0, 'north'],
    [44, 'north-east'],
    [180, 'south'],
    [359, 'north'],
  ])('%i° is %s', (degrees, point) => expect(compassPoint(degrees)).toBe(point));

  it('writes exposures as cameras do', () => {
    expect(exposureLabel(1 / 60)).toBe('1/60 s');
    expect(exposureLabel(0.5)).toBe('0.5 s');
    expect(exposureLabel(30)).toBe('30 s');
  });

  it('writes sizes and signs', () => {
    expect(fileSize(812_000)).toBe('812 kB');
    expect(signedDegrees(-3.04)).toBe('−3°');
    expect(signedDegrees(0)).toBe('0°');
  });
});

import { captureTime } from './capture_time';

const TENGBOCHE = { lat: 27.8361, lon: 86.7642 };
const ZERMATT = { lat: 46.0207, lon: 7.7491 };

/** `captureTime` over the tags that matter to it. */
const time = (
  exif: Record<string, unknown>,
  { place, gps = {}, zone = 'Europe/Zurich' }: {
    place?: { lat: number; lon: number };
    gps?: Record<string, unknown>;
    zone?: string;
  } = {}
) => captureTime({ ifd0: {}, exif, gps }, place, zone); // prettier-ignore

const LOCAL = { DateTimeOriginal: '2023:10:27 06:47:48' };

describe('the offset', () => {
  it('is the photo’s own, with fraction and the zone’s name where the place agrees', () => {
    const exif = { ...LOCAL, SubSecTimeOriginal: '123', OffsetTimeOriginal: '+05:45' };
    expect(time(exif, { place: TENGBOCHE })).toEqual({
      shotTime: '2023-10-27T06:47:48.123+05:45',
      timeSource: 'original',
      zoneSource: 'exif',
      zone: 'Asia/Kathmandu',
    });
    expect(time(exif)).toEqual({
      shotTime: '2023-10-27T06:47:48.123+05:45',
      timeSource: 'original',
      zoneSource: 'exif',
    });
  });

  it('of a camera left on home time is believed, and the place’s zone not named', () => {
    expect(time({ ...LOCAL, OffsetTimeOriginal: '+02:00' }, { place: TENGBOCHE })).toEqual({
      shotTime: '2023-10-27T06:47:48.000+02:00',
      timeSource: 'original',
      zoneSource: 'exif',
    });
  });

  it('comes from the zone of the place when the photo has none', () => {
    expect(time(LOCAL, { place: TENGBOCHE })).toEqual({
      shotTime: '2023-10-27T06:47:48.000+05:45',
      timeSource: 'original',
      zoneSource: 'gps',
      zone: 'Asia/Kathmandu',
    });
  });

  it('comes from the GPS clock before the place: the camera may be on home time', () => {
    const gps = { GPSDateStamp: '2023:10:27', GPSTimeStamp: [4, 47, 12] };
    expect(time(LOCAL, { place: TENGBOCHE, gps })).toEqual({
      shotTime: '2023-10-27T06:47:48.000+02:00',
      timeSource: 'original',
      zoneSource: 'gps',
    });
    const early = { GPSDateStamp: '2023:10:26', GPSTimeStamp: [19, 2, 50] };
    const evening = { DateTimeOriginal: '2023:10:27 00:48:00' };
    expect(time(evening, { place: TENGBOCHE, gps: early })).toMatchObject({
      shotTime: '2023-10-27T00:48:00.000+05:45',
      zone: 'Asia/Kathmandu',
    });
  });

  it.each([
    ['is 7 minutes off any offset', { GPSDateStamp: '2023:10:27', GPSTimeStamp: [4, 40, 0] }],
    ['is of another day', { GPSDateStamp: '2023:10:20', GPSTimeStamp: [1, 2, 48] }],
    ['is no number', { GPSDateStamp: '2023:10:27', GPSTimeStamp: [NaN, 2, 48] }],
    ['has no date', { GPSTimeStamp: [1, 2, 48] }],
    ['has month 13', { GPSDateStamp: '2023:13:27', GPSTimeStamp: [1, 2, 48] }],
  ])('ignores a GPS clock that %s', (_name, gps) => {
    expect(time(LOCAL, { place: TENGBOCHE, gps })).toMatchObject({
      shotTime: '2023-10-27T06:47:48.000+05:45',
      zoneSource: 'gps',
    });
  });

  it('comes from the setting without any place, and from UTC when the setting is no zone', () => {
    expect(time(LOCAL)).toEqual({
      shotTime: '2023-10-27T06:47:48.000+02:00',
      timeSource: 'original',
      zoneSource: 'setting',
      zone: 'Europe/Zurich',
    });
    expect(time(LOCAL, { zone: 'Mars/Olympus' })).toMatchObject({
      shotTime: '2023-10-27T06:47:48.000+00:00',
      zone: 'UTC',
    });
  });

  it.each(['+99:00', '+05:75', 'Nepal', '   :  ', 545, ''])('is not %p', (offset) => {
    expect(time({ ...LOCAL, OffsetTimeOriginal: offset })).toMatchObject({ zoneSource: 'setting' });
  });

  it('may be Z or lack its colon', () => {
    expect(time({ ...LOCAL, OffsetTimeOriginal: 'Z' })?.shotTime).toMatch(/\+00:00$/);
    expect(time({ ...LOCAL, OffsetTimeOriginal: '-0330' })?.shotTime).toMatch(/-03:30$/);
  });
});

describe('summer time', () => {
  it('moves a time in the skipped hour forward', () => {
    const skipped = { DateTimeOriginal: '2023:03:26 02:30:00' };
    expect(time(skipped, { place: ZERMATT })?.shotTime).toBe('2023-03-26T03:30:00.000+02:00');
  });

  it('takes the first of a time that occurs twice, unless the GPS clock knows better', () => {
    const twice = { DateTimeOriginal: '2023:10:29 02:30:00' };
    expect(time(twice, { place: ZERMATT })?.shotTime).toBe('2023-10-29T02:30:00.000+02:00');
    const gps = { GPSDateStamp: '2023:10:29', GPSTimeStamp: [1, 30, 0] };
    expect(time(twice, { place: ZERMATT, gps })).toEqual({
      shotTime: '2023-10-29T02:30:00.000+01:00',
      timeSource: 'original',
      zoneSource: 'gps',
      zone: 'Europe/Zurich',
    });
  });
});

describe('the date', () => {
  it.each([
    '0000:00:00 00:00:00',
    '    :  :     :  :  ',
    '2023:02:30 12:00:00',
    '2023:10:27 25:00:00',
    '9999:01:01 00:00:00',
    '1700:01:01 00:00:00',
    'yesterday',
    20231027,
    undefined,
  ])('is left out when it is %p', (value) => {
    expect(time({ DateTimeOriginal: value })).toBeUndefined();
  });

  it('falls back to the time of digitizing with its own offset', () => {
    expect(
      time({
        DateTimeOriginal: '0000:00:00 00:00:00',
        CreateDate: '2023:10:27 06:47:48',
        OffsetTimeOriginal: '+01:00',
        OffsetTimeDigitized: '+05:45',
        SubSecTimeDigitized: '5',
      })?.shotTime
    ).toBe('2023-10-27T06:47:48.500+05:45');
  });
});

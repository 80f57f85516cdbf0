import { DateTime } from 'luxon';
import { captureTime, type OtherTimes } from './capture_time';
import { writtenTime } from './local_time';
import { timeOfName } from './name_time';

const TENGBOCHE = { lat: 27.8361, lon: 86.7642 };
const LONDON = { lat: 51.48, lon: 0.01 };
type Values = Record<string, unknown>;

const time = (
  tags: { ifd0?: Values; exif?: Values; gps?: Values },
  place?: { lat: number; lon: number },
  others: OtherTimes = {}
) => captureTime({ ifd0: {}, exif: {}, gps: {}, ...tags }, place, 'UTC', others);

/** A GPS clock of the satellites' UTC. */
const satellites = (iso: string): Values => {
  const utc = DateTime.fromISO(iso, { zone: 'utc' });
  return {
    GPSDateStamp: utc.toFormat('yyyy:MM:dd'),
    GPSTimeStamp: [utc.hour, utc.minute, utc.second],
  };
};

describe('the order of trust', () => {
  const others: OtherTimes = {
    xmp: writtenTime('2024-01-04T10:00:00+01:00'),
    iptc: writtenTime('2024-01-05 10:00:00'),
    png: writtenTime('2024-01-06 10:00:00'),
    name: timeOfName('IMG_20240108_100000.jpg'),
  };
  const all = {
    ifd0: { ModifyDate: '2024:01:03 10:00:00' },
    exif: { DateTimeOriginal: '2024:01:01 10:00:00', CreateDate: '2024:01:02 10:00:00' },
    gps: satellites('2024-01-07T10:00:00Z'),
  };
  const day = (tags: typeof all | object, more: OtherTimes) => {
    const found = time(tags, undefined, more);
    return [found?.shotTime.slice(0, 10), found?.timeSource];
  };

  it('goes down as sources are taken away', () => {
    expect(day(all, others)).toEqual(['2024-01-01', 'original']);
    const digitized = { ...all, exif: { CreateDate: all.exif.CreateDate } };
    expect(day(digitized, others)).toEqual(['2024-01-02', 'digitized']);
    const modified = { ifd0: all.ifd0, gps: satellites('2024-01-03T09:00:01Z') };
    expect(day(modified, others)).toEqual(['2024-01-03', 'modified']);
    // The GPS clock contradicts the last change, which is an edit then.
    const edited = { ifd0: all.ifd0, gps: all.gps };
    expect(day(edited, others)).toEqual(['2024-01-04', 'xmp']);
    expect(day(edited, { ...others, xmp: undefined })).toEqual(['2024-01-05', 'iptc']);
    expect(day(edited, { png: others.png, name: others.name })).toEqual(['2024-01-06', 'png']);
    expect(day(edited, { name: others.name })).toEqual(['2024-01-07', 'gps']);
    expect(day({ ifd0: all.ifd0 }, { name: others.name })).toEqual(['2024-01-08', 'name']);
    expect(day({ ifd0: all.ifd0 }, {})).toEqual(['2024-01-03', 'modified']);
    expect(day({}, {})).toEqual([undefined, undefined]);
  });
});

describe('offsets', () => {
  const LOCAL = { DateTimeOriginal: '2024:05:06 07:08:09' };

  it('OffsetTime is the editor’s, unless the file was never edited', () => {
    const exif = { ...LOCAL, OffsetTime: '-07:00' };
    const edited = { ifd0: { ModifyDate: '2024:06:20 21:00:00' }, exif };
    expect(time(edited, TENGBOCHE)?.shotTime).toMatch(/\+05:45$/);
    // Nothing better is known.
    expect(time(edited)?.shotTime).toMatch(/-07:00$/);
    const fresh = { ifd0: { ModifyDate: LOCAL.DateTimeOriginal }, exif };
    expect(time(fresh, TENGBOCHE)?.shotTime).toMatch(/-07:00$/);
  });

  it('may be written behind the time, and hour 24 is hour 0', () => {
    expect(time({ exif: { DateTimeOriginal: '2024:05:06 07:08:09+0545' } })?.shotTime).toBe(
      '2024-05-06T07:08:09.000+05:45'
    );
    expect(time({ exif: { DateTimeOriginal: '2024-05-06T07:08:09.25Z' } })?.shotTime).toBe(
      '2024-05-06T07:08:09.250+00:00'
    );
    expect(time({ exif: { DateTimeOriginal: '2024:02:29 24:15:00' } })?.shotTime).toBe(
      '2024-02-29T00:15:00.000+00:00'
    );
  });

  it.each([
    ['30 minutes old: +06:15 is no offset', '2024-05-06T00:53:09Z', '+05:45'],
    ['15 minutes old: +06:00 is one, but not here', '2024-05-06T01:08:09Z', '+05:45'],
    ['in local time', '2024-05-06T07:08:09Z', '+05:45'],
    ['of a camera on Indian time', '2024-05-06T01:38:09Z', '+05:30'],
  ])('a GPS clock %s', (_name, utc, offset) => {
    const found = time({ exif: LOCAL, gps: satellites(utc) }, TENGBOCHE);
    expect(found?.shotTime.slice(-6)).toBe(offset);
  });

  it('a camera in London may be left on winter time', () => {
    const found = time({ exif: LOCAL, gps: satellites('2024-05-06T07:08:09Z') }, LONDON);
    expect(found?.shotTime.slice(-6)).toBe('+00:00');
  });

  it('a GPS clock whose seconds are 0/0 counts to the minute', () => {
    const gps = { GPSDateStamp: '2024:05:06', GPSTimeStamp: [1, 23, NaN] };
    expect(time({ exif: LOCAL, gps })).toMatchObject({
      shotTime: '2024-05-06T07:08:09.000+05:45',
      zoneSource: 'gps',
    });
  });
});

describe('names of files', () => {
  it.each([
    ['PXL_20240513_061203123.jpg', '2024-05-13T06:12:03.123', 0],
    ['day 3/IMG_20240513_061203.jpg', '2024-05-13T06:12:03.000', undefined],
    ['20240513_061203(1).jpg', '2024-05-13T06:12:03.000', undefined],
    ['2024-05-13 06.12.03.jpg', '2024-05-13T06:12:03.000', undefined],
    ['Screenshot_2024-05-13-06-12-03.png', '2024-05-13T06:12:03.000', undefined],
    ['WhatsApp Image 2024-05-13 at 06.12.03.jpeg', '2024-05-13T06:12:03.000', undefined],
    ['signal-2024-05-13-061203.jpg', '2024-05-13T06:12:03.000', undefined],
    ['DJI_20240513061203_0001_D.JPG', '2024-05-13T06:12:03.000', undefined],
    ['FB_IMG_1715580723000.jpg', '2024-05-13T06:12:03.000', 0],
  ])('%s', (name, local, offsetMin) => {
    const found = timeOfName(name)!;
    expect(DateTime.fromObject(found.local, { zone: 'utc' }).toISO()).toBe(`${local}Z`);
    expect(found.offsetMin).toBe(offsetMin);
    expect(found.dayOnly).toBeUndefined();
  });

  it.each(['IMG-20240513-WA0007.jpg', '2024-05-13 Gokyo.jpg', 'IMG_20240513_999999.jpg'])(
    '%s tells only the day',
    (name) => {
      expect(timeOfName(name)).toMatchObject({
        local: { year: 2024, month: 5, day: 13, hour: 12 },
        dayOnly: true,
      });
    }
  );

  it.each([
    'IMG_4711.JPG',
    'DSC_20991399.jpg',
    'P1020304.RW2',
    '12345678.jpg',
    'IMG_19450513_0001.jpg',
    'scan-18480513.tif',
    '4000x3000.jpg',
  ])('%s tells nothing', (name) => {
    expect(timeOfName(name)).toBeUndefined();
  });
});

import { captureTime, dayLabel, offsetLabel } from './capture_time';

describe('captureTime', () => {
  it('is the photographer’s clock, wherever the reader is', () => {
    const zone = process.env.TZ;
    try {
      for (const reader of ['UTC', 'America/Los_Angeles', 'Pacific/Auckland']) {
        process.env.TZ = reader;
        expect(captureTime('2023-11-05T07:55:56.021+05:45').replace(/\u202f/g, ' ')).toBe(
          'Nov 5, 2023, 7:55 AM'
        );
      }
    } finally {
      process.env.TZ = zone;
    }
  });
  it('names days and offsets', () => {
    expect(dayLabel('2023-11-05')).toBe('Sunday, November 5, 2023');
    expect(offsetLabel('2023-11-05T07:55:56+05:45')).toBe('UTC+05:45');
    expect(offsetLabel('2023-11-05T07:55:56Z')).toBe('UTC');
    expect(offsetLabel('2023-11-05T07:55:56')).toBe('');
  });
});

import { describeWith } from '../../common/testing/shared_inputs';
import sharp from 'sharp';
import { PhotoError } from '../../server/images/photo_error';
import { caseFile, corpusCases, reportCases } from '../../server/images/testing/cases';
import { decode } from '../../server/images/testing/test_pictures';
import { photoDocument } from '../../server/photos/make_photo_document';

/**
 * Every case of ../shared/cases that a file decides: its right value, from the bytes to the indexed document. Cases that need
 * an index, a screen or a sentence are covered where COVERED_ELSEWHERE says.
 */
const COVERED_ELSEWHERE: Readonly<Record<string, string>> = {
  F1: 'public/selection/selection.browser.test.ts',
  F3: 'public: the day filter',
  F4: 'public: the date field',
  F6: 'scripts/ingest/scan/walk.test.ts',
  F14: 'scripts/ingest/habits.integration.test.ts',
  F15: 'scripts/ingest/habits.integration.test.ts',
  F16: 'server/images/picture/picture_kinds.test.ts',
  'F2-gpx': 'scripts/ingest/finish/track_cases.test.ts',
  F17: 'scripts/ingest/finish/trails.integration.test.ts',
  'F19-bom': 'scripts/ingest/finish/track_cases.test.ts',
  F20: 'scripts/ingest/finish/track_cases.test.ts',
  F21: 'scripts/ingest/finish/track_cases.test.ts',
  H4: 'scripts/ingest/finish/track_cases.test.ts',
  H5: 'scripts/ingest/finish/track_cases.test.ts',
  H6: 'scripts/ingest/finish/track_cases.test.ts',
  H11: 'scripts/ingest/finish/track_cases.test.ts',
  F22: 'scripts/ingest/habits.integration.test.ts',
  F23: 'common/names and search: sentences',
  'F24-rainier': 'search: names in sentences',
  'F24-blanc': 'search: names in sentences',
  F25: 'search: names in sentences',
  F26: 'search: names in sentences',
  F27: 'public/selection/selection.browser.test.ts',
  F28: 'public: grid by day',
  F29: 'server/photos/photos.integration.test.ts',
  F30: 'server/routes: ETags',
  F31: 'scripts/ingest/habits.integration.test.ts',
  M6: 'server/images/raw/raw_photo.test.ts',
  M7: 'search: names in sentences',
  M8: 'scripts/ingest/finish/trails.integration.test.ts',
  H3: 'server/catalog/cases.test.ts',
  // Nobody can say what is right.
  A2: 'no right value',
};

const PARTS = {
  album: 'cases',
  path: 'x.jpg',
  contentHash: '',
  bytes: 0,
  vector: new Float32Array(1),
};

async function documentOf(bytes: Buffer, more: { sidecar?: string; fileName?: string } = {}) {
  const decoded = await decode(bytes, more);
  return { decoded, document: photoDocument({ ...PARTS, decoded }) };
}

type Outcome = Awaited<ReturnType<typeof documentOf>>;

/** The document's values, and the thumbnail's halves where a case speaks of them. */
async function valuesOf({ document, decoded }: Outcome): Promise<Record<string, unknown>> {
  const { data, info } = await sharp(decoded.thumbnail).raw().toBuffer({ resolveWithObject: true });
  const half = (from: number) => {
    const [left, right] = [from, from + 0.5].map((x) => Math.round(x * info.width));
    const sums = [0, 0, 0];
    for (let y = 0; y < info.height; y++) {
      for (let x = left; x < right; x++) {
        sums.forEach((_sum, c) => (sums[c] += data[(y * info.width + x) * 3 + c]));
      }
    }
    return sums.map((sum) => sum / info.height / (right - left));
  };
  return {
    ...document,
    status: 'indexed',
    bearing_true_deg: document.bearing_deg,
    thumbnail_left_half_rgb: half(0),
    thumbnail_right_half_rgb: half(0.5),
  };
}

async function outcome(bytes: Buffer): Promise<Record<string, unknown>> {
  try {
    return await valuesOf(await documentOf(bytes));
  } catch (error) {
    if (!(error instanceof PhotoError)) throw error;
    return { status: 'quarantined', code: error.code };
  }
}

/** Numbers within the case's tolerance, everything else exactly. */
function expectValue(actual: unknown, expected: unknown, tolerance: number): void {
  if (typeof expected === 'number') {
    expect(Math.abs(Number(actual) - expected)).toBeLessThanOrEqual(tolerance);
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [key, value] of Object.entries(expected)) {
      expectValue((actual as Record<string, unknown>)?.[key], value, tolerance);
    }
  } else {
    expect(actual).toEqual(expected);
  }
}

describeWith('cases', 'public corpora', () => {
  it.each(corpusCases().map((one) => [one.file, one] as const))('%s', async (file, one) => {
    const actual = await outcome(caseFile('corpora', file));
    const {
      tolerance = 1e-4,
      tolerance_deg = 1,
      fov_tolerance_deg = 1,
      ...expected
    } = one.expected;
    for (const [key, value] of Object.entries(expected)) {
      const allowed =
        key === 'bearing_true_deg'
          ? tolerance_deg
          : key === 'horizontal_fov_deg'
            ? fov_tolerance_deg
            : tolerance;
      expectValue(actual[key], value, Number(allowed));
    }
  });
});

type Check = (values: Record<string, unknown>) => void;

const shotTime =
  (expected: string): Check =>
  ({ shot_time }) =>
    expect(shot_time).toMatch(new RegExp(`^${expected.replace(/[+.]/g, '\\$&')}`));
const place: Check = ({ gps }) => {
  expectValue(gps, { lat: 27.95, lon: 86.81 }, 1e-4);
};
const decoded: Check = ({ status }) => expect(status).toBe('indexed');
const size =
  (width: number, height: number): Check =>
  (values) =>
    expect(values).toMatchObject({ width, height });
const altitude =
  (expected: number | undefined): Check =>
  ({ altitude_m }) =>
    expect(altitude_m).toBe(expected);

/** Reports by what a photo's document must say. */
const PHOTO_CHECKS: Readonly<Record<string, Check>> = {
  'F2-kyanjin-gompa': shotTime('2023-10-20T07:00:00.000+05:45'),
  'F2-samdo': shotTime('2023-10-20T07:00:00.000+05:45'),
  'F2-gorak-shep': shotTime('2023-10-20T07:00:00.000+05:45'),
  'F5-rainier': ({ bearing_deg }) => expectValue(bearing_deg, 245, 0.5),
  'F5-rainier-true': ({ bearing_deg }) => expect(bearing_deg).toBe(245),
  F7: shotTime('2019-01-01T00:04:20'),
  F10: shotTime('2024-05-15T16:01:00.000+05:45'),
  // 9.9 to 10.4.
  F11: ({ horizontal_fov_deg }) => expectValue(horizontal_fov_deg, 10.15, 0.3),
  'F11-control': ({ horizontal_fov_deg }) => expectValue(horizontal_fov_deg, 9.89, 0.02),
  F13: altitude(undefined),
  'F13-control': altitude(4900),
  'F13-absent': altitude(undefined),
  'M1-embedded': (values) => {
    place(values);
    shotTime('2024-05-15T16:01:00.000+05:45')(values);
  },
  M3: shotTime('2012-10-21T07:15'),
  'M5-creation-time': shotTime('2024-05-15T16:01:00'),
  'M5-control': shotTime('2024-05-15T16:01:00.000+05:45'),
  'H1-avif': size(240, 320),
  'H1-webp': size(240, 320),
  'H1-jpeg': size(240, 320),
  'H1-tiff': size(90, 120),
  'H2-icc-broken': decoded,
  'H2-icc-rgb-in-grey': decoded,
  'H2-icc-short': decoded,
  'H2-cmyk': decoded,
  H7: shotTime('2018-09-21T18:49:01.000+05:45'),
  H8: shotTime('2024-05-15T03:16:00.000+05:45'),
  H9: shotTime('2020-01-24T14:50:34'),
  A1: shotTime('2024-05-15T16:01:00.000+05:45'),
  // The local mean time of Kathmandu in 1910.
  A3: shotTime('1910-06-01T12:00:00.000+05:41'),
  A4: ({ gps }) => expect(gps).toBeDefined(),
};

const SPECIAL = ['M1-sidecar', 'M2', 'H10'];

describeWith('cases', 'reports', () => {
  const cases = reportCases();

  it('covers each case here or says where', () => {
    const known = new Set([
      ...[PHOTO_CHECKS, COVERED_ELSEWHERE].flatMap((checks) => Object.keys(checks)),
      ...SPECIAL,
    ]);
    expect(cases.map(({ id }) => id).filter((id) => !known.has(id))).toEqual([]);
  });

  const photos = cases.filter(({ id }) => id in PHOTO_CHECKS);
  it.each(photos.map((one) => [one.id, one.input] as const))('%s: %s', async (id, input) => {
    for (const file of input.split(' ')) PHOTO_CHECKS[id](await outcome(caseFile('reports', file)));
  });

  it('M1-sidecar: the place of a sidecar', async () => {
    const sidecar = caseFile('reports', 'sidecar-DSC_0002.JPG.xmp').toString('utf8');
    const { document } = await documentOf(caseFile('reports', 'sidecar-DSC_0002.JPG'), { sidecar });
    place({ ...document });
    expect(document).toMatchObject({
      place_source: 'sidecar',
      shot_time: '2024-05-15T09:00:00.000+05:45',
    });
  });

  it('M2: the day in a messenger’s name', async () => {
    const { document } = await documentOf(caseFile('reports', 'cmyk.jpg'), {
      fileName: 'IMG-20240513-WA0007.jpg',
    });
    expect(document).toMatchObject({ shot_day: '2024-05-13', time_source: 'name' });
  });

  it.each(['jpeg-trailing-bytes.jpg', 'jpeg-xmp-before-exif.jpg'])('H10: %s', async (file) => {
    shotTime('2024-05-15T16:01:00.000+05:45')(await outcome(caseFile('reports', file)));
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { CatalogFileError, parseCatalog, readCatalogFile } from './catalog_file';

let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'catalog-file-'));
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']) writeFileSync(join(dir, name), 'photo');
});

afterAll(() => rmSync(dir, { recursive: true }));

function parse(text: string) {
  return parseCatalog(text, { fileName: 'peaks.yaml', baseDir: dir });
}

/** What parsing complains about, as "LINE:COLUMN message". */
function problemsOf(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof CatalogFileError)) throw error;
    return error.problems.map((p) => `${p.line}:${p.column} ${p.message}`);
  }
  return [];
}

const GOOD = `# two peaks
- id: lhotse
  names: [Lhotse, ल्होत्से]
  lat: 27.961666
  lon: 86.933334
  elev_m: 8516
  region: Khumbu
  prompts:
    - a wall of rock and ice
  reference_photos: [a.jpg, b.jpg]
- id: lhotse-shar
  names:
    - Lhotse Shar
  massif: lhotse
`;

describe('a right catalog', () => {
  test('is read with all its fields, photos as absolute paths', () => {
    expect(parse(GOOD)).toEqual([
      {
        id: 'lhotse',
        names: ['Lhotse', 'ल्होत्से'],
        lat: 27.961666,
        lon: 86.933334,
        elevationM: 8516,
        region: 'Khumbu',
        prompts: ['a wall of rock and ice'],
        referencePhotos: [join(dir, 'a.jpg'), join(dir, 'b.jpg')],
      },
      {
        id: 'lhotse-shar',
        names: ['Lhotse Shar'],
        massif: 'lhotse',
        prompts: [],
        referencePhotos: [],
      },
    ]);
  });

  test('may use anchors, Windows line ends and a byte order mark', () => {
    const text =
      '\uFEFF- id: a\r\n  names: [A]\r\n  region: &r Alps\r\n- id: b\r\n  names: [B]\r\n  region: *r\r\n';
    expect(parse(text).map((peak) => peak.region)).toEqual(['Alps', 'Alps']);
  });

  test('takes the ends of every range', () => {
    const text = `- {id: a, names: [A], lat: -90, lon: 180, elev_m: -430}
- {id: b, names: [B], lat: 90, lon: -180, elev_m: 8849, reference_photos: [a.jpg, b.jpg, c.jpg]}`;
    expect(parse(text)).toHaveLength(2);
  });
});

describe('each problem is named with its line', () => {
  const head = '- id: eiger\n  names: [Eiger]\n';

  test.each([
    // The YAML itself
    ['- id: a\n  names: [A\n- id: b\n', 3, 'the YAML cannot be read here'],
    ['- id: a\n  names: "A" B: [C]\n  x: y\n', 2, 'the YAML cannot be read here'],
    ['- id: a\n  names: [A]\n  id: b\n', 3, 'Map keys must be unique'],
    ['', 1, 'must be a list of peaks'],
    ['# nothing yet\n[]\n', 2, 'must be a list of peaks'],
    ['\npeaks:\n  - id: a\n', 2, 'must be a list of peaks'],
    [head + '- Eiger\n', 3, 'a peak must be a group of keys'],
    // Ids
    [head + '\n- names: [Dom]\n', 4, 'needs an "id"'],
    [head + '- names: [Dom]\n  id: Dom Peak\n', 4, 'the id "Dom Peak" must be kebab-case'],
    [head + '- names: [Dom]\n  id: dom--peak\n', 4, 'must be kebab-case'],
    [head + '- id: 38\n  names: [Dom]\n', 3, 'needs an "id"'],
    [head + '- names: [Dom]\n  id: eiger\n', 4, 'already that of the peak in line 1'],
    // Names
    [head + '- id: dom\n', 3, 'needs "names"'],
    [head + '- id: dom\n  names: Dom\n', 4, 'needs "names", a list'],
    [head + '- id: dom\n  names: []\n', 4, 'the list "names" is empty'],
    [head + '- id: dom\n  names:\n    - Dom\n    - " "\n', 6, 'a name is empty'],
    [head + '- id: k2\n  names: [2]\n', 4, 'a name must be text, not 2'],
    [
      head + '- id: x\n  names:\n    - X\n    - EÍGER\n',
      6,
      '"EÍGER" is already a name of "eiger" (line 2',
    ],
    [
      head + '- {id: x, names: [X], spellings: [eíger]}\n',
      3,
      '"eíger" is already a name of "eiger"',
    ],
    ['- id: a\n  names: &n [A]\n- id: b\n  names: *n\n', 4, '"A" is already a name of "a" (line 2'],
    // Keys
    [head + '  elevm: 3967\n', 3, '"elevm" is no key of a peak; did you mean "elev_m"?'],
    [head + '  latitude: 46.5775\n', 3, 'did you mean "lat"?'],
    [head + '  colour: grey\n', 3, 'possible are id, names, spellings, lat, lon'],
    // Numbers
    [head + '  lat: 91\n  lon: 8\n', 3, '"lat" must be a number of degrees from -90 to 90, not 91'],
    [head + '  lat: 46.5775\n  lon: -180.01\n', 4, '"lon" must be a number of degrees'],
    [head + '  lat: 46.5775\n  lon: 8°00′19″\n', 4, 'not "8°00′19″"'],
    [head + '  lat: .nan\n  lon: 8\n', 3, '"lat" must be'],
    [head + '  lat: 46.5775\n', 3, '"lat" stands without "lon"'],
    [head + '  region: Bern\n  lon: 8.0053\n', 4, '"lon" stands without "lat"'],
    [head + '  elev_m: 13015\n', 3, '"elev_m" must be a number of meters from -430 to 8849'],
    [head + '  elev_m: -431\n', 3, '"elev_m" must be'],
    [head + '  elev_m: 8849.1\n', 3, '"elev_m" must be'],
    // Prompts, massif, region
    [head + '  prompts:\n    - a wall\n    -\n', 5, 'a prompt must be text, not null'],
    [head + '  prompts: a wall\n', 3, '"prompts" must be a list of texts'],
    [head + '  prompts: ["a wall", ""]\n', 3, 'a prompt is empty'],
    [head + '  spellings: Eigr\n', 3, '"spellings" must be a list of names'],
    [head + '  region: ""\n', 3, '"region" is empty'],
    [
      head + '- {id: m, names: [M], massif: eigr}\n',
      3,
      'no peak with the id "eigr"; did you mean "eiger"?',
    ],
    [head + '  massif: monte-rosa\n', 3, 'no peak with the id "monte-rosa"; name one of this file'],
    [head + '  massif: eiger\n', 3, 'by its own massif, a part of this peak'],
    // Photos
    [
      head + '  reference_photos:\n    - a.jpg\n    - no.jpg\n',
      5,
      'the reference photo "no.jpg" is not there',
    ],
    [head + '  reference_photos: [.]\n', 3, 'the reference photo "." is not there'],
    [head + '  reference_photos: [a.jpg, b.jpg, c.jpg, d.jpg]\n', 3, 'more than 3 files'],
    [head + '  reference_photos: a.jpg\n', 3, '"reference_photos" must be a list'],
  ])('%j', (text, line, sentence) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${line}:`));
    expect(problems[0]).toContain(sentence);
  });

  test('a ring of massifs, at each of its members but not at what hangs from it', () => {
    const text = `- {id: a, names: [A], massif: b}
- {id: b, names: [B], massif: c}
- {id: c, names: [C], massif: b}`;
    expect(problemsOf(text).map((p) => p.slice(0, 2))).toEqual(['2:', '3:']);
  });

  test('all of them at once, in the order of the lines, with the file in the message', () => {
    const text = `- id: Säntis
  names: [Säntis]
  lat: 247.2
- id: rigi
  names: [Rigi, SANTIS]
  hight: 1798
  massif: alps
`;
    expect(problemsOf(text).map((p) => p.split(' ')[0])).toEqual([
      '1:7',
      '3:3',
      '3:8',
      '5:17',
      '6:3',
      '7:11',
    ]);
    let message = '';
    try {
      parse(text);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.split('\n')).toHaveLength(6);
    expect(message.split('\n')[3]).toMatch(
      /^peaks\.yaml:5: "SANTIS" is already a name of "Säntis"/
    );
  });
});

test('one wrong entry anywhere, and nothing is returned', () => {
  const faults: Array<[fault: string, lineInEntry: number]> = [
    ['- id: Not Kebab\n  names: [N]\n  elev_m: 1\n', 0],
    ['- id: wrong\n  names: []\n  elev_m: 1\n', 1],
    ['- id: wrong\n  names: [Peak 0]\n  elev_m: 1\n', 1],
    ['- id: wrong\n  names: [N]\n  elev_m: 29032\n', 2],
    ['- id: wrong\n  names: [N]\n  massif: none\n', 2],
    ['- id: wrong\n  names: [N]\n  reference_photos: [none.jpg]\n', 2],
    ['- id: wrong\n  names: [N]\n  reference_photo: [a.jpg]\n', 2],
  ];
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(...faults),
      (count, before, [fault, lineInEntry]) => {
        const good = Array.from(
          { length: count },
          (_, i) => `- id: peak-${i}\n  names: [Peak ${i}]\n  elev_m: ${i}\n`
        );
        expect(parse(good.join(''))).toHaveLength(count);
        const at = Math.min(before, count);
        const text = [...good.slice(0, at), fault, ...good.slice(at)].join('');
        expect(problemsOf(text).map((p) => Number.parseInt(p, 10))).toEqual([
          at * 3 + lineInEntry + 1,
        ]);
      }
    )
  );
});

describe('a file', () => {
  test('is read from disk, its photos relative to its folder', async () => {
    const path = join(dir, 'good.yaml');
    writeFileSync(path, GOOD);
    const [lhotse] = await readCatalogFile(path);
    expect(lhotse.referencePhotos[1]).toBe(join(dir, 'b.jpg'));
  });

  test('that is not there is a sentence', async () => {
    await expect(readCatalogFile(join(dir, 'none.yaml'))).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('none.yaml cannot be read'),
    });
  });

  test('that is not UTF-8 is named with the line of the foreign byte', async () => {
    const path = join(dir, 'latin1.yaml');
    writeFileSync(path, Buffer.from('# Höhen\n- id: moench\n  names: [Mönch]\n', 'latin1'));
    await expect(readCatalogFile(path)).rejects.toThrow('latin1.yaml:1: this line is not UTF-8');
    const mixed = [
      Buffer.from('# Höhen\n- id: moench\n'),
      Buffer.from('  names: [Mönch]\n', 'latin1'),
    ];
    writeFileSync(path, Buffer.concat(mixed));
    await expect(readCatalogFile(path)).rejects.toThrow('latin1.yaml:3: this line is not UTF-8');
  });
});

import { readFileSync } from 'node:fs';
import { describeWith, sharedPath } from '../../common/testing/shared_inputs';
import { reportCases } from '../images/testing/cases';
import { CatalogFileError, parseCatalog, readCatalogFile } from './catalog_file';

/** What a catalog of the case H3 comes to: its first name and elevation, or the lines and words of its refusal. */
const OUTCOMES: Readonly<Record<string, string>> = {
  'catalog-bom.yaml': 'Home Hill 2101',
  'catalog-crlf-bom.yaml': 'Home Hill 2101',
  'catalog-latin1.yaml': '3: this line is not UTF-8',
  'catalog-utf16.yaml': '1: this line is not UTF-8',
  'catalog-decimal-comma.yaml': '4: "lat" must be a number',
  'catalog-swapped.yaml': '4: "lat" must be a number of degrees from -90 to 90',
  'catalog-duplicate-key.yaml': '6: the YAML cannot be read here: Map keys must be unique',
  'catalog-nfd-names.yaml': '8: "Hörnle" is already a name of "home-hill"',
  'catalog-names-like-no.yaml': '3: a name must be text, not 1000',
  'catalog-same-name-two-peaks.yaml': '8: "HAUSBERG" is already a name of "home-hill"',
  'catalog-thousands.yaml': '6: "elev_m" is 2.101, less than 10 meters',
};

async function outcome(file: string): Promise<string> {
  try {
    const [first] = await readCatalogFile(sharedPath('cases', 'reports', file));
    return `${first.names[0]} ${first.elevationM}`;
  } catch (error) {
    if (!(error instanceof CatalogFileError)) throw error;
    const [{ line, message }] = error.problems;
    return `${line}: ${message}`;
  }
}

describeWith('cases', 'H3: catalogs as editors write them', () => {
  const files = reportCases()
    .find(({ id }) => id === 'H3')!
    .input.split(' ');

  it('has an outcome for each', () => {
    expect(files.sort()).toEqual(Object.keys(OUTCOMES).sort());
  });

  it.each(files)('%s', async (file) => {
    expect(await outcome(file)).toContain(OUTCOMES[file]);
  });

  it('names like "No" and "K2" are text', () => {
    const text = readFileSync(sharedPath('cases', 'reports', 'catalog-names-like-no.yaml'), 'utf8');
    const [{ names }] = parseCatalog(text.replace('1e3', "'1e3'").replace('0x10', "'0x10'"), {
      fileName: 'x.yaml',
      baseDir: '.',
    });
    expect(names).toEqual(['No', 'Off', '1e3', 'K2', '0x10']);
  });
});

it.each([
  ['1.234', 'less than 10 meters'],
  ['-0.4', 'less than 10 meters'],
  ['8.850', 'less than 10 meters'],
  ['"2,101"', 'must be a number of meters'],
  ['2_101', 'must be a number of meters'],
])('an elevation of %s is asked about', (value, words) => {
  const parse = () =>
    parseCatalog(`- {id: a, names: [A], elev_m: ${value}}`, { fileName: 'x.yaml', baseDir: '.' });
  expect(parse).toThrow(words);
});

it.each([
  ['2101.5', 2101.5],
  ['10.5', 10.5],
  ['3', 3],
  ['-430', -430],
])('an elevation of %s is taken', (value, elevationM) => {
  const text = `- {id: a, names: [A], elev_m: ${value}}`;
  expect(parseCatalog(text, { fileName: 'x.yaml', baseDir: '.' })).toMatchObject([{ elevationM }]);
});

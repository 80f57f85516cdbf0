import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notAtHand, type JestReport } from './test_report';

const ROOT = join(__dirname, '../..');

/** A test file run by jest in a checkout that has `photos` beside it and nothing else of ../shared. */
function reportOf(source: string): JestReport {
  const folder = mkdtempSync(join(tmpdir(), 'peak-search-report-'));
  try {
    const checkout = join(folder, 'checkout');
    mkdirSync(join(folder, 'shared/photos'), { recursive: true });
    mkdirSync(join(checkout, 'common/testing'), { recursive: true });
    const helper = 'common/testing/shared_inputs.ts';
    cpSync(join(ROOT, helper), join(checkout, helper));
    writeFileSync(join(checkout, 'some.test.ts'), source);
    const options = { jsc: { parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } };
    const transform = { '\\.ts$': [require.resolve('@swc/jest'), options] };
    writeFileSync(join(checkout, 'jest.config.json'), JSON.stringify({ transform }));
    const outputFile = join(folder, 'report.json');
    const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
    const { stderr } = spawnSync(process.execPath, [jest, '--json', `--outputFile=${outputFile}`], {
      cwd: checkout,
      encoding: 'utf8',
    });
    if (!existsSync(outputFile)) throw new Error(stderr);
    return JSON.parse(readFileSync(outputFile, 'utf8')) as JestReport;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it('counts the tests whose inputs are not beside the checkout, and runs all others', () => {
  const report = reportOf(`
    import { describeWith, sharedPath, testWith } from './common/testing/shared_inputs';
    import { readFileSync } from 'node:fs';
    testWith('photos', 'has its photos', () => {});
    testWith('terrain', 'has no terrain', () => { throw new Error('was run'); });
    test.skip('is skipped for another reason', () => {});
    describeWith(['photos', 'cases'], 'cases', () => {
      beforeAll(() => { throw new Error('was run'); });
      test.each(['a', 'b'])('%s', () => {});
    });
    describeWith('siglip2', 'a list', () => {
      test.each(readFileSync(sharedPath('siglip2', 'list'), 'utf8').split(' '))('%s', () => {});
    });
  `);
  expect(report).toMatchObject({ numPassedTests: 1, numFailedTests: 0, numPendingTests: 5 });
  expect(notAtHand(report)).toBe(
    'not at hand: 4 tests (../shared/cases, ../shared/siglip2, ../shared/terrain)'
  );
});

it('says nothing when every input is there', () => {
  const report = reportOf(`test('runs', () => {}); test.skip('is skipped', () => {});`);
  expect(report).toMatchObject({ numPassedTests: 1, numPendingTests: 1 });
  expect(notAtHand(report)).toBeUndefined();
});

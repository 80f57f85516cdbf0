import { join } from 'node:path';
import type { Peak } from '../../common/api';
import { readCatalogFile } from '../../server/catalog/catalog_file';
import { completePeaks, exactPeak, prepareNames, readTyped } from './completions';

let prepared: ReturnType<typeof prepareNames>;
beforeAll(async () => {
  // The catalog that the app is shipped with, as the app gets it.
  const peaks: Peak[] = await readCatalogFile(join(__dirname, '../../peaks.yaml'));
  prepared = prepareNames(peaks);
});
const ids = (typed: string) => completePeaks(typed, prepared, 6).map(({ peak }) => peak.id);

describe('completePeaks', () => {
  it.each([
    ['sagarma', 'mount-everest'],
    ['सगरमा', 'mount-everest'],
    ['珠穆朗', 'mount-everest'],
    ['Cervin', 'matterhorn'],
    ['ama da', 'ama-dablam'],
    ['amadab', 'ama-dablam'],
    ['dablam', 'ama-dablam'],
    ['EVEREST', 'mount-everest'],
    ['monch', 'moench'],
    ['Aiguille du mid', 'aiguille-du-midi'],
  ])('completes "%s"', (typed, id) => {
    expect(ids(typed)[0]).toBe(id);
  });

  it('forgives a wrong letter, but not in three letters', () => {
    expect(ids('lohtse')).toContain('lhotse');
    expect(ids('xyz')).toEqual([]);
  });

  it('puts the whole name before names that only begin so', () => {
    expect(ids('lhotse')[0]).toBe('lhotse');
    expect(ids('lhotse').length).toBeGreaterThan(1);
  });

  it('lists a peak once, however many of its names fit, and no more than asked for', () => {
    for (const typed of ['a', 'e', 'mont', 'peak']) {
      const found = completePeaks(typed, prepared, 4);
      expect(new Set(found.map(({ peak }) => peak.id)).size).toBe(found.length);
      expect(found.length).toBeLessThanOrEqual(4);
    }
    expect(ids('  ')).toEqual([]);
  });
});

describe('exactPeak', () => {
  it('knows a whole name in any spelling, and nothing less', () => {
    expect(exactPeak('amadablam', prepared)?.id).toBe('ama-dablam');
    expect(exactPeak('Sagarmāthā', prepared)?.id).toBe('mount-everest');
    expect(exactPeak('ama', prepared)).toBeUndefined();
    expect(exactPeak('lhotse at dawn', prepared)).toBeUndefined();
  });
});

describe('readTyped', () => {
  it.each([
    ['without snow', 'snow', true],
    ['sans nuages', 'nuages', true],
    ['-clouds', 'clouds', true],
    ['- clouds', 'clouds', true],
    ['a lake without snow', 'a lake without snow', false],
    ['without', 'without', false],
    ['-', '-', false],
    ['  tea house ', 'tea house', false],
  ])('reads "%s"', (typed, text, without) => {
    expect(readTyped(typed)).toEqual({ text, without });
  });
});

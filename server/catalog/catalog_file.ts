import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { foldName } from '../../common/names';
import { PeakSearchError, reasonOf } from '../errors';
import { MAX_REFERENCE_PHOTOS, meantKey, PEAK_KEYS, peakEntrySchema } from './catalog_schema';
import type { PeakEntry } from './catalog_schema';
import { CatalogFileError, CatalogSource } from './catalog_source';
import type { Entry } from './catalog_source';
import { closestWord } from './closest_word';

export { CatalogFileError } from './catalog_source';
export type { CatalogProblem } from './catalog_source';

/** A peak as people describe it in the catalog file. */
export interface CatalogPeak {
  id: string;
  /** At least one; the first is the usual English name. */
  names: string[];
  /** Further names that people type. No prompt is made of them, so what a peak looks like doesn't follow how it is spelled. */
  spellings?: string[];
  /** Summit, WGS 84 degrees; both or neither. */
  lat?: number;
  lon?: number;
  /** Meters above sea level. */
  elevationM?: number;
  region?: string;
  /** Id of the higher peak that this one is a part of. */
  massif?: string;
  prompts: string[];
  /** Absolute paths of existing files, at most 3. */
  referencePhotos: string[];
}

/**
 * Reads a catalog: a YAML list of peaks.
 *
 * @param options.fileName how problems name the file
 * @param options.baseDir the folder that reference photos are relative to
 * @throws CatalogFileError naming every problem with its line
 */
export function parseCatalog(
  text: string,
  options: { fileName: string; baseDir: string }
): CatalogPeak[] {
  const source = new CatalogSource(text, options.fileName);
  const entries = source.entries();
  const parsed = entries.map((entry) => checkShape(source, entry));
  checkIds(source, entries);
  checkNames(source, entries);
  checkMassifs(source, entries);
  checkReferencePhotos(source, entries, options.baseDir);
  source.throwIfWrong();
  return parsed
    .filter((peak) => peak !== undefined)
    .map((peak) => toCatalogPeak(peak, options.baseDir));
}

/**
 * Reads a catalog file; its reference photos are relative to its folder.
 *
 * @throws CatalogFileError naming every problem with its line, PeakSearchError `not_found` where there is no such file
 */
export async function readCatalogFile(path: string): Promise<CatalogPeak[]> {
  const fileName = basename(path);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new PeakSearchError(
      'not_found',
      `The catalog ${path} cannot be read (${reason}). Name an existing YAML file.`,
      { cause }
    );
  }
  return parseCatalog(decodeUtf8(bytes, fileName), { fileName, baseDir: dirname(resolve(path)) });
}

/** Strict decoding: replacement characters would otherwise end up in names, unnoticed. */
function decodeUtf8(bytes: Buffer, fileName: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // The first line that does not survive decoding and encoding is the one with the foreign byte.
    const line = bytes
      .toString('latin1')
      .split('\n')
      .findIndex((raw) => {
        const rawBytes = Buffer.from(raw, 'latin1');
        return !Buffer.from(rawBytes.toString('utf8'), 'utf8').equals(rawBytes);
      });
    const message = 'this line is not UTF-8; save the file with the encoding UTF-8.';
    throw new CatalogFileError(fileName, [{ line: line + 1, column: 1, message }]);
  }
}

/** Keys, types and ranges of one entry, all of them, not just the first that is wrong. */
function checkShape(source: CatalogSource, entry: Entry): PeakEntry | undefined {
  const result = peakEntrySchema.safeParse(entry.value);
  const reported = new Set<string>();
  for (const issue of result.error?.issues ?? []) {
    // One problem for a value: zod checks the length of a text even after refusing it for not being a list.
    const path = issue.path.join('/');
    if (reported.has(path)) continue;
    reported.add(path);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) source.report(source.keyNode(entry, key), unknownKey(key));
    } else {
      source.report(source.nodeAt(entry, issue.path), issue.message);
    }
  }
  for (const [one, other] of [
    ['lat', 'lon'],
    ['lon', 'lat'],
  ]) {
    if (one in entry.value && !(other in entry.value)) {
      source.report(
        source.keyNode(entry, one),
        `"${one}" stands without "${other}"; give both, or neither where the position is not known.`
      );
    }
  }
  return result.data;
}

function unknownKey(key: string): string {
  const meant = meantKey(key) ?? closestWord(key, PEAK_KEYS);
  return meant === undefined
    ? `"${key}" is no key of a peak; possible are ${PEAK_KEYS.join(', ')}.`
    : `"${key}" is no key of a peak; did you mean "${meant}"?`;
}

function checkIds(source: CatalogSource, entries: Entry[]): void {
  const first = new Map<string, Entry>();
  for (const entry of entries) {
    const { id } = entry.value;
    if (typeof id !== 'string') continue;
    const before = first.get(id);
    if (before) {
      const line = source.line(source.nodeAt(before, ['id']));
      source.report(
        source.nodeAt(entry, ['id']),
        `the id "${id}" is already that of the peak in line ${line}; give this one another id or remove it.`
      );
    } else {
      first.set(id, entry);
    }
  }
}

function checkNames(source: CatalogSource, entries: Entry[]): void {
  const first = new Map<string, { entry: Entry; line: number }>();
  for (const entry of entries) {
    const given = (['names', 'spellings'] as const).flatMap((key) =>
      listOf(entry.value[key]).map((name, i) => ({ name, at: [key, i] }))
    );
    given.forEach(({ name, at }) => {
      const folded = typeof name === 'string' ? foldName(name) : '';
      if (folded === '') return;
      const node = source.nodeAt(entry, at);
      const before = first.get(folded);
      if (!before) {
        first.set(folded, { entry, line: source.line(node) });
      } else if (before.entry !== entry) {
        source.report(
          node,
          `"${name}" is already a name of "${before.entry.value.id}" (line ${before.line}; case and accents do not ` +
            `count); a name must belong to one peak only, for example "${name} (region)".`
        );
      }
    });
  }
}

function checkMassifs(source: CatalogSource, entries: Entry[]): void {
  const byId = new Map<string, Entry>();
  for (const entry of entries) {
    if (typeof entry.value.id === 'string') byId.set(entry.value.id, entry);
  }
  for (const entry of entries) {
    const { massif } = entry.value;
    if (typeof massif !== 'string' || massif.trim() === '') continue;
    const node = source.nodeAt(entry, ['massif']);
    if (!byId.has(massif)) {
      const meant = closestWord(massif, [...byId.keys()]);
      const hint = meant === undefined ? 'name one of this file.' : `did you mean "${meant}"?`;
      source.report(node, `there is no peak with the id "${massif}"; ${hint}`);
    } else if (leadsBack(entry, byId)) {
      source.report(
        node,
        `the massif "${massif}" is, by its own massif, a part of this peak; a massif must be the higher one.`
      );
    }
  }
}

/** Whether the chain of massifs from an entry comes back to it: climbing it would never end. */
function leadsBack(start: Entry, byId: ReadonlyMap<string, Entry>): boolean {
  const seen = new Set<Entry>();
  let entry: Entry | undefined = start;
  while (entry && !seen.has(entry)) {
    seen.add(entry);
    entry = byId.get(String(entry.value.massif));
  }
  return entry === start;
}

function checkReferencePhotos(source: CatalogSource, entries: Entry[], baseDir: string): void {
  for (const entry of entries) {
    // Beyond the maximum the list itself is the problem, already reported.
    const photos = listOf(entry.value.reference_photos).slice(0, MAX_REFERENCE_PHOTOS);
    photos.forEach((photo, i) => {
      if (typeof photo !== 'string' || photo.trim() === '') return;
      if (isFile(resolve(baseDir, photo))) return;
      source.report(
        source.nodeAt(entry, ['reference_photos', i]),
        `the reference photo "${photo}" is not there (looked in ${baseDir}); paths are relative to the catalog file.`
      );
    });
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function toCatalogPeak(entry: PeakEntry, baseDir: string): CatalogPeak {
  const { elev_m: elevationM, prompts, reference_photos: photos, ...rest } = entry;
  return {
    ...rest,
    ...(elevationM !== undefined && { elevationM }),
    prompts: prompts ?? [],
    referencePhotos: (photos ?? []).map((photo) => resolve(baseDir, photo)),
  };
}

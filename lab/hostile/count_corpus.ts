import { readFile } from 'node:fs/promises';
import type { DecodedPhoto } from '../../server/images/pool/photo_decoder';
import { PhotoError } from '../../server/images/photo_error';
import { walkAlbum } from '../../scripts/ingest/scan/walk';

/** How often something was so, by its name. */
export type Counts = Record<string, number>;

/** What became of the files of a folder; the same folder gives the same numbers. */
export interface CorpusCounts {
  files: number;
  decoded: Counts;
  /** By format and code; and which files, by code. */
  refused: Counts;
  refusedFiles: Record<string, string[]>;
  /** Files without a photo's name, and those left out by the walk. */
  skipped: Counts;
  timeSource: Counts;
  zoneSource: Counts;
  placeSource: Counts;
  /** Photos with a direction, by its reference; with an altitude, a focal length, a field of view, words. */
  values: Counts;
}

export interface CountParts {
  decode(bytes: Uint8Array, more: { fileName: string; sidecar?: string }): Promise<DecodedPhoto>;
  onFile?(done: number, path: string): void;
}

/**
 * Decodes every photo of a folder as an ingest does, one after another in the order of names, and counts what came of it: how
 * the figures for public corpora are made, on whatever folder somebody has of them.
 */
export async function countCorpus(root: string, parts: CountParts): Promise<CorpusCounts> {
  const counts: CorpusCounts = {
    files: 0,
    decoded: {},
    refused: {},
    refusedFiles: {},
    skipped: {},
    timeSource: {},
    zoneSource: {},
    placeSource: {},
    values: {},
  };
  for await (const item of walkAlbum(root)) {
    if (item.kind === 'skipped') {
      add(counts.skipped, item.reason);
      continue;
    }
    counts.files++;
    if (item.kind === 'quarantined') {
      refuse(counts, item.file.path, item.file.code);
      continue;
    }
    try {
      const bytes = await readFile(item.absolute);
      const sidecar = item.sidecar && (await readFile(item.sidecar, 'utf8'));
      countPhoto(counts, await parts.decode(bytes, { fileName: item.path, sidecar }));
    } catch (error) {
      if (!(error instanceof PhotoError)) throw error;
      refuse(counts, item.path, error.code);
    }
    parts.onFile?.(counts.files, item.path);
  }
  return counts;
}

function countPhoto(counts: CorpusCounts, { format, metadata }: DecodedPhoto): void {
  add(counts.decoded, format);
  add(counts.timeSource, metadata.timeSource ?? 'none');
  add(counts.zoneSource, metadata.zoneSource ?? 'none');
  add(counts.placeSource, metadata.placeSource ?? 'none');
  const { bearingReference, altitudeM, focalLength35mm, horizontalFovDeg, description } = metadata;
  if (bearingReference !== undefined) add(counts.values, `direction, ${bearingReference} north`);
  if (altitudeM !== undefined) add(counts.values, 'altitude');
  if (focalLength35mm !== undefined) add(counts.values, 'focal length');
  if (horizontalFovDeg !== undefined) add(counts.values, 'field of view');
  if (description && Object.keys(description).length > 0) add(counts.values, 'words');
}

function refuse(counts: CorpusCounts, path: string, code: string): void {
  add(counts.refused, code);
  (counts.refusedFiles[code] ??= []).push(path);
}

const add = (counts: Counts, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** As lines to read: one for each kind of count, the most frequent first. */
export function countLines(counts: CorpusCounts): string[] {
  const line = (name: string, of: Counts) =>
    `${name}: ${
      Object.entries(of)
        .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
        .map(([key, count]) => `${key} ${count}`)
        .join(', ') || 'none'
    }`;
  return [
    `Files: ${counts.files}`,
    line('Decoded', counts.decoded),
    line('Refused', counts.refused),
    ...Object.entries(counts.refusedFiles).flatMap(([code, paths]) =>
      paths.map((path) => `  ${code} ${path}`)
    ),
    line('Skipped', counts.skipped),
    line('Time from', counts.timeSource),
    line('Zone from', counts.zoneSource),
    line('Place from', counts.placeSource),
    line('With', counts.values),
  ];
}

import justifiedLayout from 'justified-layout';

/** What the layout needs of a photo. */
export interface Sized {
  width: number;
  height: number;
  shotTime?: string;
  /** Of a list by match: whether it is among the best, which come first. */
  fits?: boolean;
}

export interface Tile {
  /** Place in the list of hits. */
  index: number;
  left: number;
  width: number;
}

interface PhotoRow {
  kind: 'photos';
  height: number;
  tiles: Tile[];
}

export type GridRow =
  | PhotoRow
  /** `day` as 'YYYY-MM-DD' in the photos' own zone; absent: photos without a time. `start`: its first photo's place. */
  /** Where a list by match begins, and where what is less like it does. */
  | { kind: 'section'; height: number; best: boolean }
  | { kind: 'day'; height: number; day?: string; count: number; start: number };

export interface GridOptions {
  /** Pixels to fill. */
  width: number;
  /** Rows come out near this height. */
  rowHeight: number;
  gap: number;
  groupByDay: boolean;
  /** The list is by match: a heading tells the best from the rest. */
  sections?: boolean;
  /** More hits will follow: the last row, which is not full yet, waits for them. */
  more: boolean;
}

/** A line of text with air above it. */
export const DAY_HEADING_HEIGHT = 48;
const SECTION_HEADING_HEIGHT = 36;
/** Strips and towers are cut (by `object-fit`) rather than given a row of their own or none to be seen. */
const NARROWEST = 0.4;
const WIDEST = 3.2;

/** Width over height; 3:2 for a photo whose size is not known. */
export function aspectRatio({ width, height }: Sized): number {
  const ratio = width > 0 && height > 0 ? width / height : 1.5;
  return Math.min(WIDEST, Math.max(NARROWEST, ratio));
}

/** The day on the photographer's clock. */
export const dayOf = ({ shotTime }: Sized): string | undefined => shotTime?.slice(0, 10);

/**
 * Rows that are as wide as the grid, by the photos' own aspect ratios (Flickr's justified layout); with a heading a
 * day when grouped, or one above the best matches and one above the rest.
 */
export function layoutRows(hits: readonly Sized[], options: GridOptions): GridRow[] {
  if (options.width <= 0) return [];
  if (options.sections && hits[0]?.fits) return sectionRows(hits, options);
  if (!options.groupByDay) return photoRows(hits, 0, hits.length, options, options.more);
  const rows: GridRow[] = [];
  for (let start = 0; start < hits.length;) {
    const day = dayOf(hits[start]!);
    let end = start + 1;
    while (end < hits.length && dayOf(hits[end]!) === day) end++;
    const open = options.more && end === hits.length;
    const photos = photoRows(hits, start, end, options, open);
    if (photos.length > 0 || !open) {
      rows.push(
        { kind: 'day', height: DAY_HEADING_HEIGHT, day, count: end - start, start },
        ...photos
      );
    }
    start = end;
  }
  return rows;
}

function sectionRows(hits: readonly Sized[], options: GridOptions): GridRow[] {
  const unlike = hits.findIndex(({ fits }) => !fits);
  const end = unlike < 0 ? hits.length : unlike;
  const heading = (best: boolean) =>
    ({ kind: 'section', height: SECTION_HEADING_HEIGHT, best }) as const;
  const best = photoRows(hits, 0, end, options, options.more && unlike < 0);
  if (unlike < 0) return [heading(true), ...best];
  const rest = photoRows(hits, end, hits.length, options, options.more);
  return [heading(true), ...best, ...(rest.length > 0 ? [heading(false), ...rest] : [])];
}

/**
 * Photos that are laid out at once. justified-layout copies all rows before with each row, which took 20 s for 10,000 photos where
 * another script of the page had made such copies slow. More than any screen shows in a row, so that the last part has a full one.
 */
const AT_ONCE = 500;

function photoRows(
  hits: readonly Sized[],
  start: number,
  end: number,
  options: GridOptions,
  leaveOutLast: boolean
): GridRow[] {
  const rows: PhotoRow[] = [];
  let next = start;
  while (end - next > 2 * AT_ONCE) {
    const part = rowsOfPart(hits, next, next + AT_ONCE, options, true);
    if (part.length === 0) break;
    rows.push(...part);
    next += part.reduce((photos, { tiles }) => photos + tiles.length, 0);
  }
  return [...rows, ...rowsOfPart(hits, next, end, options, leaveOutLast)];
}

function rowsOfPart(
  hits: readonly Sized[],
  start: number,
  end: number,
  { width, rowHeight, gap }: GridOptions,
  leaveOutLast: boolean
): PhotoRow[] {
  const { boxes } = justifiedLayout(
    hits.slice(start, end).map((hit) => aspectRatio(hit)),
    {
      containerWidth: width,
      containerPadding: 0,
      boxSpacing: gap,
      targetRowHeight: rowHeight,
      showWidows: !leaveOutLast,
      widowLayoutStyle: 'left',
    }
  );
  const rows: PhotoRow[] = [];
  let top = NaN;
  boxes.forEach((box, i) => {
    if (box.top !== top) {
      rows.push({ kind: 'photos', height: box.height + gap, tiles: [] });
      top = box.top;
    }
    rows[rows.length - 1]!.tiles.push({ index: start + i, left: box.left, width: box.width });
  });
  return rows.map((row) => fitted(row, width, gap));
}

/**
 * The last row takes over the height of the one before it, at which its photos can be wider than the grid
 * (justified-layout 4.1: a landscape alone below two portraits on a phone): it is made lower then.
 */
function fitted(row: PhotoRow, width: number, gap: number): PhotoRow {
  const { left, width: last } = row.tiles[row.tiles.length - 1]!;
  // All rows are rounded to whole pixels in their own way.
  if (left + last <= width + 1) return row;
  const gaps = gap * (row.tiles.length - 1);
  const by = (width - gaps) / (left + last - gaps);
  const tiles = row.tiles.map((tile, i) => ({
    ...tile,
    left: (tile.left - gap * i) * by + gap * i,
    width: tile.width * by,
  }));
  return { ...row, height: (row.height - gap) * by + gap, tiles };
}

/**
 * The photo above or below one, by the middles of both.
 *
 * @param step 1: below, -1: above
 * @returns its place in the list; the same where there is no such row
 */
export function neighbourRow(rows: readonly GridRow[], index: number, step: 1 | -1): number {
  const at = rows.findIndex((row) => row.kind === 'photos' && has(row.tiles, index));
  if (at < 0) return index;
  const own = (rows[at] as { tiles: Tile[] }).tiles.find((tile) => tile.index === index)!;
  const middle = own.left + own.width / 2;
  for (let i = at + step; i >= 0 && i < rows.length; i += step) {
    const row = rows[i]!;
    if (row.kind === 'photos') return nearest(row.tiles, middle);
  }
  return index;
}

const has = (tiles: readonly Tile[], index: number) =>
  tiles.length > 0 && index >= tiles[0]!.index && index <= tiles[tiles.length - 1]!.index;

function nearest(tiles: readonly Tile[], middle: number): number {
  const distance = ({ left, width }: Tile) => Math.abs(left + width / 2 - middle);
  return tiles.reduce((best, tile) => (distance(tile) < distance(best) ? tile : best)).index;
}

/** The row that holds a photo; -1 where it is not laid out. */
export const rowOf = (rows: readonly GridRow[], index: number): number =>
  rows.findIndex((row) => row.kind === 'photos' && has(row.tiles, index));

/** How many photos have a place: those of a row that waits for further ones have none yet. */
export function laidOut(rows: readonly GridRow[]): number {
  const last = rows[rows.length - 1];
  return last?.kind === 'photos' ? last.tiles[last.tiles.length - 1]!.index + 1 : 0;
}

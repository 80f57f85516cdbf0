import type { Offset, Size } from './zoom';

/** A name to be drawn at a summit; pixels of the stage. */
export interface LabelRequest extends Offset {
  id: string;
  text: string;
  /** The larger, the sooner it gets its place. */
  weight: number;
}

/** A name with its place; a leader line goes straight from it to the summit. */
export interface PlacedLabel extends LabelRequest {
  left: number;
  top: number;
  width: number;
  /** The label hangs below its summit: there was no room above. */
  below: boolean;
}

export const LABEL_HEIGHT = 22;
export const LABEL_PADDING = 7;
/** Between summit and label at its nearest: the tip of the mountain stays free. */
const LEADER = 14;
/** Labels nearer than this read as one. */
const AIR = 3;
/** More storeys of labels than this hide the sky. */
const STOREYS = 7;
/** The leader touches a label at least this far from its corner. */
const CORNER = 6;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Places names so that none covers another, another's summit, or another's leader line. A name that cannot be placed
 * together with all weightier ones is left out: fewer names are better than a heap.
 *
 * @param stage the visible part; summits outside of it get no name
 * @param measure width of a text in pixels
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  stage: Size,
  measure: (text: string) => number
): PlacedLabel[] {
  const shown = requests.filter(
    ({ x, y }) => x >= 0 && y >= 0 && x <= stage.width && y <= stage.height
  );
  let accepted: LabelRequest[] = [];
  let placed: PlacedLabel[] = [];
  for (const request of [...shown].sort((a, b) => b.weight - a.weight || a.x - b.x)) {
    const together = [...accepted, request];
    const layout = layoutAll(together, shown, stage, measure);
    if (layout) {
      accepted = together;
      placed = layout;
    }
  }
  return placed.sort((a, b) => a.x - b.x);
}

/**
 * Centered labels look best, but a centered label bars the way up for the summits under its halves. Flags do not: swept
 * from the right, each flag flies to the right of its line, over the flags before it (and the other way round).
 */
type Flow = 'centred' | 'right' | 'left';
interface Style {
  flow: Flow;
  /** Labels may hang below their summits, over the mountain: only where there is no room above. */
  below: boolean;
}
const STYLES: Style[] = [false, true].flatMap((below) =>
  (['centred', 'right', 'left'] as const).map((flow) => ({ flow, below }))
);

function layoutAll(
  requests: readonly LabelRequest[],
  summits: readonly LabelRequest[],
  stage: Size,
  measure: (text: string) => number
): PlacedLabel[] | undefined {
  for (const style of STYLES) {
    const swept = [...requests].sort((a, b) => (style.flow === 'right' ? b.x - a.x : a.x - b.x));
    const placed: PlacedLabel[] = [];
    const all = swept.every((request) => {
      const width = Math.min(stage.width, Math.ceil(measure(request.text)) + 2 * LABEL_PADDING);
      const free = places(request, width, stage, style).find((place) =>
        isFree(place, placed, summits)
      );
      if (free) placed.push(free);
      return free !== undefined;
    });
    if (all) return placed;
  }
  return undefined;
}

/** Places to try, best first: above, storey by storey; then below. */
function places(request: LabelRequest, width: number, stage: Size, style: Style): PlacedLabel[] {
  const { x, y } = request;
  const clamp = (left: number) => Math.max(0, Math.min(stage.width - width, left));
  const right = x - CORNER;
  const left = x - width + CORNER;
  const lefts = { centred: [x - width / 2], right: [right, left], left: [left, right] }[style.flow];
  const storey = (n: number) => LEADER + n * (LABEL_HEIGHT + AIR);
  const tops = [
    ...Array.from({ length: STOREYS }, (_, n) => ({
      top: y - storey(n) - LABEL_HEIGHT,
      below: false,
    })),
    ...Array.from({ length: style.below ? 2 : 0 }, (_, n) => ({ top: y + storey(n), below: true })),
  ].filter(({ top }) => top >= 0 && top + LABEL_HEIGHT <= stage.height);
  return tops.flatMap(({ top, below }) =>
    lefts.map((at) => ({ ...request, left: clamp(at), top, width, below }))
  );
}

function isFree(
  label: PlacedLabel,
  placed: readonly PlacedLabel[],
  summits: readonly LabelRequest[]
): boolean {
  const box = boxOf(label, AIR);
  return (
    placed.every(
      (other) =>
        !overlap(box, boxOf(other)) &&
        !overlap(box, leaderOf(other)) &&
        !overlap(leaderOf(label), boxOf(other, AIR))
    ) && summits.every((summit) => summit.id === label.id || !contains(box, summit))
  );
}

function boxOf({ left, top, width }: PlacedLabel, air = 0): Box {
  return {
    left: left - air,
    top: top - air,
    right: left + width + air,
    bottom: top + LABEL_HEIGHT + air,
  };
}

function leaderOf({ x, y, top, below }: PlacedLabel): Box {
  return below
    ? { left: x, right: x, top: y, bottom: top }
    : { left: x, right: x, top: top + LABEL_HEIGHT, bottom: y };
}

const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const contains = (box: Box, { x, y }: Offset) =>
  x > box.left && x < box.right && y > box.top && y < box.bottom;

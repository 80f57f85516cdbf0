import {
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { movedBy, zoomedBy } from './projection';
import type { Look, Size, Spot } from './projection';

/** One press of a key or a button. */
export const ZOOM_STEP = 1.4;
/** Share of the picture's width that an arrow key turns it by. */
const KEY_SHARE = 0.1;
/** A notch of a mouse wheel is 100 pixels of scrolling, and enlarges by a fifth. */
const WHEEL_PER_PIXEL = Math.log(1.2) / 100;
const LINE_PX = 16;

const MIDDLE: Spot = { x: 0, y: 0 };

/**
 * The ways to look around: drag, wheel, pinch, double click, arrow keys, plus and minus.
 *
 * @param look where one looks now
 * @param onLook gets where one looks after a move
 */
export function useLook(look: Look, onLook: (look: Look) => void) {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const pointers = useRef(new Map<number, Spot>());
  // Several events of one frame build on each other, before the page is drawn anew.
  const latest = useRef(look);
  useLayoutEffect(() => {
    latest.current = look;
  }, [look]);
  const change = (next: Look) => {
    latest.current = next;
    onLook(next);
  };

  useLayoutEffect(() => {
    if (!element) return undefined;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);

  const fromMiddle = ({ clientX, clientY }: { clientX: number; clientY: number }): Spot => {
    const box = element!.getBoundingClientRect();
    return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 };
  };
  const zoomBy = (factor: number, at: Spot = MIDDLE) =>
    change(zoomedBy(latest.current, size, factor, at));

  // React's own wheel listeners are passive and could not keep the page from scrolling.
  useEffect(() => {
    if (!element) return undefined;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const pixels = event.deltaMode === 0 ? event.deltaY : event.deltaY * LINE_PX;
      zoomBy(Math.exp(-pixels * WHEEL_PER_PIXEL), fromMiddle(event));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  });

  const onPointerDown = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    if ((event.target as HTMLElement).closest('button, a, input')) return;
    element?.setPointerCapture(event.pointerId);
    pointers.current.set(event.pointerId, fromMiddle(event));
  };
  const onPointerMove = (event: PointerEvent) => {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const now = fromMiddle(event);
    pointers.current.set(event.pointerId, now);
    const [other] = [...pointers.current].filter(([id]) => id !== event.pointerId);
    if (other) pinch(before, now, other[1]);
    else change(movedBy(latest.current, size, { x: now.x - before.x, y: now.y - before.y }));
  };
  const pinch = (before: Spot, now: Spot, other: Spot) => {
    const spread = (spot: Spot) => Math.max(1, Math.hypot(spot.x - other.x, spot.y - other.y));
    const middle = (spot: Spot) => ({ x: (spot.x + other.x) / 2, y: (spot.y + other.y) / 2 });
    const [from, to] = [middle(before), middle(now)];
    const zoomed = zoomedBy(latest.current, size, spread(now) / spread(before), from);
    change(movedBy(zoomed, size, { x: to.x - from.x, y: to.y - from.y }));
  };
  const onPointerUp = (event: PointerEvent) => pointers.current.delete(event.pointerId);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = size.width * KEY_SHARE;
    const moves: Partial<Record<string, () => void>> = {
      ArrowLeft: () => change(movedBy(latest.current, size, { x: step, y: 0 })),
      ArrowRight: () => change(movedBy(latest.current, size, { x: -step, y: 0 })),
      ArrowUp: () => change(movedBy(latest.current, size, { x: 0, y: step / 2 })),
      ArrowDown: () => change(movedBy(latest.current, size, { x: 0, y: -step / 2 })),
      '+': () => zoomBy(ZOOM_STEP),
      '=': () => zoomBy(ZOOM_STEP),
      '-': () => zoomBy(1 / ZOOM_STEP),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };

  return {
    ref: setElement,
    size,
    zoomBy,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: onPointerUp,
      onKeyDown,
      onDoubleClick: (event: React.MouseEvent) => zoomBy(2, fromMiddle(event)),
    },
  };
}

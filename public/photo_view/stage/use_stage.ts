import {
  type PointerEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import {
  actualSize,
  FITTED,
  type Offset,
  panBy,
  refit,
  type Size,
  type View,
  wheelFactor,
  zoomAt,
} from './zoom';

/** A finger that moved this far sideways over the fitted photo means the next one. */
const SWIPE_PX = 60;
/** One press of a key or a button. */
export const ZOOM_STEP = 1.4;

export interface StageEvents {
  /** A swipe of a finger over the fitted photo: 1 for the next photo, -1 for the one before. */
  onSwipe(step: 1 | -1): void;
  /** While given, dragging reports photo pixels moved instead of panning. */
  onDrag?(photoPixels: Offset): void;
}

/**
 * The stage that a photo lies in: its size, what part of the photo is shown, and the ways to change that (wheel,
 * pinch, drag, double click; keys and buttons through the returned functions).
 *
 * @param photo upright size in pixels
 * @param key another key is another photo, which begins fitted
 */
export function useStage(photo: Size, key: string, events: StageEvents) {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [stage, setStage] = useState<Size>({ width: 0, height: 0 });
  const [view, setView] = useState<View>(FITTED);
  const pointers = useRef(new Map<number, Offset>());
  const start = useRef<Offset>();

  useEffect(() => setView(FITTED), [key]);

  useLayoutEffect(() => {
    if (!element) return undefined;
    const measure = () => setStage({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);

  useEffect(() => {
    if (stage.width > 0) setView((current) => refit(current, photo, stage));
    // Only a change of the stage: another photo begins fitted anyway.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [stage]);

  /** From the stage's centre. */
  const fromCentre = useCallback(
    ({ clientX, clientY }: { clientX: number; clientY: number }): Offset => {
      const box = element!.getBoundingClientRect();
      return {
        x: clientX - box.left - box.width / 2,
        y: clientY - box.top - box.height / 2,
      };
    },
    [element]
  );

  const zoomBy = useCallback(
    (factor: number, at: Offset = { x: 0, y: 0 }) =>
      setView((current) => zoomAt(current, factor, at, photo, stage)),
    [photo, stage]
  );

  // React's own wheel listeners are passive and could not keep the page from scrolling.
  useEffect(() => {
    if (!element) return undefined;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      zoomBy(wheelFactor(event), fromCentre(event));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [element, zoomBy, fromCentre]);

  const onPointerDown = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    if ((event.target as HTMLElement).closest('button, a, input')) return;
    element?.setPointerCapture(event.pointerId);
    pointers.current.set(event.pointerId, fromCentre(event));
    start.current = fromCentre(event);
  };

  const onPointerMove = (event: PointerEvent) => {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const now = fromCentre(event);
    pointers.current.set(event.pointerId, now);
    const move = { x: now.x - before.x, y: now.y - before.y };
    const [other] = [...pointers.current].filter(([id]) => id !== event.pointerId);
    if (other) pinch(before, now, other[1]);
    else if (events.onDrag) events.onDrag({ x: move.x / pixelSize(), y: move.y / pixelSize() });
    else setView((current) => panBy(current, move, photo, stage));
  };

  const pinch = (before: Offset, now: Offset, other: Offset) => {
    const spread = (a: Offset) => Math.hypot(a.x - other.x, a.y - other.y);
    const middle = (a: Offset) => ({ x: (a.x + other.x) / 2, y: (a.y + other.y) / 2 });
    const [from, to] = [middle(before), middle(now)];
    const factor = spread(now) / Math.max(1, spread(before));
    setView((current) =>
      panBy(
        zoomAt(current, factor, from, photo, stage),
        { x: to.x - from.x, y: to.y - from.y },
        photo,
        stage
      )
    );
  };

  const onPointerUp = (event: PointerEvent) => {
    const end = pointers.current.get(event.pointerId);
    pointers.current.delete(event.pointerId);
    if (!end || !start.current || pointers.current.size > 0) return;
    const [x, y] = [end.x - start.current.x, end.y - start.current.y];
    const swiped = event.pointerType === 'touch' && view.zoom === 1 && !events.onDrag;
    if (swiped && Math.abs(x) > SWIPE_PX && Math.abs(x) > 2 * Math.abs(y)) {
      events.onSwipe(x < 0 ? 1 : -1);
    }
  };

  const onDoubleClick = (event: React.MouseEvent) => {
    const at = fromCentre(event);
    setView((current) =>
      current.zoom > 1 ? FITTED : zoomAt(current, actualSize(photo, stage), at, photo, stage)
    );
  };

  /** CSS pixels that a photo pixel takes now. */
  const pixelSize = () =>
    Math.min(stage.width / photo.width, stage.height / photo.height) * view.zoom;

  return {
    ref: setElement,
    stage,
    view,
    zoomBy,
    fit: useCallback(() => setView(FITTED), []),
    pan: useCallback(
      (by: Offset) => setView((current) => panBy(current, by, photo, stage)),
      [photo, stage]
    ),
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: onPointerUp,
      onDoubleClick,
    },
  };
}

/** Sizes and offsets in CSS pixels, unless said otherwise. */
export interface Size {
  width: number;
  height: number;
}

export interface Offset {
  x: number;
  y: number;
}

/** How a photo lies in its stage: enlarged `zoom` times from fitting, its centre moved from the stage's. */
export interface View extends Offset {
  /** 1: the whole photo fits. */
  zoom: number;
}

export const FITTED: View = { zoom: 1, x: 0, y: 0 };

/** Photo pixels beyond this size show nothing new; 2 CSS pixels are 4 to 9 of a fine screen. */
const LARGEST_PIXEL = 2;
/** Small photos can be enlarged as well, to look at them from further away. */
const LEAST_MAXIMUM = 4;
/** One notch of a mouse wheel reports about 100 pixels: 20 % a notch. */
const WHEEL_PIXELS = 550;
/** Firefox reports lines where others report pixels. */
const PIXELS_A_LINE = 33;

/** CSS pixels that one photo pixel takes when the whole photo fits. */
export function fitScale(photo: Size, stage: Size): number {
  return Math.min(stage.width / photo.width, stage.height / photo.height);
}

export function maxZoom(photo: Size, stage: Size): number {
  return Math.max(LEAST_MAXIMUM, LARGEST_PIXEL / fitScale(photo, stage));
}

/** Zoom at which a photo's pixel is a CSS pixel; at least 2, so that asking for it always shows something. */
export function actualSize(photo: Size, stage: Size): number {
  return Math.min(maxZoom(photo, stage), Math.max(2, 1 / fitScale(photo, stage)));
}

/** A view with its zoom in range, and no further out of the stage than the photo's edges reach. */
function bounded(view: View, photo: Size, stage: Size): View {
  const zoom = Math.min(maxZoom(photo, stage), Math.max(1, view.zoom));
  const scale = fitScale(photo, stage) * zoom;
  const limit = (side: 'width' | 'height') => Math.max(0, (photo[side] * scale - stage[side]) / 2);
  const clamp = (value: number, most: number) => Math.min(most, Math.max(-most, value));
  // `+ 0` makes -0 the 0 that comparisons of tests and of React expect.
  return { zoom, x: clamp(view.x, limit('width')) + 0, y: clamp(view.y, limit('height')) + 0 };
}

/**
 * Enlarges by a factor around a point that stays where it is (as far as the photo's edges allow).
 *
 * @param at from the stage's centre
 */
export function zoomAt(view: View, factor: number, at: Offset, photo: Size, stage: Size): View {
  const zoom = Math.min(maxZoom(photo, stage), Math.max(1, view.zoom * factor));
  const grown = zoom / view.zoom;
  return bounded(
    { zoom, x: at.x - (at.x - view.x) * grown, y: at.y - (at.y - view.y) * grown },
    photo,
    stage
  );
}

export function panBy(view: View, by: Offset, photo: Size, stage: Size): View {
  return bounded({ ...view, x: view.x + by.x, y: view.y + by.y }, photo, stage);
}

/** The same view after the stage changed its size (a turned phone, a panel that opened). */
export function refit(view: View, photo: Size, stage: Size): View {
  return bounded(view, photo, stage);
}

/** Where a pixel of the upright photo lies in the stage, from its top left corner. */
export function toStage(pixel: Offset, view: View, photo: Size, stage: Size): Offset {
  const scale = fitScale(photo, stage) * view.zoom;
  return {
    x: stage.width / 2 + view.x + (pixel.x - photo.width / 2) * scale,
    y: stage.height / 2 + view.y + (pixel.y - photo.height / 2) * scale,
  };
}

/** Factor for an event of the wheel; trackpads report a pinch as a wheel with Ctrl and small steps. */
export function wheelFactor(event: Pick<WheelEvent, 'deltaY' | 'deltaMode' | 'ctrlKey'>): number {
  const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : PIXELS_A_LINE);
  return Math.exp((-pixels / WHEEL_PIXELS) * (event.ctrlKey ? 5 : 1));
}

import fc from 'fast-check';
import { actualSize, FITTED, fitScale, maxZoom, panBy, toStage, wheelFactor, zoomAt } from './zoom';

const PHOTO = { width: 4000, height: 3000 };
const STAGE = { width: 1000, height: 600 };

describe('zoom of the photo', () => {
  it('fits by the side that is tighter', () => {
    expect(fitScale(PHOTO, STAGE)).toBe(0.2);
    expect(toStage({ x: 2000, y: 1500 }, FITTED, PHOTO, STAGE)).toEqual({ x: 500, y: 300 });
    expect(toStage({ x: 0, y: 0 }, FITTED, PHOTO, STAGE)).toEqual({ x: 100, y: 0 });
  });

  it('goes up to two screen pixels a photo pixel, and four times for small photos', () => {
    expect(maxZoom(PHOTO, STAGE)).toBe(10);
    expect(maxZoom({ width: 500, height: 300 }, STAGE)).toBe(4);
    expect(actualSize(PHOTO, STAGE)).toBe(5);
    expect(actualSize({ width: 500, height: 300 }, STAGE)).toBe(2);
  });

  it('keeps the point under the pointer where it is', () => {
    // Where the photo is larger than the stage in both directions no edge gets in the way.
    const near = { ...FITTED, zoom: 3 };
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 3, noNaN: true }),
        fc.double({ min: -300, max: 300, noNaN: true }),
        fc.double({ min: -200, max: 200, noNaN: true }),
        (factor, x, y) => {
          const scale = (zoom: number) => fitScale(PHOTO, STAGE) * zoom;
          const after = zoomAt(near, factor, { x, y }, PHOTO, STAGE);
          const under = (view: typeof near) => (x - view.x) / scale(view.zoom);
          expect(under(after)).toBeCloseTo(under(near), 6);
        }
      )
    );
  });

  it('never shows more than the photo, whatever is asked for', () => {
    const number = fc.double({ min: -1e5, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        number,
        number,
        (factor, x, y) => {
          const view = panBy(
            zoomAt(FITTED, factor, { x, y }, PHOTO, STAGE),
            { x, y },
            PHOTO,
            STAGE
          );
          const topLeft = toStage({ x: 0, y: 0 }, view, PHOTO, STAGE);
          const bottomRight = toStage({ x: 4000, y: 3000 }, view, PHOTO, STAGE);
          expect(view.zoom).toBeGreaterThanOrEqual(1);
          expect(view.zoom).toBeLessThanOrEqual(10);
          if (bottomRight.y - topLeft.y >= STAGE.height) {
            expect(topLeft.y).toBeLessThanOrEqual(1e-6);
            expect(bottomRight.y).toBeGreaterThanOrEqual(STAGE.height - 1e-6);
          }
          if (bottomRight.x - topLeft.x < STAGE.width) {
            expect((topLeft.x + bottomRight.x) / 2).toBeCloseTo(STAGE.width / 2, 6);
          }
        }
      )
    );
  });

  it('reads wheels of all browsers: away from one is larger', () => {
    expect(wheelFactor({ deltaY: -100, deltaMode: 0, ctrlKey: false })).toBeCloseTo(1.2, 2);
    expect(wheelFactor({ deltaY: -3, deltaMode: 1, ctrlKey: false })).toBeCloseTo(1.2, 2);
    expect(wheelFactor({ deltaY: 100, deltaMode: 0, ctrlKey: false })).toBeLessThan(1);
  });
});

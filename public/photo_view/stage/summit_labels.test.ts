import fc from 'fast-check';
import { LABEL_HEIGHT, type LabelRequest, type PlacedLabel, placeLabels } from './summit_labels';

const STAGE = { width: 800, height: 500 };
/** A letter of the labels' 13 px is about 7 pixels wide. */
const measure = (text: string) => text.length * 7;
const at = (id: string, x: number, y: number, weight = 1): LabelRequest => ({
  id,
  text: id,
  x,
  y,
  weight,
});

const overlaps = (a: PlacedLabel, b: PlacedLabel) =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + LABEL_HEIGHT &&
  b.top < a.top + LABEL_HEIGHT;

describe('placeLabels', () => {
  it('puts a lone name centered above its summit', () => {
    const [label] = placeLabels([at('Ama Dablam', 400, 200)], STAGE, measure);
    expect(label.left + label.width / 2).toBe(400);
    expect(label.top + LABEL_HEIGHT).toBeLessThan(200);
    expect(label.below).toBe(false);
  });

  it('lifts the name of a near neighbor over the first one', () => {
    const labels = placeLabels([at('Nuptse', 400, 200, 2), at('Lhotse', 410, 200)], STAGE, measure);
    expect(labels.map(({ id }) => id)).toEqual(['Nuptse', 'Lhotse']);
    expect(overlaps(labels[0], labels[1])).toBe(false);
    expect(labels[1].top).not.toBe(labels[0].top);
    expect(labels.map(({ below }) => below)).toEqual([false, false]);
  });

  it('hangs a name below a summit at the upper edge', () => {
    expect(placeLabels([at('Cholatse', 400, 10)], STAGE, measure)[0].below).toBe(true);
  });

  it('keeps names at the sides inside', () => {
    const [left, right] = placeLabels(
      [at('Taboche', 2, 200), at('Pumori', 799, 200)],
      STAGE,
      measure
    );
    expect(left.left).toBe(0);
    expect(right.left + right.width).toBe(800);
  });

  it('leaves out summits that are not in the visible part', () => {
    expect(placeLabels([at('a', -1, 10), at('b', 10, 501)], STAGE, measure)).toEqual([]);
  });

  it('rather leaves names out than covers one, and keeps the weightiest', () => {
    const crowd = Array.from({ length: 60 }, (_, i) => at(`Peak number ${i}`, 400 + i, 250, i));
    const labels = placeLabels(crowd, STAGE, measure);
    expect(labels.length).toBeGreaterThan(3);
    expect(labels.length).toBeLessThan(60);
    expect(labels.map(({ id }) => id)).toContain('Peak number 59');
  });

  it('never lets a label cover a label, a summit or a leader line', () => {
    const summit = fc.record({
      x: fc.integer({ min: 0, max: 800 }),
      y: fc.integer({ min: 0, max: 500 }),
      text: fc.constantFrom('Everest', 'Ama Dablam', 'सगरमाथा', 'Kangtega', 'K2'),
      weight: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(summit, { maxLength: 25 }), (summits) => {
        const requests = summits.map((s, i) => ({ ...s, id: String(i) }));
        const labels = placeLabels(requests, STAGE, measure);
        for (const label of labels) {
          expect(label.left).toBeGreaterThanOrEqual(0);
          expect(label.left + label.width).toBeLessThanOrEqual(STAGE.width);
          for (const other of labels) {
            if (other === label) continue;
            expect(overlaps(label, other)).toBe(false);
            const between =
              label.left < other.x &&
              other.x < label.left + label.width &&
              Math.min(other.y, other.top) < label.top &&
              label.top + LABEL_HEIGHT < Math.max(other.y, other.top);
            expect(between).toBe(false);
          }
        }
      })
    );
  });
});

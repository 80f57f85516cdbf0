import type { Figures } from './world_figures';

/** What a world has to show beside the demo's own figures. */
export type Kind = 'demo' | 'twin' | 'bent' | 'blind';

/** One figure that is not as it has to be. */
export interface Miss {
  figure: string;
  value: number | undefined;
  wanted: string;
}

const TWIN_WITHIN = 0.01;
const LIST_WITHIN = 0.03;
const MOST_CALIBRATION_ERROR = 0.06;
const REFUSED = [0.92, 0.98] as const;
const MOST_LOST = 0.02;

/** @param demo figures of the demo model itself */
export function misses(kind: Kind, figures: Figures, demo: Figures): Miss[] {
  const check = (figure: string, ok: (value: number) => boolean, wanted: string): Miss[] => {
    const value = figures[figure];
    return value !== undefined && ok(value) ? [] : [{ figure, value, wanted }];
  };
  const near = (figure: string, to: number | undefined, within: number): Miss[] =>
    to === undefined || Number.isNaN(to)
      ? []
      : check(
          figure,
          (value) => Math.abs(value - to) <= within + 1e-9,
          `${to.toFixed(3)} ± ${within}`
        );
  switch (kind) {
    case 'demo':
      return [];
    case 'twin':
      return Object.entries(demo).flatMap(([figure, value]) => near(figure, value, TWIN_WITHIN));
    case 'bent':
      return [
        ...near('both: precision', demo['both: precision'], LIST_WITHIN),
        ...near('both: recall', demo['both: recall'], LIST_WITHIN),
        ...['first', 'all'].flatMap((which) =>
          check(
            `both: calibration error, ${which}`,
            (value) => value <= MOST_CALIBRATION_ERROR,
            `≤ ${MOST_CALIBRATION_ERROR}`
          )
        ),
        ...check(
          'nonsense refused',
          (value) => value >= REFUSED[0] && value <= REFUSED[1],
          REFUSED.join(' to ')
        ),
        ...check('true ones lost', (value) => value <= MOST_LOST, `≤ ${MOST_LOST}`),
      ];
    case 'blind':
      return [
        ...check('vision: named a photo', (value) => value === 0, '0'),
        ...['precision', 'recall', 'rightly silent'].flatMap((name) =>
          near(`both: ${name}`, figures[`geometry: ${name}`], 0)
        ),
        // Photos without a place still have their peaks in the order of the looks, which claims nothing.
        ...check(
          'both: first right',
          (value) => value >= figures['geometry: first right']!,
          'at least that of the place alone'
        ),
      ];
  }
}

/** @jsx jsx */
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import { pixelsPerDegree, toSpot } from './projection';
import type { Look, Size } from './projection';

const HEIGHT = 22;
/** Between two directions that are written. */
const APART_PX = 64;
const STEPS_DEG = [1, 5, 15, 45, 90];

/** The compass below the panorama. */
export function PanoramaScale({ look, size }: { look: Look; size: Size }) {
  const scale = pixelsPerDegree(look, size);
  const step = STEPS_DEG.find((degrees) => degrees * scale >= APART_PX) ?? 90;
  const first = Math.ceil((look.bearingDeg - look.fovDeg / 2) / step) * step;
  const count = Math.floor(look.fovDeg / step) + 1;
  const marks = Array.from({ length: count }, (_, i) => (first + i * step + 720) % 360);
  return (
    <svg
      aria-hidden
      width={size.width}
      height={HEIGHT}
      data-test-subj="peakSearchViewScale"
      css={{ position: 'absolute', insetBlockEnd: 0, insetInline: 0, pointerEvents: 'none' }}
    >
      <rect width={size.width} height={HEIGHT} fill="rgba(0, 0, 0, 0.66)" />
      {marks.map((bearingDeg, i) => {
        const { x } = toSpot(look, size, { bearingDeg, elevationDeg: 0 });
        return (
          <g key={i}>
            <line x1={x} x2={x} y1={0} y2={4} stroke="#fff" />
            <text x={x} y={16} fill="#fff" fontSize={12} fontWeight={600} textAnchor="middle">
              {directionLabel(bearingDeg)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** "N", "NE" … where there is a letter for it, else degrees. */
function directionLabel(bearingDeg: number): string {
  const letters = i18n.translate('peakSearch.view.letters', {
    defaultMessage: 'N NE E SE S SW W NW',
    description: 'Eight points of the compass from north, clockwise, with blanks between them',
  });
  return bearingDeg % 45 === 0 ? letters.split(' ')[bearingDeg / 45]! : `${bearingDeg}°`;
}

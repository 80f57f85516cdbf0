/** @jsx jsx */
import { useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { PhotoResponse } from '../../common/api';
import { kilometres } from '../identify/evidence';
import { compassPoint } from './facts';
import { onPlan, roundLength, wedgePath } from './plan';
import { SEEN } from './stage/summit_names';

const SIZE = 320;
const HEIGHT = 240;
const RADIUS = 104;
/** The least and the most that the plan shows around the camera, meters. */
const REACH = { least: 3_000, most: 40_000 };
/** More names than this on a plan of this size cover one another. */
const NAMES = 5;
/** Half a letter's width and a line's height, of 11 px. */
const LETTER = 3;
const LINE = 14;

interface PlanPeak {
  id: string;
  name: string;
  visible: number;
  distanceM: number;
  bearingDeg: number;
}

export interface PlacePlanProps {
  photo: PhotoResponse;
  /** Direction of the picture's middle, as it is being corrected. */
  bearingDeg?: number;
}

/**
 * Where the photo was taken, and what lay before the camera: a plan with north at the top, the camera (a green dot) in
 * the middle, its field of view as a wedge, and peaks as red triangles at their distances.
 */
export function PlacePlan({ photo, bearingDeg }: PlacePlanProps) {
  const { euiTheme } = useEuiTheme();
  const { candidates, horizontalFovDeg } = photo;
  const peaks = candidates.flatMap(({ id, names, visible, geometry }) =>
    geometry ? [{ id, name: names[0], visible, ...geometry }] : []
  );
  const seen = peaks.filter(({ visible }) => visible >= SEEN);
  const farthest = Math.max(
    REACH.least,
    ...(seen.length > 0 ? seen : peaks).map((p) => p.distanceM)
  );
  const reach = Math.min(REACH.most, farthest * 1.15);
  const scale = RADIUS / reach;
  const ring = roundLength(reach);
  const shown = peaks.filter(({ distanceM }) => distanceM * scale <= RADIUS);
  const named = namesThatFit(shown, seen.length > 0, scale);
  const text = { fontSize: 11, fill: euiTheme.colors.textParagraph };
  return (
    <svg
      role="img"
      aria-label={planWords(bearingDeg, shown)}
      data-test-subj="peakSearchPlan"
      viewBox={`${-SIZE / 2} ${-HEIGHT / 2} ${SIZE} ${HEIGHT}`}
      css={{
        inlineSize: '100%',
        borderRadius: euiTheme.border.radius.medium,
        background: euiTheme.colors.backgroundBaseSubdued,
      }}
    >
      <circle
        r={ring * scale}
        fill="none"
        stroke={euiTheme.colors.borderBasePlain}
        strokeDasharray="3 3"
      />
      <text x={4} y={ring * scale - 4} {...text} fill={euiTheme.colors.textSubdued}>
        {kilometres(ring / 1000)} km
      </text>
      <text y={-HEIGHT / 2 + 14} textAnchor="middle" {...text} fontWeight={700}>
        {i18n.translate('peakSearch.plan.north', { defaultMessage: 'N' })}
      </text>
      {bearingDeg !== undefined && horizontalFovDeg !== undefined && (
        <path
          d={wedgePath(bearingDeg, horizontalFovDeg, RADIUS)}
          data-test-subj="peakSearchWedge"
          fill={euiTheme.colors.primary}
          fillOpacity={0.18}
          stroke={euiTheme.colors.primary}
        />
      )}
      {shown.map(({ id, distanceM, bearingDeg: towards, name, visible }) => {
        const { x, y } = onPlan(distanceM, towards, scale);
        return (
          <g
            key={id}
            transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
            opacity={visible >= SEEN ? 1 : 0.5}
          >
            <path d="M0 -5L5 4H-5Z" fill={euiTheme.colors.danger} />
            {named.has(id) && (
              <text y={-8} textAnchor="middle" {...text}>
                {name}
              </text>
            )}
          </g>
        );
      })}
      <circle
        r={5}
        fill={euiTheme.colors.success}
        stroke={euiTheme.colors.backgroundBasePlain}
        strokeWidth={1.5}
      />
    </svg>
  );
}

/** Names of the peaks that are seen (else of the likeliest), as long as none covers another or the north. */
function namesThatFit(
  peaks: ReadonlyArray<PlanPeak>,
  onlySeen: boolean,
  scale: number
): Set<string> {
  const taken = [{ x: 0, y: -HEIGHT / 2 + 14, half: 8 }];
  const fit = new Set<string>();
  for (const { id, name, visible, distanceM, bearingDeg } of peaks) {
    if (fit.size >= NAMES) break;
    if (onlySeen && visible < SEEN) continue;
    const { x, y } = onPlan(distanceM, bearingDeg, scale);
    const half = name.length * LETTER;
    const clear = taken.every(
      (other) => Math.abs(other.y - y) >= LINE || Math.abs(other.x - x) >= other.half + half
    );
    if (!clear) continue;
    taken.push({ x, y, half });
    fit.add(id);
  }
  return fit;
}

function planWords(
  bearingDeg: number | undefined,
  peaks: ReadonlyArray<{ name: string; distanceM: number; visible: number }>
): string {
  const names = peaks
    .filter(({ visible }) => visible >= SEEN)
    .map(({ name, distanceM }) => `${name} (${kilometres(distanceM / 1000)} km)`);
  const around = names.length > 0 ? `: ${names.join(', ')}` : '';
  return bearingDeg === undefined
    ? i18n.translate('peakSearch.plan.words', {
        defaultMessage: 'Plan of the place{around}',
        values: { around },
      })
    : i18n.translate('peakSearch.plan.wordsWithDirection', {
        defaultMessage: 'Plan of the place; the camera looked {point}{around}',
        values: { point: compassPoint(bearingDeg), around },
      });
}

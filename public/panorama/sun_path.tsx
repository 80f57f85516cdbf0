/** @jsx jsx */
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import { toSpot } from './projection';
import type { Look, Size } from './projection';
import { STEP_MIN } from './sun_track';
import type { SunSpot } from './sun_track';

/** Hours nearer to each other than this are not written, pixels. */
const APART_PX = 46;

/** A clock's time at a place whose zone may be unknown. */
export const clockTime = (instant: Date, zone = 'UTC'): string =>
  new Intl.DateTimeFormat(i18n.getLocale(), { timeStyle: 'short', timeZone: zone }).format(instant);

const minuteOf = (instant: Date, zone = 'UTC'): number =>
  Number(new Intl.DateTimeFormat('en', { minute: 'numeric', timeZone: zone }).format(instant));

/** The sun's way through the sky of a day, with the hours; faint where the ground hides it. */
export function SunPath({
  track,
  zone,
  look,
  size,
  groundAt,
}: {
  track: readonly SunSpot[];
  zone?: string;
  look: Look;
  size: Size;
  /** The ground's edge by bearing, degrees above the horizontal. */
  groundAt(bearingDeg: number): number | undefined;
}) {
  const spots = track.map((spot) => ({ ...spot, ...toSpot(look, size, spot) }));
  // Where the way leaves the picture at the back, it comes in on the other side.
  const free = ({ bearingDeg, elevationDeg }: SunSpot) =>
    elevationDeg > (groundAt(bearingDeg) ?? -90);
  const lineOf = (wanted: (spot: SunSpot) => boolean) =>
    spots
      .map((spot, i) => {
        const before = spots[i - 1];
        if (!before || !wanted(spot) || Math.abs(spot.x - before.x) > size.width / 2) return '';
        return `M${before.x.toFixed(1)} ${before.y.toFixed(1)}L${spot.x.toFixed(1)} ${spot.y.toFixed(1)}`;
      })
      .join('');
  let lastX = -Infinity;
  const hours = spots.filter((spot) => {
    const { instant, x } = spot;
    if (minuteOf(instant, zone) >= STEP_MIN || Math.abs(x - lastX) < APART_PX) return false;
    if (x < 0 || x > size.width || !free(spot)) return false;
    lastX = x;
    return true;
  });
  return (
    <svg
      aria-hidden
      width={size.width}
      height={size.height}
      data-test-subj="peakSearchViewSun"
      css={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}
    >
      <g fill="none" stroke="#b45309" strokeWidth={2}>
        <path d={lineOf(free)} />
        <path d={lineOf((spot) => !free(spot))} opacity={0.35} />
      </g>
      {hours.map(({ instant, x, y }) => (
        <g key={instant.getTime()}>
          <circle cx={x} cy={y} r={5} fill="#fbbf24" stroke="#b45309" />
          <text
            x={x}
            y={y - 9}
            textAnchor="middle"
            fontSize={11}
            fill="#fff"
            stroke="rgba(0, 0, 0, 0.75)"
            strokeWidth={3}
            paintOrder="stroke"
          >
            {clockTime(instant, zone)}
          </text>
        </g>
      ))}
    </svg>
  );
}

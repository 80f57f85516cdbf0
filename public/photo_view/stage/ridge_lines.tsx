/** @jsx jsx */
import { useGeneratedHtmlId } from '@elastic/eui';
import { jsx, keyframes } from '@emotion/react';
import type { RidgePath } from './ridge_paths';
import { fitScale, type Size, type View } from './zoom';

const appearing = keyframes({ from: { opacity: 0 } });

/** The terrain's ridges over the photo: near ones warm, far ones cool, the skyline among them. */
export function RidgeLines({
  ridges,
  photo,
  stage,
  view,
}: {
  ridges: readonly RidgePath[];
  photo: Size;
  stage: Size;
  view: View;
}) {
  const clip = useGeneratedHtmlId();
  const scale = fitScale(photo, stage) * view.zoom;
  const left = stage.width / 2 + view.x - (photo.width / 2) * scale;
  const top = stage.height / 2 + view.y - (photo.height / 2) * scale;
  return (
    <svg
      aria-hidden
      width={stage.width}
      height={stage.height}
      data-test-subj="peakSearchRidges"
      css={{
        position: 'absolute',
        inset: 0,
        pointerEvents: 'none',
        '@media (prefers-reduced-motion: no-preference)': { animation: `${appearing} 400ms` },
      }}
    >
      <clipPath id={clip}>
        <rect x={left} y={top} width={photo.width * scale} height={photo.height * scale} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        <g
          transform={`translate(${left} ${top}) scale(${scale})`}
          fill="none"
          strokeLinejoin="round"
        >
          {ridges.map(({ endM, d }) => (
            <g key={endM}>
              <path
                d={d}
                stroke="rgba(0, 0, 0, 0.5)"
                strokeWidth={3}
                vectorEffect="non-scaling-stroke"
              />
              <path
                d={d}
                stroke={colorOf(endM)}
                strokeWidth={1.5}
                vectorEffect="non-scaling-stroke"
              />
            </g>
          ))}
        </g>
      </g>
    </svg>
  );
}

/** From orange nearby to blue 50 km away; over a photo colors are their own matter, not the theme's. */
const colorOf = (endM: number): string =>
  `hsl(${Math.round(35 + 175 * Math.min(1, Math.log10(endM / 1000) / Math.log10(50)))} 95% 65%)`;

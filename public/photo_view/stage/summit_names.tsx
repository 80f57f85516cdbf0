/** @jsx jsx */
import { useMemo } from 'react';
import { useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { LABEL_HEIGHT, placeLabels } from './summit_labels';
import type { Summit } from './summits';
import { type Size, toStage, type View } from './zoom';

const FONT_PX = 13;
/** Less visible than this a summit is probably hidden: its name is drawn faintly, and only when all are asked for. */
export const SEEN = 0.5;

/** Measures a text as it will be drawn; without a canvas (tests) by the average width of a letter. */
function measurer(fontFamily: string): (text: string) => number {
  const context =
    typeof CanvasRenderingContext2D === 'undefined'
      ? null
      : document.createElement('canvas').getContext('2d');
  if (!context) return (text) => text.length * FONT_PX * 0.6;
  context.font = `600 ${FONT_PX}px ${fontFamily}`;
  return (text) => context.measureText(text).width;
}

export interface SummitNamesProps {
  summits: readonly Summit[];
  photo: Size;
  stage: Size;
  view: View;
}

/** Names at their summits, over the photo; they keep their size while it is enlarged. */
export function SummitNames({ summits, photo, stage, view }: SummitNamesProps) {
  const { euiTheme } = useEuiTheme();
  const measure = useMemo(() => measurer(euiTheme.font.family), [euiTheme.font.family]);
  const labels = useMemo(() => {
    const faint = new Map(summits.map(({ id, visible }) => [id, visible < SEEN]));
    const requests = summits.map(({ id, names, visible, x, y }) => ({
      id,
      text: names[0],
      weight: visible,
      ...toStage({ x, y }, view, photo, stage),
    }));
    return placeLabels(requests, stage, measure).map((label) => ({
      ...label,
      faint: faint.get(label.id) ?? false,
    }));
  }, [summits, view, photo, stage, measure]);
  // Over a photo colors are its own matter, not the theme's: white with a dark edge is read on snow and on rock.
  return (
    <div
      data-test-subj="peakSearchSummits"
      css={{ position: 'absolute', inset: 0, overflow: 'hidden', pointerEvents: 'none' }}
    >
      <svg
        width={stage.width}
        height={stage.height}
        css={{ position: 'absolute', inset: 0 }}
        aria-hidden
      >
        {labels.map(({ id, x, y, top, below, faint }) => {
          const end = below ? top : top + LABEL_HEIGHT;
          return (
            <g key={id} opacity={faint ? 0.6 : 1}>
              <line x1={x} y1={end} x2={x} y2={y} stroke="rgba(0,0,0,0.6)" strokeWidth={3} />
              <line x1={x} y1={end} x2={x} y2={y} stroke="#fff" strokeWidth={1.25} />
              <circle
                cx={x}
                cy={y}
                r={3}
                fill="#fff"
                stroke="rgba(0,0,0,0.6)"
                data-test-subj="peakSearchSummitPoint"
                data-peak={id}
              />
            </g>
          );
        })}
      </svg>
      {labels.map(({ id, text, left, top, width, faint }) => (
        <span
          key={id}
          dir="auto"
          data-test-subj="peakSearchSummit"
          css={{
            position: 'absolute',
            display: 'block',
            blockSize: LABEL_HEIGHT,
            lineHeight: `${LABEL_HEIGHT}px`,
            borderRadius: 4,
            textAlign: 'center',
            whiteSpace: 'nowrap',
            fontSize: FONT_PX,
            fontWeight: 600,
            color: '#fff',
            background: 'rgba(0, 0, 0, 0.66)',
          }}
          style={{
            left,
            top,
            width,
            ...(faint && { fontStyle: 'italic', background: 'rgba(0,0,0,0.5)' }),
          }}
        >
          {text}
        </span>
      ))}
    </div>
  );
}

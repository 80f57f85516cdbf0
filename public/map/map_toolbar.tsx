/** @jsx jsx */
import { type ReactNode } from 'react';
import { EuiButtonEmpty, EuiButtonIcon, EuiToolTip } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { Shape } from './photo_map';

export interface MapToolbarProps {
  drawing?: Shape;
  formOpen: boolean;
  onDraw(shape: Shape): void;
  onForm(): void;
  /** Whether a click on the map opens the view from there. */
  picking: boolean;
  onPick(): void;
  onFit?(): void;
  onVisible?(): void;
}

/** Ways to choose an area, and back to all photos. */
export function MapToolbar({
  drawing,
  formOpen,
  onDraw,
  onForm,
  picking,
  onPick,
  onFit,
  onVisible,
}: MapToolbarProps) {
  const shapes: Array<[Shape, string]> = [
    ['box', i18n.translate('peakSearch.map.drawBox', { defaultMessage: 'Draw a box' })],
    ['circle', i18n.translate('peakSearch.map.drawCircle', { defaultMessage: 'Draw a circle' })],
    ['polygon', i18n.translate('peakSearch.map.drawPolygon', { defaultMessage: 'Draw a shape' })],
  ];
  return (
    <div css={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', paddingBlock: 4 }}>
      {shapes.map(([shape, label]) => (
        <Tool
          key={shape}
          label={label}
          onClick={() => onDraw(shape)}
          pressed={drawing === shape}
          icon={SHAPES[shape]}
          testSubject={`peakSearchDraw-${shape}`}
        />
      ))}
      <Tool
        label={i18n.translate('peakSearch.map.byNumbers', {
          defaultMessage: 'Enter a place in numbers',
        })}
        onClick={onForm}
        pressed={formOpen}
        icon="bullseye"
        testSubject="peakSearchAreaByNumbers"
      />
      <Tool
        label={i18n.translate('peakSearch.map.viewFromPoint', {
          defaultMessage: 'View from a point on the map',
        })}
        onClick={onPick}
        pressed={picking}
        icon="eye"
        testSubject="peakSearchMapView"
      />
      {onFit && (
        <Tool
          label={i18n.translate('peakSearch.map.fit', { defaultMessage: 'Show all photos' })}
          onClick={onFit}
          icon="fullScreen"
          testSubject="peakSearchMapFit"
        />
      )}
      {onVisible && (
        <EuiButtonEmpty
          size="xs"
          onClick={onVisible}
          data-test-subj="peakSearchVisibleArea"
          css={{ marginInlineStart: 'auto' }}
        >
          {i18n.translate('peakSearch.map.visible', { defaultMessage: 'Search here' })}
        </EuiButtonEmpty>
      )}
    </div>
  );
}

function shapeIcon(shape: ReactNode) {
  return function ShapeIcon() {
    return (
      <svg width={16} height={16} viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden>
        {shape}
      </svg>
    );
  };
}

/** EUI has no icons of shapes to draw. */
const SHAPES = {
  box: shapeIcon(<rect x={2.5} y={3.5} width={11} height={9} />),
  circle: shapeIcon(<circle cx={8} cy={8} r={5.5} />),
  polygon: shapeIcon(<path d="M8 2.5 13.5 6 12 13H4.5L2.5 7z" />),
};

function Tool(props: {
  label: string;
  icon: string | React.ComponentType;
  pressed?: boolean;
  testSubject: string;
  onClick(): void;
}) {
  const { label, icon, pressed, testSubject, onClick } = props;
  return (
    <EuiToolTip content={label} disableScreenReaderOutput>
      <EuiButtonIcon
        size="s"
        color={pressed ? 'primary' : 'text'}
        display={pressed ? 'base' : 'empty'}
        iconType={icon}
        aria-label={label}
        aria-pressed={pressed}
        onClick={onClick}
        data-test-subj={testSubject}
      />
    </EuiToolTip>
  );
}

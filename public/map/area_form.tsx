import React, { useState } from 'react';
import { EuiButton, EuiFieldText, EuiFlexGroup, EuiFlexItem, EuiFormRow } from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import type { Area, Point } from '../../common/search_api';
import { circleFrom } from './area';

/** A circle in numbers: for those who do not draw, and for those who have a position at hand. */
export function AreaForm({
  onArea,
  onView,
}: {
  onArea(area: Area): void;
  /** To look around from the point. */
  onView(point: Point): void;
}) {
  const [lat, setLat] = useState('');
  const [lon, setLon] = useState('');
  const [radius, setRadius] = useState('5');
  const area = circleFrom(lat, lon, radius);
  const field = (label: string, value: string, onChange: (value: string) => void) => (
    <EuiFlexItem>
      <EuiFormRow label={label} display="rowCompressed">
        <EuiFieldText
          compressed
          inputMode="decimal"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      </EuiFormRow>
    </EuiFlexItem>
  );
  return (
    <form
      data-test-subj="peakSearchAreaForm"
      onSubmit={(event) => {
        event.preventDefault();
        if (area) onArea(area);
      }}
    >
      <EuiFlexGroup gutterSize="s" responsive={false}>
        {field(
          i18n.translate('peakSearch.map.latitude', { defaultMessage: 'Latitude' }),
          lat,
          setLat
        )}
        {field(
          i18n.translate('peakSearch.map.longitude', { defaultMessage: 'Longitude' }),
          lon,
          setLon
        )}
        {field(
          i18n.translate('peakSearch.map.radius', { defaultMessage: 'Radius, km' }),
          radius,
          setRadius
        )}
      </EuiFlexGroup>
      <EuiButton
        size="s"
        fullWidth
        type="submit"
        isDisabled={!area}
        style={{ marginBlockStart: 8 }}
      >
        {i18n.translate('peakSearch.map.searchCircle', {
          defaultMessage: 'Search around this point',
        })}
      </EuiButton>
      <EuiButton
        size="s"
        fullWidth
        color="text"
        iconType="eye"
        isDisabled={area?.type !== 'circle'}
        onClick={() => area?.type === 'circle' && onView(area.center)}
        style={{ marginBlockStart: 8 }}
        data-test-subj="peakSearchViewFromNumbers"
      >
        {i18n.translate('peakSearch.map.viewFromNumbers', {
          defaultMessage: 'View from this point',
        })}
      </EuiButton>
    </form>
  );
}

import React, { useState } from 'react';
import { EuiButton, EuiFieldText, EuiFlexGroup, EuiFlexItem, EuiFormRow } from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import type { Area } from '../../common/search_api';
import { circleFrom } from './area';

/** A circle in numbers: for those who do not draw, and for those who have a position at hand. */
export function AreaForm({ onArea }: { onArea(area: Area): void }) {
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
    </form>
  );
}

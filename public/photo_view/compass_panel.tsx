/** @jsx jsx */
import { useState } from 'react';
import {
  EuiButton,
  EuiButtonEmpty,
  EuiCheckbox,
  EuiFlexGroup,
  EuiFlexItem,
  EuiFormRow,
  EuiPanel,
  EuiRange,
  EuiText,
  useGeneratedHtmlId,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { PhotoResponse } from '../../common/api';
import { useAppServices } from '../services/app_services';
import { signedDegrees } from './facts';

/** What the slider reaches: the worst compass of a phone met so far was 14° off; the API takes up to 180. */
export const SLIDER_DEG = 45;
const STEP_DEG = 0.5;

export interface CompassPanelProps {
  photo: PhotoResponse;
  correctionDeg: number;
  onChange(correctionDeg: number): void;
  onSaved(): void;
  onCancel(): void;
}

/** Correcting the camera's compass: the names on the photo follow while it is turned. */
export function CompassPanel(props: CompassPanelProps) {
  const { photo, correctionDeg, onChange, onSaved, onCancel } = props;
  const { api, core } = useAppServices();
  const checkboxId = useGeneratedHtmlId();
  const [wholeDay, setWholeDay] = useState(false);
  const [saving, setSaving] = useState(false);
  const { toasts } = core.notifications;

  const save = async () => {
    setSaving(true);
    try {
      const { updated } = await api.correctCompass(photo.id, {
        correctionDeg,
        scope: wholeDay ? 'day' : 'photo',
      });
      toasts.addSuccess(
        i18n.translate('peakSearch.compass.saved', {
          defaultMessage:
            'Direction corrected for {count, plural, one {# photo} other {# photos}}.',
          values: { count: updated },
        })
      );
      onSaved();
    } catch (error) {
      setSaving(false);
      toasts.addDanger({
        title: i18n.translate('peakSearch.compass.failed', {
          defaultMessage: 'The correction was not saved',
        }),
        text: (error as Error).message,
      });
    }
  };

  return (
    <EuiPanel hasShadow={false} color="subdued" paddingSize="s" data-test-subj="peakSearchCompass">
      <EuiText size="xs">
        {i18n.translate('peakSearch.compass.help', {
          defaultMessage:
            'Drag the photo sideways until the names stand at their summits; the slider and the arrow keys do the same.',
        })}
      </EuiText>
      <EuiFormRow
        fullWidth
        label={i18n.translate('peakSearch.compass.label', {
          defaultMessage: 'Correction of the compass: {degrees}',
          values: { degrees: signedDegrees(correctionDeg) },
        })}
        css={{ marginBlockStart: 8 }}
      >
        <EuiRange
          fullWidth
          compressed
          min={-SLIDER_DEG}
          max={SLIDER_DEG}
          step={STEP_DEG}
          value={correctionDeg}
          onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
          aria-valuetext={signedDegrees(correctionDeg)}
          data-test-subj="peakSearchCompassSlider"
        />
      </EuiFormRow>
      {photo.shotTime && (
        <EuiCheckbox
          id={checkboxId}
          checked={wholeDay}
          onChange={({ target }) => setWholeDay(target.checked)}
          label={i18n.translate('peakSearch.compass.wholeDay', {
            defaultMessage: 'For all photos of this day in this album',
          })}
        />
      )}
      <EuiFlexGroup gutterSize="s" responsive={false} wrap css={{ marginBlockStart: 8 }}>
        <EuiFlexItem grow={false}>
          <EuiButton
            size="s"
            fill
            isLoading={saving}
            onClick={save}
            data-test-subj="peakSearchCompassSave"
          >
            {i18n.translate('peakSearch.compass.save', { defaultMessage: 'Save' })}
          </EuiButton>
        </EuiFlexItem>
        <EuiFlexItem grow={false}>
          <EuiButtonEmpty size="s" onClick={onCancel}>
            {i18n.translate('peakSearch.compass.cancel', { defaultMessage: 'Cancel' })}
          </EuiButtonEmpty>
        </EuiFlexItem>
        {correctionDeg !== 0 && (
          <EuiFlexItem grow={false}>
            <EuiButtonEmpty size="s" color="text" onClick={() => onChange(0)}>
              {i18n.translate('peakSearch.compass.reset', {
                defaultMessage: 'As the camera says',
              })}
            </EuiButtonEmpty>
          </EuiFlexItem>
        )}
      </EuiFlexGroup>
    </EuiPanel>
  );
}

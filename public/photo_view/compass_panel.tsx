/** @jsx jsx */
import { useEffect, useRef, useState } from 'react';
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
import type { Hold } from './stage/summits';
import { TILT_LIMITS_DEG, TURN_LIMIT_DEG } from './stage/use_hold';

const STEP_DEG = 0.5;

export interface CompassPanelProps {
  photo: PhotoResponse;
  hold: Hold;
  /** What the app takes for the camera's tilt by itself. */
  guessedPitchDeg: number;
  onChange(hold: Hold): void;
  onSaved(): void;
  onCancel(): void;
}

/** Correcting the camera's compass and tilt: the names on the photo follow while it is turned. */
export function CompassPanel(props: CompassPanelProps) {
  const { photo, hold, guessedPitchDeg, onChange, onSaved, onCancel } = props;
  const { correctionDeg, pitchDeg } = hold;
  const { api, core } = useAppServices();
  const checkboxId = useGeneratedHtmlId();
  const [wholeDay, setWholeDay] = useState(false);
  const [saving, setSaving] = useState(false);
  // Else the focus goes on to the first slider, which wants the arrow keys for itself.
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const told = photo.pitchDeg !== undefined;
  const guessed = pitchDeg === guessedPitchDeg;
  const { toasts } = core.notifications;

  const save = async () => {
    setSaving(true);
    try {
      const { updated } = await api.correctCompass(photo.id, {
        correctionDeg,
        scope: wholeDay ? 'day' : 'photo',
        // A tilt that is the app's own guess stays one, which may become better.
        ...(guessed ? told && { pitchDeg: null } : { pitchDeg }),
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
    <EuiPanel
      panelRef={panel}
      role="group"
      aria-label={i18n.translate('peakSearch.photo.correct', {
        defaultMessage: 'Correct the direction',
      })}
      tabIndex={-1}
      hasShadow={false}
      color="subdued"
      paddingSize="s"
      data-test-subj="peakSearchCompass"
    >
      <EuiText size="xs">
        {i18n.translate('peakSearch.compass.help', {
          defaultMessage:
            'Drag the photo until the names stand at their summits; the sliders and the arrow keys do the same.',
        })}
      </EuiText>
      <DegreesSlider
        label={i18n.translate('peakSearch.compass.label', {
          defaultMessage: 'Correction of the compass: {degrees}',
          values: { degrees: signedDegrees(correctionDeg) },
        })}
        min={-TURN_LIMIT_DEG}
        max={TURN_LIMIT_DEG}
        degrees={correctionDeg}
        onChange={(degrees) => onChange({ ...hold, correctionDeg: degrees })}
        testSubject="peakSearchCompassSlider"
      />
      <DegreesSlider
        label={i18n.translate('peakSearch.compass.tilt', {
          defaultMessage: 'The camera looked up by {degrees}; for this photo only',
          values: { degrees: signedDegrees(pitchDeg) },
        })}
        {...TILT_LIMITS_DEG}
        degrees={pitchDeg}
        onChange={(degrees) => onChange({ ...hold, pitchDeg: degrees })}
        testSubject="peakSearchTiltSlider"
      />
      {photo.shotTime && (
        <EuiCheckbox
          id={checkboxId}
          checked={wholeDay}
          onChange={({ target }) => setWholeDay(target.checked)}
          label={i18n.translate('peakSearch.compass.wholeDay', {
            defaultMessage: 'Compass: for all photos of this camera on this day',
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
        {(correctionDeg !== 0 || !guessed) && (
          <EuiFlexItem grow={false}>
            <EuiButtonEmpty
              size="s"
              color="text"
              onClick={() => onChange({ correctionDeg: 0, pitchDeg: guessedPitchDeg })}
            >
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

function DegreesSlider(props: {
  label: string;
  min: number;
  max: number;
  degrees: number;
  onChange(degrees: number): void;
  testSubject: string;
}) {
  const { label, min, max, degrees, onChange, testSubject } = props;
  return (
    <EuiFormRow fullWidth label={label} css={{ marginBlockStart: 8 }}>
      <EuiRange
        fullWidth
        compressed
        min={min}
        max={max}
        step={STEP_DEG}
        value={degrees}
        onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
        aria-valuetext={signedDegrees(degrees)}
        data-test-subj={testSubject}
      />
    </EuiFormRow>
  );
}

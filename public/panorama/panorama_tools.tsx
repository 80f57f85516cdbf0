/** @jsx jsx */
import {
  EuiButtonEmpty,
  EuiButtonIcon,
  EuiCopy,
  EuiFieldText,
  EuiSwitch,
  EuiText,
  useEuiTheme,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import { clockTime } from './sun_path';
import { ZOOM_STEP } from './use_look';

export interface PanoramaToolsProps {
  day?: string;
  zone?: string;
  /** When the sun shines here on that day; absent where it never does. */
  shine?: { from: Date; to: Date };
  hidden: boolean;
  onDay(day: string | undefined): void;
  onHidden(hidden: boolean): void;
  zoomBy(factor: number): void;
  /** To this view. */
  link: string;
}

/** What is drawn, how large, and the link to it. */
export function PanoramaTools(props: PanoramaToolsProps) {
  const { day, zone, shine, hidden, onDay, onHidden, zoomBy, link } = props;
  const { euiTheme } = useEuiTheme();
  const sunLabel = i18n.translate('peakSearch.view.sunDay', {
    defaultMessage: 'Day whose sun is drawn',
  });
  return (
    <div css={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: euiTheme.size.s }}>
      <EuiSwitch
        compressed
        label={i18n.translate('peakSearch.view.hidden', { defaultMessage: 'Hidden peaks' })}
        checked={hidden}
        onChange={({ target }) => onHidden(target.checked)}
        data-test-subj="peakSearchViewHidden"
      />
      <div css={{ inlineSize: 150 }}>
        <EuiFieldText
          compressed
          type="date"
          aria-label={sunLabel}
          title={sunLabel}
          value={day ?? ''}
          onChange={({ target }) => onDay(target.value === '' ? undefined : target.value)}
          data-test-subj="peakSearchViewDay"
        />
      </div>
      {day !== undefined && (
        <EuiText size="xs" role="status" data-test-subj="peakSearchViewSunshine">
          {shine
            ? i18n.translate('peakSearch.view.sunshine', {
                defaultMessage: 'Sun from {from} to {to}',
                values: { from: clockTime(shine.from, zone), to: clockTime(shine.to, zone) },
              })
            : i18n.translate('peakSearch.view.noSunshine', { defaultMessage: 'No sun all day' })}
        </EuiText>
      )}
      <EuiButtonIcon
        iconType="minus"
        color="text"
        size="s"
        onClick={() => zoomBy(1 / ZOOM_STEP)}
        aria-label={i18n.translate('peakSearch.view.wider', { defaultMessage: 'See more' })}
        data-test-subj="peakSearchViewWider"
      />
      <EuiButtonIcon
        iconType="plus"
        color="text"
        size="s"
        onClick={() => zoomBy(ZOOM_STEP)}
        aria-label={i18n.translate('peakSearch.view.closer', { defaultMessage: 'Look closer' })}
        data-test-subj="peakSearchViewCloser"
      />
      <EuiCopy textToCopy={link}>
        {(copy) => (
          <EuiButtonEmpty size="s" iconType="link" onClick={copy}>
            {i18n.translate('peakSearch.view.copyLink', { defaultMessage: 'Copy link' })}
          </EuiButtonEmpty>
        )}
      </EuiCopy>
    </div>
  );
}

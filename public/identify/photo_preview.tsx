/** @jsx jsx */
import { useEffect, useMemo, useState } from 'react';
import { EuiIcon, EuiText, useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';

/** The chosen photo, shown at once from memory; in words where the browser cannot draw its format (HEIC). */
export function PhotoPreview({ file }: { file: File }) {
  const { euiTheme } = useEuiTheme();
  const [failed, setFailed] = useState<File>();
  const url = useMemo(() => URL.createObjectURL(file), [file]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const frame = {
    inlineSize: '100%',
    blockSize: 240,
    borderRadius: euiTheme.border.radius.medium,
    background: euiTheme.colors.backgroundBaseSubdued,
  };
  if (failed === file) {
    return (
      <div
        css={{
          ...frame,
          display: 'flex',
          flexDirection: 'column',
          alignItems: 'center',
          justifyContent: 'center',
          gap: euiTheme.size.s,
          padding: euiTheme.size.l,
          textAlign: 'center',
        }}
      >
        <EuiIcon type="image" size="xl" color="subdued" aria-hidden />
        <EuiText size="s" color="subdued">
          {i18n.translate('peakSearch.identify.noPreview', {
            defaultMessage:
              '{name} cannot be shown by this browser (photos of iPhones often cannot); it is read all the same.',
            values: { name: file.name },
          })}
        </EuiText>
      </div>
    );
  }
  return (
    <img
      src={url}
      alt={i18n.translate('peakSearch.identify.yourPhoto', {
        defaultMessage: 'Your photo {name}',
        values: { name: file.name },
      })}
      onError={() => setFailed(file)}
      css={{ ...frame, objectFit: 'contain' }}
    />
  );
}

/** @jsx jsx */
import { useEffect, useRef } from 'react';
import { EuiButton, EuiFilePicker, EuiFlexGroup, EuiFlexItem, EuiText } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';

/** HEIC by its endings, too: many systems give these files no type. */
const ACCEPT = 'image/*,.heic,.heif,.avif,.tif,.tiff';

/** The first photo of what was pasted or dropped. */
export function photoOf(transfer: DataTransfer | null): File | undefined {
  return Array.from(transfer?.files ?? []).find(
    ({ type, name }) => type.startsWith('image/') || /\.(heic|heif|avif|tiff?)$/i.test(name)
  );
}

/** Ways to hand in a photo: drop, pick, paste anywhere, or photograph. */
export function PhotoInput({ onPhoto }: { onPhoto(file: File): void }) {
  const camera = useRef<HTMLInputElement>(null);
  usePaste(onPhoto);
  return (
    <div>
      <EuiFilePicker
        fullWidth
        display="large"
        accept={ACCEPT}
        data-test-subj="peakSearchIdentifyFile"
        aria-label={i18n.translate('peakSearch.identify.choose', {
          defaultMessage: 'Choose a photo to identify',
        })}
        initialPromptText={i18n.translate('peakSearch.identify.drop', {
          defaultMessage: 'Choose a photo, drop it here, or paste it',
        })}
        onChange={(files) => {
          const [file] = Array.from(files ?? []);
          if (file) onPhoto(file);
        }}
      />
      <EuiFlexGroup
        justifyContent="spaceBetween"
        alignItems="center"
        gutterSize="s"
        responsive={false}
        css={{ marginBlockStart: 8 }}
      >
        <EuiFlexItem>
          <EuiText size="xs" color="subdued">
            {i18n.translate('peakSearch.identify.privacy', {
              defaultMessage:
                'The photo is looked at and forgotten: it is neither kept nor added to the library.',
            })}
          </EuiText>
        </EuiFlexItem>
        <EuiFlexItem
          grow={false}
          // Where the pointer is a mouse, "photograph" would only open another file dialog.
          css={{ display: 'none', '@media (pointer: coarse)': { display: 'block' } }}
        >
          <EuiButton size="s" iconType="image" onClick={() => camera.current?.click()}>
            {i18n.translate('peakSearch.identify.photograph', { defaultMessage: 'Photograph' })}
          </EuiButton>
          <input
            ref={camera}
            type="file"
            accept="image/*"
            capture="environment"
            hidden
            onChange={({ target }) => {
              const file = target.files?.[0];
              if (file) onPhoto(file);
              target.value = '';
            }}
          />
        </EuiFlexItem>
      </EuiFlexGroup>
    </div>
  );
}

/** A picture from the clipboard counts wherever the focus is, unless text is being pasted. */
function usePaste(onPhoto: (file: File) => void): void {
  const latest = useRef(onPhoto);
  useEffect(() => {
    latest.current = onPhoto;
  });
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const file = photoOf(event.clipboardData);
      if (!file) return;
      event.preventDefault();
      latest.current(file);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, []);
}

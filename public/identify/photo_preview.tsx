/** @jsx jsx */
import { useEffect, useRef, useState } from 'react';
import { EuiIcon, EuiText, useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';

const HEIGHT = 240;

/** Draws a picture upright, no larger than it is shown. */
async function draw(file: Blob, canvas: HTMLCanvasElement): Promise<void> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, (HEIGHT * window.devicePixelRatio) / picture.height);
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
}

/** A WebP as the server sends it. */
const webpOf = (base64: string) =>
  new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], {
    type: 'image/webp',
  });

/**
 * The chosen photo, shown at once from memory; in words where the browser cannot draw its format (HEIC), until the server has
 * sent it as a picture.
 *
 * On a canvas: a picture with a `blob:` address is refused where an operator sets Kibana's `csp.img_src` without it.
 */
export function PhotoPreview({ file, picture }: { file: File; picture?: string }) {
  const { euiTheme } = useEuiTheme();
  const [failed, setFailed] = useState<File>();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!canvas.current) return;
    const drawn = picture === undefined ? file : webpOf(picture);
    draw(drawn, canvas.current).catch(() => setFailed(file));
  }, [file, picture]);
  const frame = {
    inlineSize: '100%',
    blockSize: HEIGHT,
    borderRadius: euiTheme.border.radius.medium,
    background: euiTheme.colors.backgroundBaseSubdued,
  };
  if (failed === file && picture === undefined) {
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
              'Your browser can’t show {name} (common with iPhone photos), but Peak Search can read it.',
            values: { name: file.name },
          })}
        </EuiText>
      </div>
    );
  }
  return (
    <canvas
      // Of its own for each file: one that is still being drawn must not cover the next.
      key={`${file.name}:${file.lastModified}:${file.size}`}
      ref={canvas}
      role="img"
      aria-label={i18n.translate('peakSearch.identify.yourPhoto', {
        defaultMessage: 'Your photo {name}',
        values: { name: file.name },
      })}
      css={{ ...frame, objectFit: 'contain' }}
    />
  );
}

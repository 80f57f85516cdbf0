import React, { useEffect, useState } from 'react';
import {
  EuiButton,
  EuiButtonEmpty,
  EuiCallOut,
  EuiFlexGroup,
  EuiFlexItem,
  EuiFlyout,
  EuiFlyoutBody,
  EuiFlyoutHeader,
  EuiProgress,
  EuiScreenReaderLive,
  EuiSpacer,
  EuiText,
  EuiTitle,
  useGeneratedHtmlId,
} from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import { useAppServices } from '../services/app_services';
import type { SearchDispatch } from '../state/search_state';
import { Answer, headline } from './answer';
import { identifyErrorWords } from './error_words';
import { PhotoInput, photoOf } from './photo_input';
import { PhotoPreview } from './photo_preview';
import { type Identification, useIdentify } from './use_identify';

export interface IdentifyFlyoutProps {
  dispatch: SearchDispatch;
  onClose(): void;
  /** How the catalog names a peak. */
  peakName(id: string): string;
}

/** From here on "still at it" is worth a word: loading the model takes 5 s, a photo half a second. */
const SLOW_MS = 4_000;

/** "Which peak is this?": a photo from outside, looked at once and never kept. */
export function IdentifyFlyout({ dispatch, onClose, peakName }: IdentifyFlyoutProps) {
  const { api, may } = useAppServices();
  const titleId = useGeneratedHtmlId();
  const { identification, ask, cancel } = useIdentify(api);
  return (
    <EuiFlyout
      onClose={onClose}
      aria-labelledby={titleId}
      size="m"
      paddingSize="m"
      data-test-subj="peakSearchIdentifyFlyout"
      onDragOver={(event: React.DragEvent) => event.preventDefault()}
      onDrop={(event: React.DragEvent) => {
        const file = photoOf(event.dataTransfer);
        event.preventDefault();
        if (file && may.identify) void ask(file);
      }}
    >
      <EuiFlyoutHeader hasBorder>
        <EuiTitle size="m">
          <h2 id={titleId}>
            {i18n.translate('peakSearch.identify.title', { defaultMessage: 'Which peak is this?' })}
          </h2>
        </EuiTitle>
      </EuiFlyoutHeader>
      <EuiFlyoutBody>
        {may.identify ? (
          <Steps
            identification={identification}
            ask={ask}
            cancel={cancel}
            dispatch={dispatch}
            peakName={peakName}
          />
        ) : (
          <EuiCallOut
            color="warning"
            iconType="warning"
            title={i18n.translate('peakSearch.identify.error.forbidden', {
              defaultMessage: 'You may not ask for peaks here',
            })}
          >
            {i18n.translate('peakSearch.identify.error.forbiddenText', {
              defaultMessage: 'Ask an administrator for the privilege to identify peaks.',
            })}
          </EuiCallOut>
        )}
      </EuiFlyoutBody>
    </EuiFlyout>
  );
}

function Steps({
  identification,
  ask,
  cancel,
  dispatch,
  peakName,
}: {
  identification: Identification;
  ask(file: File): void;
  cancel(): void;
  dispatch: SearchDispatch;
  peakName(id: string): string;
}) {
  if (identification.state === 'empty') return <PhotoInput onPhoto={ask} />;
  const { file } = identification;
  return (
    <>
      <PhotoPreview
        file={file}
        picture={identification.state === 'answered' ? identification.answer.picture : undefined}
      />
      <EuiSpacer size="m" />
      {identification.state === 'asking' && <Asking onCancel={cancel} />}
      {identification.state === 'failed' && (
        <Failed error={identification.error} onRetry={() => ask(file)} />
      )}
      {identification.state === 'answered' && (
        <>
          <EuiScreenReaderLive focusRegionOnTextChange={false}>
            {headline(identification.answer)}
          </EuiScreenReaderLive>
          <Answer
            answer={identification.answer}
            indexed={identification.indexed}
            dispatch={dispatch}
            peakName={peakName}
          />
        </>
      )}
      {identification.state !== 'asking' && (
        <>
          <EuiSpacer size="m" />
          <EuiButton iconType="refresh" onClick={cancel} data-test-subj="peakSearchAnotherPhoto">
            {i18n.translate('peakSearch.identify.another', { defaultMessage: 'Another photo' })}
          </EuiButton>
        </>
      )}
    </>
  );
}

function Asking({ onCancel }: { onCancel(): void }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div data-test-subj="peakSearchAsking">
      {/* The sentence below says it. */}
      <EuiProgress size="s" color="primary" aria-hidden />
      <EuiSpacer size="s" />
      <EuiFlexGroup alignItems="center" justifyContent="spaceBetween" responsive={false}>
        <EuiFlexItem>
          <EuiText size="s" color="subdued" role="status">
            {slow
              ? i18n.translate('peakSearch.identify.askingSlow', {
                  defaultMessage:
                    'Still looking. A large photo over a slow line, or the first question after a start, takes a while.',
                })
              : i18n.translate('peakSearch.identify.asking', {
                  defaultMessage: 'Sending the photo and comparing it with the peaks …',
                })}
          </EuiText>
        </EuiFlexItem>
        <EuiFlexItem grow={false}>
          <EuiButtonEmpty size="s" iconType="cross" onClick={onCancel}>
            {i18n.translate('peakSearch.identify.cancel', { defaultMessage: 'Cancel' })}
          </EuiButtonEmpty>
        </EuiFlexItem>
      </EuiFlexGroup>
    </div>
  );
}

function Failed({ error, onRetry }: { error: Error; onRetry(): void }) {
  const { title, text } = identifyErrorWords(error);
  return (
    <EuiCallOut
      color="danger"
      iconType="error"
      title={title}
      role="alert"
      data-test-subj="peakSearchIdentifyFailed"
    >
      <p>{text}</p>
      <EuiButton size="s" color="danger" onClick={onRetry}>
        {i18n.translate('peakSearch.identify.retry', { defaultMessage: 'Try again' })}
      </EuiButton>
    </EuiCallOut>
  );
}

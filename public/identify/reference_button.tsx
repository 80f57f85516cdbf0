import React, { useState } from 'react';
import { EuiButtonEmpty, EuiConfirmModal, EuiText, useGeneratedHtmlId } from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import type { ReferencesResponse } from '../../common/api';
import { useAppServices } from '../services/app_services';

type Effect = NonNullable<ReferencesResponse['effect']>;
type State =
  | { step: 'idle' | 'sending' | 'kept' }
  /** The server said what the reference would change; it is not kept yet. */
  | { step: 'asking'; effect: Effect };

/** What a reference changes, in a sentence. */
function effectWords(name: string, { photos, firstBefore, firstAfter }: Effect): string {
  return photos === 0
    ? i18n.translate('peakSearch.reference.effectUnknown', {
        defaultMessage:
          'No other photo shows {name} so far, so nobody can say yet whether it is recognised better with this one.',
        values: { name },
      })
    : i18n.translate('peakSearch.reference.effect', {
        defaultMessage:
          'Of {photos} other photos of {name}, {before} are recognised by their looks alone now, {after} with this reference.',
        values: { name, photos, before: firstBefore, after: firstAfter },
      });
}

/** Makes a photo of the library one of the references that a peak is recognised by; for those who may. */
export function ReferenceButton({
  peak,
  photoId,
}: {
  peak: { id: string; names: string[] };
  photoId: string;
}) {
  const { api, core, may } = useAppServices();
  const [state, setState] = useState<State>({ step: 'idle' });
  const titleId = useGeneratedHtmlId();
  if (!may.manageReferences) return null;
  const [name] = peak.names;

  /** Runs a request; when it fails, says so and goes back to where it started. */
  const attempt = async (request: () => Promise<State>) => {
    const before = state;
    setState({ step: 'sending' });
    try {
      setState(await request());
    } catch (error) {
      setState(before.step === 'asking' ? { step: 'idle' } : before);
      core.notifications.toasts.addDanger({
        title: i18n.translate('peakSearch.reference.failed', {
          defaultMessage: 'The references of {name} stay as they are',
          values: { name },
        }),
        text: (error as Error).message,
      });
    }
  };
  const ask = () =>
    attempt(async () => {
      const { effect } = await api.addReference(peak.id, photoId, { preview: true });
      // No effect: it is a reference already.
      return effect ? { step: 'asking', effect } : { step: 'kept' };
    });
  const keep = () =>
    attempt(async () => {
      await api.addReference(peak.id, photoId, { preview: false });
      return { step: 'kept' };
    });
  const undo = () =>
    attempt(async () => {
      await api.removeReference(peak.id, photoId);
      return { step: 'idle' };
    });

  const kept = state.step === 'kept';
  return (
    <>
      <EuiButtonEmpty
        size="xs"
        iconType={kept ? 'check' : 'pin'}
        isLoading={state.step === 'sending'}
        onClick={kept ? undo : ask}
        data-test-subj={kept ? 'peakSearchRemoveReference' : 'peakSearchAddReference'}
      >
        {kept
          ? i18n.translate('peakSearch.reference.undo', {
              defaultMessage: 'Reference: take it back',
            })
          : i18n.translate('peakSearch.reference.add', { defaultMessage: 'Use as reference' })}
      </EuiButtonEmpty>
      {state.step === 'asking' && (
        <EuiConfirmModal
          aria-labelledby={titleId}
          titleProps={{ id: titleId }}
          title={i18n.translate('peakSearch.reference.title', {
            defaultMessage: 'Recognise {name} by this photo from now on?',
            values: { name },
          })}
          onCancel={() => setState({ step: 'idle' })}
          onConfirm={keep}
          cancelButtonText={i18n.translate('peakSearch.reference.cancel', {
            defaultMessage: 'Cancel',
          })}
          confirmButtonText={i18n.translate('peakSearch.reference.keep', {
            defaultMessage: 'Use as reference',
          })}
        >
          <EuiText size="s">
            <p>{effectWords(name, state.effect)}</p>
          </EuiText>
        </EuiConfirmModal>
      )}
    </>
  );
}

import React, { useState } from 'react';
import { EuiButtonEmpty } from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import { useAppServices } from '../app/app_services';

/** Makes a photo of the library one of the reference photos that a peak is recognised by; for those who may. */
export function ReferenceButton({
  peak,
  photoId,
}: {
  peak: { id: string; names: string[] };
  photoId: string;
}) {
  const { api, core, may } = useAppServices();
  const [state, setState] = useState<'idle' | 'sending' | 'done'>('idle');
  if (!may.manageReferences) return null;
  const [name] = peak.names;
  const { toasts } = core.notifications;
  const add = async () => {
    setState('sending');
    try {
      await api.addReference(peak.id, photoId);
      setState('done');
      toasts.addSuccess(
        i18n.translate('peakSearch.reference.added', {
          defaultMessage: 'The photo is a reference of {name} now.',
          values: { name },
        })
      );
    } catch (error) {
      setState('idle');
      toasts.addDanger({
        title: i18n.translate('peakSearch.reference.failed', {
          defaultMessage: 'The photo did not become a reference of {name}',
          values: { name },
        }),
        text: (error as Error).message,
      });
    }
  };
  return (
    <EuiButtonEmpty
      size="xs"
      iconType={state === 'done' ? 'check' : 'pin'}
      isLoading={state === 'sending'}
      isDisabled={state === 'done'}
      onClick={add}
      data-test-subj="peakSearchAddReference"
      title={i18n.translate('peakSearch.reference.title', {
        defaultMessage: 'Recognise {name} by this photo from now on',
        values: { name },
      })}
    >
      {i18n.translate('peakSearch.reference.add', { defaultMessage: 'Use as reference' })}
    </EuiButtonEmpty>
  );
}

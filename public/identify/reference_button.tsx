import React, { useState } from 'react';
import {
  EuiButtonEmpty,
  EuiConfirmModal,
  EuiImage,
  EuiSpacer,
  EuiText,
  useGeneratedHtmlId,
} from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import type { ReferencesResponse } from '../../common/api';
import { useAppServices } from '../services/app_services';

type Effect = NonNullable<ReferencesResponse['effect']>;
/** What a person says of a photo: that it shows the peak, or that it does not. */
type Said = 'shows' | 'denies';
type State =
  | { step: 'idle' | 'sending' }
  | { step: 'kept'; said: Said }
  /** The server said what the reference would change; it is not kept yet. */
  | { step: 'asking'; effect: Effect };

/** What a reference changes, in a sentence. */
function effectWords(name: string, { seen, gained, lost }: Effect): string {
  return gained.count + lost.count === 0
    ? i18n.translate('peakSearch.reference.effectNone', {
        defaultMessage:
          '{name} is named on {seen, plural, one {# other photo} other {# other photos}} now. This reference changes none of them.',
        values: { name, seen },
      })
    : i18n.translate('peakSearch.reference.effect', {
        defaultMessage:
          '{name} is named on {seen, plural, one {# other photo} other {# other photos}} now. With this reference, {gained} more would be named and {lost} would lose the name.',
        values: { name, seen, gained: gained.count, lost: lost.count },
      });
}

/** The photos that change, to look at before anything is kept. */
function ChangedPhotos({ title, photoIds }: { title: string; photoIds: readonly string[] }) {
  const { api } = useAppServices();
  if (photoIds.length === 0) return null;
  return (
    <>
      <EuiSpacer size="s" />
      <EuiText size="xs">
        <strong>{title}</strong>
      </EuiText>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 4 }}>
        {photoIds.map((id) => (
          <EuiImage key={id} src={api.thumbnailUrl(id)} alt="" size={96} />
        ))}
      </div>
    </>
  );
}

/**
 * Says of a photo of the library that it shows a peak, which is then recognized by it, or that it does not; for those
 * who may. Both are taken back by a click.
 */
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
      return effect ? { step: 'asking', effect } : { step: 'kept', said: 'shows' };
    });
  const say = (said: Said) =>
    attempt(async () => {
      await api.addReference(peak.id, photoId, { preview: false, shows: said === 'shows' });
      return { step: 'kept', said };
    });
  const undo = () =>
    attempt(async () => {
      await api.removeReference(peak.id, photoId);
      return { step: 'idle' };
    });

  if (state.step === 'kept') {
    return (
      <EuiButtonEmpty
        size="xs"
        iconType="check"
        onClick={undo}
        data-test-subj="peakSearchRemoveReference"
      >
        {state.said === 'shows'
          ? i18n.translate('peakSearch.reference.undo', { defaultMessage: 'Remove reference' })
          : i18n.translate('peakSearch.reference.undoDenied', {
              defaultMessage: 'Noted: not {name}. Undo',
              values: { name },
            })}
      </EuiButtonEmpty>
    );
  }
  const sending = state.step === 'sending';
  return (
    <>
      <EuiButtonEmpty
        size="xs"
        iconType="pin"
        isLoading={sending}
        onClick={ask}
        data-test-subj="peakSearchAddReference"
      >
        {i18n.translate('peakSearch.reference.add', { defaultMessage: 'Use as reference' })}
      </EuiButtonEmpty>
      <EuiButtonEmpty
        size="xs"
        iconType="cross"
        isDisabled={sending}
        onClick={() => say('denies')}
        data-test-subj="peakSearchDenyPeak"
      >
        {i18n.translate('peakSearch.reference.deny', { defaultMessage: 'Not this peak' })}
      </EuiButtonEmpty>
      {state.step === 'asking' && (
        <EuiConfirmModal
          aria-labelledby={titleId}
          titleProps={{ id: titleId }}
          title={i18n.translate('peakSearch.reference.title', {
            defaultMessage: 'Use this photo to recognize {name}?',
            values: { name },
          })}
          onCancel={() => setState({ step: 'idle' })}
          onConfirm={() => say('shows')}
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
          <ChangedPhotos
            title={i18n.translate('peakSearch.reference.gained', {
              defaultMessage: 'Would be named',
            })}
            photoIds={state.effect.gained.photoIds}
          />
          <ChangedPhotos
            title={i18n.translate('peakSearch.reference.lost', {
              defaultMessage: 'Would lose the name',
            })}
            photoIds={state.effect.lost.photoIds}
          />
        </EuiConfirmModal>
      )}
    </>
  );
}

/** @jsx jsx */
/** @jsxFrag React.Fragment */
import React, { type ReactNode, useState } from 'react';
import {
  EuiButton,
  EuiButtonEmpty,
  EuiCopy,
  EuiFieldNumber,
  EuiFlexGroup,
  EuiFlexItem,
  EuiFormRow,
  EuiPanel,
  EuiPopover,
  EuiScreenReaderLive,
  EuiSelect,
  EuiText,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { Peak } from '../../common/api';
import { PLUGIN_ID } from '../../common/constants';
import { OpenInMaps } from '../maps_link/open_in_maps';
import { useAppServices } from '../services/app_services';
import type { Selection } from './use_selection';

/** As many as one download takes (common/api.ts originalsRequestSchema). */
const MOST_ORIGINALS = 1000;

export interface SelectionBarProps {
  selection: Selection;
  /** To choose from for references. */
  peaks: readonly Peak[];
  /** Directions have changed. */
  onCorrected(): void;
}

/** What can be done with the selected photos; nothing while none is. */
export function SelectionBar({ selection, peaks, onCorrected }: SelectionBarProps) {
  const { core, may } = useAppServices();
  const ids = [...selection.ids];
  const count = i18n.translate('peakSearch.selection.count', {
    defaultMessage: '{count, plural, one {# photo} other {# photos}} selected',
    values: { count: ids.length },
  });
  const link = (id: string) =>
    core.application.getUrlForApp(PLUGIN_ID, {
      path: `?photo=${encodeURIComponent(id)}`,
      absolute: true,
    });
  return (
    <>
      <EuiScreenReaderLive>{ids.length > 0 ? count : ''}</EuiScreenReaderLive>
      {ids.length > 0 && (
        <EuiPanel
          role="group"
          aria-label={i18n.translate('peakSearch.selection.label', {
            defaultMessage: 'Selected photos',
          })}
          color="primary"
          paddingSize="xs"
          hasShadow={false}
          data-test-subj="peakSearchSelection"
          css={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', marginBlockEnd: 8 }}
        >
          <EuiText size="s" css={{ paddingInline: 8 }}>
            <strong data-test-subj="peakSearchSelectionCount">{count}</strong>
          </EuiText>
          {may.originals && <DownloadButton ids={ids} />}
          <EuiCopy textToCopy={ids.map(link).join('\n')}>
            {(copy) => (
              <EuiButtonEmpty
                size="s"
                iconType="link"
                onClick={copy}
                data-test-subj="peakSearchCopyLinks"
              >
                {i18n.translate('peakSearch.selection.copyLinks', { defaultMessage: 'Copy links' })}
              </EuiButtonEmpty>
            )}
          </EuiCopy>
          {may.manageReferences && peaks.length > 0 && <ReferencesButton ids={ids} peaks={peaks} />}
          {may.correctCompass && <CompassButton ids={ids} onCorrected={onCorrected} />}
          <OpenInMaps filters={{ ids }} />
          <EuiButtonEmpty
            size="s"
            iconType="cross"
            color="text"
            onClick={selection.clear}
            data-test-subj="peakSearchClearSelection"
          >
            {i18n.translate('peakSearch.selection.clear', { defaultMessage: 'Clear selection' })}
          </EuiButtonEmpty>
        </EuiPanel>
      )}
    </>
  );
}

/** Hands a file to the browser's downloads. */
function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}

function DownloadButton({ ids }: { ids: string[] }) {
  const { api, core } = useAppServices();
  const [loading, setLoading] = useState(false);
  const download = async () => {
    setLoading(true);
    try {
      save(await api.originals(ids), 'photos.zip');
    } catch (error) {
      core.notifications.toasts.addDanger({
        title: i18n.translate('peakSearch.selection.downloadFailed', {
          defaultMessage: 'The photos were not downloaded',
        }),
        text: (error as Error).message,
      });
    } finally {
      setLoading(false);
    }
  };
  return (
    <EuiButtonEmpty
      size="s"
      iconType="download"
      isLoading={loading}
      isDisabled={ids.length > MOST_ORIGINALS}
      onClick={download}
      data-test-subj="peakSearchDownloadSelected"
    >
      {i18n.translate('peakSearch.selection.download', { defaultMessage: 'Download' })}
    </EuiButtonEmpty>
  );
}

function ReferencesButton({ ids, peaks }: { ids: string[]; peaks: readonly Peak[] }) {
  const { api } = useAppServices();
  const [peakId, setPeakId] = useState(peaks[0]!.id);
  return (
    <ActionPopover
      label={i18n.translate('peakSearch.selection.references', {
        defaultMessage: 'Use as references',
      })}
      iconType="pin"
      testSubject="peakSearchSelectionReferences"
      photos={ids}
      atOnce={1}
      act={(id) => api.addReference(peakId, id, { preview: false })}
    >
      <EuiFormRow
        label={i18n.translate('peakSearch.selection.peak', { defaultMessage: 'They show' })}
        helpText={i18n.translate('peakSearch.selection.referencesHelp', {
          defaultMessage: 'A peak takes up to 3 references.',
        })}
      >
        <EuiSelect
          compressed
          options={peaks.map(({ id, names: [name] }) => ({ value: id, text: name }))}
          value={peakId}
          onChange={({ target }) => setPeakId(target.value)}
          data-test-subj="peakSearchSelectionPeak"
        />
      </EuiFormRow>
    </ActionPopover>
  );
}

function CompassButton({ ids, onCorrected }: { ids: string[]; onCorrected(): void }) {
  const { api } = useAppServices();
  const [degrees, setDegrees] = useState(0);
  return (
    <ActionPopover
      label={i18n.translate('peakSearch.selection.compass', {
        defaultMessage: 'Correct the compass',
      })}
      iconType="compute"
      testSubject="peakSearchSelectionCompass"
      photos={ids}
      atOnce={8}
      act={(id) => api.correctCompass(id, { correctionDeg: degrees, scope: 'photo' })}
      onDone={onCorrected}
    >
      <EuiFormRow
        label={i18n.translate('peakSearch.selection.degrees', {
          defaultMessage: 'Degrees to add, clockwise',
        })}
        helpText={i18n.translate('peakSearch.selection.degreesHelp', {
          defaultMessage: '0 takes corrections back.',
        })}
      >
        <EuiFieldNumber
          compressed
          min={-180}
          max={180}
          step={0.5}
          value={degrees}
          onChange={({ target }) =>
            setDegrees(Math.min(180, Math.max(-180, target.valueAsNumber || 0)))
          }
          data-test-subj="peakSearchSelectionDegrees"
        />
      </EuiFormRow>
    </ActionPopover>
  );
}

interface ActionPopoverProps {
  label: string;
  iconType: string;
  testSubject: string;
  photos: readonly string[];
  /** For one photo; a rejection says why not. */
  act(id: string): Promise<unknown>;
  /** Photos at the same time; 1 where each changes the same document. */
  atOnce: number;
  onDone?(): void;
  /** What is asked before. */
  children: ReactNode;
}

/** Asks, then does the same to each photo, and says for how many it was done and why not for the others. */
function ActionPopover(props: ActionPopoverProps) {
  const { label, iconType, testSubject, photos, act, atOnce, onDone, children } = props;
  const { core } = useAppServices();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const { toasts } = core.notifications;

  const start = async () => {
    setBusy(true);
    let done = 0;
    const reasons = new Set<string>();
    for (let from = 0; from < photos.length; from += atOnce) {
      const answers = await Promise.allSettled(photos.slice(from, from + atOnce).map(act));
      for (const answer of answers) {
        if (answer.status === 'fulfilled') done++;
        else reasons.add((answer.reason as Error).message);
      }
    }
    setBusy(false);
    setOpen(false);
    const title = i18n.translate('peakSearch.selection.done', {
      defaultMessage: '{label}: {done} of {count, plural, one {# photo} other {# photos}}',
      values: { label, done, count: photos.length },
    });
    if (reasons.size === 0) toasts.addSuccess(title);
    else toasts.addDanger({ title, text: [...reasons].slice(0, 3).join(' ') });
    if (done > 0) onDone?.();
  };

  return (
    <EuiPopover
      isOpen={open}
      closePopover={() => setOpen(false)}
      aria-label={label}
      button={
        <EuiButtonEmpty
          size="s"
          iconType={iconType}
          onClick={() => setOpen(!open)}
          data-test-subj={testSubject}
        >
          {label}
        </EuiButtonEmpty>
      }
    >
      <div css={{ inlineSize: 260 }}>
        {children}
        <EuiFlexGroup justifyContent="flexEnd" css={{ marginBlockStart: 8 }}>
          <EuiFlexItem grow={false}>
            <EuiButton
              size="s"
              fill
              isLoading={busy}
              onClick={start}
              data-test-subj={`${testSubject}Start`}
            >
              {i18n.translate('peakSearch.selection.start', {
                defaultMessage: 'Apply to {count, plural, one {# photo} other {# photos}}',
                values: { count: photos.length },
              })}
            </EuiButton>
          </EuiFlexItem>
        </EuiFlexGroup>
      </div>
    </EuiPopover>
  );
}

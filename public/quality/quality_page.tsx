/** @jsx jsx */
/** @jsxFrag React.Fragment */
import React, { useMemo } from 'react';
import {
  EuiButton,
  EuiButtonEmpty,
  EuiCallOut,
  EuiFlexGroup,
  EuiFlexItem,
  EuiProgress,
  EuiSpacer,
  EuiText,
  EuiTitle,
  useEuiTheme,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import { useAppServices } from '../services/app_services';
import { useLoad } from '../services/use_load';
import { failureWords } from '../states/failure_words';
import { ConfirmedSection, KnnSection } from './report_sections';
import { useQualityRun } from './use_quality_run';
import type { QualityReport, QualityRun } from './use_quality_run';

/** How right this library's answers are: measured when asked, shown in tables, exported as JSON. */
export function QualityPage({ onClose }: { onClose(): void }) {
  const { api, may } = useAppServices();
  const { euiTheme } = useEuiTheme();
  const catalog = useLoad(api.peaks);
  const { run, start, stop } = useQualityRun(api);
  const names = useMemo(
    () => new Map(catalog.value?.peaks.map(({ id, names: [name] }) => [id, name])),
    [catalog.value]
  );
  return (
    <main
      data-test-subj="peakSearchQuality"
      css={{
        maxInlineSize: 960,
        marginInline: 'auto',
        padding: euiTheme.size.l,
      }}
    >
      <EuiButtonEmpty size="s" flush="left" iconType="sortLeft" onClick={onClose}>
        {i18n.translate('peakSearch.quality.back', { defaultMessage: 'Back to the photos' })}
      </EuiButtonEmpty>
      <EuiTitle>
        <h1>{i18n.translate('peakSearch.quality.title', { defaultMessage: 'Quality' })}</h1>
      </EuiTitle>
      <EuiText color="subdued">
        <p>
          {i18n.translate('peakSearch.quality.intro', {
            defaultMessage:
              'How much of what is truly nearest the search finds, and how photos are answered whose peak people have confirmed. It takes some hundred searches; nothing is changed.',
          })}
        </p>
      </EuiText>
      <EuiSpacer />
      {may.quality ? (
        <Actions run={run} start={() => void start()} stop={stop} />
      ) : (
        <EuiCallOut
          iconType="lock"
          title={i18n.translate('peakSearch.quality.forbidden', {
            defaultMessage: 'Measuring needs the privilege All of Peak Search.',
          })}
        />
      )}
      <RunState run={run} />
      {run.report && (
        <>
          <KnnSection rows={run.report.knn} peakName={(id) => names.get(id) ?? id} />
          <ConfirmedSection figures={run.report.confirmed} />
        </>
      )}
    </main>
  );
}

function Actions({ run, start, stop }: { run: QualityRun; start(): void; stop(): void }) {
  const { report } = run;
  return (
    <EuiFlexGroup gutterSize="s" responsive={false} wrap>
      <EuiFlexItem grow={false}>
        {run.state === 'running' ? (
          <EuiButton iconType="stop" onClick={stop} data-test-subj="peakSearchQualityStop">
            {i18n.translate('peakSearch.quality.stop', { defaultMessage: 'Stop' })}
          </EuiButton>
        ) : (
          <EuiButton fill iconType="play" onClick={start} data-test-subj="peakSearchQualityStart">
            {i18n.translate('peakSearch.quality.start', { defaultMessage: 'Measure' })}
          </EuiButton>
        )}
      </EuiFlexItem>
      <EuiFlexItem grow={false}>
        <EuiButtonEmpty
          iconType="download"
          isDisabled={!report || run.state === 'running'}
          onClick={() => report && download(report)}
          data-test-subj="peakSearchQualityExport"
        >
          {i18n.translate('peakSearch.quality.export', { defaultMessage: 'Export as JSON' })}
        </EuiButtonEmpty>
      </EuiFlexItem>
    </EuiFlexGroup>
  );
}

function RunState({ run: { state, progress, error } }: { run: QualityRun }) {
  if (state === 'running') {
    const label = i18n.translate('peakSearch.quality.progress', {
      defaultMessage: 'Measuring',
    });
    return (
      <>
        <EuiSpacer />
        <EuiProgress
          value={progress}
          max={1}
          size="m"
          label={label}
          valueText={`${Math.round(progress * 100)} %`}
        />
      </>
    );
  }
  if (state === 'stopped') {
    return (
      <>
        <EuiSpacer />
        <EuiCallOut
          size="s"
          title={i18n.translate('peakSearch.quality.stopped', {
            defaultMessage: 'Stopped. What was measured until then stands below.',
          })}
        />
      </>
    );
  }
  if (state !== 'failed' || !error) return null;
  const { title, body } = failureWords(error);
  return (
    <>
      <EuiSpacer />
      <EuiCallOut color="danger" iconType="error" title={title}>
        <p>{body}</p>
      </EuiCallOut>
    </>
  );
}

function download(report: QualityReport): void {
  const blob = new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = `peak-search-quality-${report.measuredAt.slice(0, 10)}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

import React from 'react';
import { EuiBadge, EuiCallOut, EuiLoadingSpinner, EuiToolTip } from '@elastic/eui';
import { i18n } from '@kbn/i18n';
import type { StatusResponse } from '../../common/api';

/** While something loads or is down, people wait for a change: every 3 s is quick for them and little for the server. */
const POLL_MS = 3_000;

/** How long until the status is worth asking for again; undefined: not by itself. */
export function statusPoll(status: StatusResponse | undefined): number | undefined {
  if (status === undefined) return POLL_MS;
  const { elasticsearch, model, photosIndex } = status;
  const waiting =
    model.state === 'loading' ||
    elasticsearch.state === 'failed' ||
    photosIndex.state === 'loading';
  return waiting ? POLL_MS : undefined;
}

/** What every search suffers from, in one line above everything, with the server's sentence on what to do. */
export function StatusNotices({ status }: { status?: StatusResponse }) {
  if (status === undefined) return null;
  const { elasticsearch, model, photosIndex } = status;
  if (elasticsearch.state === 'failed') {
    return (
      <EuiCallOut
        size="s"
        color="danger"
        iconType="warning"
        title={i18n.translate('peakSearch.status.elasticsearchDown', {
          defaultMessage: 'Elasticsearch cannot be reached. Trying again every few seconds.',
        })}
        data-test-subj="peakSearchElasticsearchDown"
      >
        <p>{elasticsearch.message}</p>
      </EuiCallOut>
    );
  }
  if (model.state === 'loading') {
    return (
      <EuiCallOut
        size="s"
        title={
          <>
            <EuiLoadingSpinner size="m" />{' '}
            {i18n.translate('peakSearch.status.modelLoading', {
              defaultMessage:
                'The model is being loaded. Browsing works already; searching by words in a moment.',
            })}
          </>
        }
        data-test-subj="peakSearchModelLoading"
      />
    );
  }
  if (model.state === 'missing' || model.state === 'failed') {
    return (
      <EuiCallOut
        size="s"
        color="warning"
        iconType="warning"
        title={i18n.translate('peakSearch.status.modelMissing', {
          defaultMessage: 'Searching by words does not work yet',
        })}
        data-test-subj="peakSearchModelMissing"
      >
        <p>{model.message}</p>
      </EuiCallOut>
    );
  }
  if (photosIndex.state === 'failed' || photosIndex.state === 'degraded') {
    return (
      <EuiCallOut
        size="s"
        color="warning"
        iconType="warning"
        title={i18n.translate('peakSearch.status.indexTrouble', {
          defaultMessage: 'The photo library has a problem',
        })}
        data-test-subj="peakSearchIndexTrouble"
      >
        <p>{photosIndex.message}</p>
      </EuiCallOut>
    );
  }
  return null;
}

/** The demo model says of itself what it is, everywhere. */
export function DemoBadge({ status }: { status?: StatusResponse }) {
  if (!status?.model.demo) return null;
  return (
    <EuiToolTip
      content={i18n.translate('peakSearch.status.demoDetail', {
        defaultMessage:
          'A small model made for trying things out: it knows a drawn Khumbu and little else. With SigLIP-2 the answers are far better.',
      })}
    >
      <EuiBadge color="accent" tabIndex={0} data-test-subj="peakSearchDemoModel">
        {i18n.translate('peakSearch.status.demo', { defaultMessage: 'Demo model' })}
      </EuiBadge>
    </EuiToolTip>
  );
}

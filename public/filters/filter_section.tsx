/** @jsx jsx */
import { type ReactNode } from 'react';
import { EuiButtonEmpty, EuiFlexGroup, EuiFlexItem, EuiTitle } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';

/** A label with how many photos a click leaves. */
export const counted = (label: string, count: number) =>
  i18n.translate('peakSearch.filters.counted', {
    defaultMessage: '{label} ({count})',
    values: { label, count: count.toLocaleString(i18n.getLocale()) },
  });

/** A part of the column, with its heading and what takes its filters away. */
export function FilterSection(props: { title: string; onClear?: () => void; children: ReactNode }) {
  return (
    <section css={{ marginBlockEnd: 24 }}>
      <EuiFlexGroup
        justifyContent="spaceBetween"
        alignItems="center"
        gutterSize="s"
        responsive={false}
        css={{ minBlockSize: 32 }}
      >
        <EuiFlexItem grow={false}>
          <EuiTitle size="xxs">
            <h2>{props.title}</h2>
          </EuiTitle>
        </EuiFlexItem>
        {props.onClear && (
          <EuiFlexItem grow={false}>
            <EuiButtonEmpty
              size="xs"
              onClick={props.onClear}
              aria-label={i18n.translate('peakSearch.filters.resetNamed', {
                defaultMessage: 'Reset {filter}',
                values: { filter: props.title },
              })}
            >
              {i18n.translate('peakSearch.filters.reset', { defaultMessage: 'Reset' })}
            </EuiButtonEmpty>
          </EuiFlexItem>
        )}
      </EuiFlexGroup>
      {props.children}
    </section>
  );
}

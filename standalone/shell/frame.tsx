import React, { useEffect, useRef } from 'react';
import {
  EuiButtonEmpty,
  EuiButtonIcon,
  EuiGlobalToastList,
  EuiHeader,
  EuiHeaderBreadcrumbs,
  EuiHeaderSection,
  EuiHeaderSectionItem,
  EuiToolTip,
} from '@elastic/eui';
import type { App, AppUnmount } from '@kbn/core/public';
import { type ShellCore, useValue } from './core/core';

/** A slim stand-in for Kibana's header, notices and page; the app fills the rest. */
export function Frame({ core, app }: { core: ShellCore; app: App }) {
  const toasts = useValue(core.toasts.list$);
  const breadcrumbs = useValue(core.breadcrumbs$);
  const { darkMode } = useValue(core.theme$);
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const unmount = app.mount({
      element,
      history: core.historyOf(app),
      appBasePath: core.start.application.getUrlForApp(app.id),
      // Neither a question on leaving nor a menu in the header is part of this page.
      onAppLeave: () => {},
      setHeaderActionMenu: () => {},
      theme$: core.theme$,
    });
    return () => void Promise.resolve<AppUnmount>(unmount).then((done) => done());
  }, [app, core]);

  const other = darkMode ? 'light' : 'dark';
  return (
    <>
      <EuiHeader position="fixed" role="banner">
        <EuiHeaderSection grow={false}>
          <EuiHeaderSectionItem>
            <EuiButtonEmpty
              color="text"
              iconType="image"
              href={core.start.application.getUrlForApp(app.id)}
            >
              {app.title}
            </EuiButtonEmpty>
          </EuiHeaderSectionItem>
        </EuiHeaderSection>
        <EuiHeaderBreadcrumbs breadcrumbs={breadcrumbs} />
        <EuiHeaderSection side="right">
          <EuiHeaderSectionItem>
            <EuiToolTip content={`Switch to the ${other} theme`}>
              <EuiButtonIcon
                iconType={darkMode ? 'sun' : 'moon'}
                aria-label={`Switch to the ${other} theme`}
                color="text"
                onClick={() => core.setTheme(other)}
              />
            </EuiToolTip>
          </EuiHeaderSectionItem>
        </EuiHeaderSection>
      </EuiHeader>
      <div
        ref={place}
        className="kbnAppWrapper"
        style={{
          display: 'flex',
          flexDirection: 'column',
          flexGrow: 1,
          // The header lies over the page, as in Kibana.
          paddingBlockStart: 'var(--euiFixedHeadersOffset, 0)',
        }}
      />
      <EuiGlobalToastList
        toasts={toasts}
        dismissToast={core.toasts.remove}
        // Kibana's `notifications:lifetime:info`.
        toastLifeTimeMs={5_000}
      />
    </>
  );
}

import React, { useEffect, useRef, useSyncExternalStore } from 'react';
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
import type { App, AppMountParameters, AppUnmount } from '@kbn/core/public';
import { type ShellCore, useValue } from './core/core';
import { INFO_MS } from './core/toasts';

/** A slim stand-in for Kibana's header, notices and page; the app fills the rest. */
export function Frame({ core, app }: { core: ShellCore; app: App }) {
  const toasts = useValue(core.toasts.list$);
  const breadcrumbs = useValue(core.breadcrumbs$);
  const { darkMode } = useValue(core.theme$);
  const place = useRef<HTMLDivElement>(null);
  const { application } = core;
  const isHere = useSyncExternalStore(application.onMove, () => application.isAt(app));

  useEffect(() => {
    const element = place.current;
    if (element === null || !isHere) return;
    const mounted = mount(
      app,
      core.application.mountParameters(app, { element, theme$: core.theme$ })
    );
    return () => void mounted.then((unmount) => unmount?.());
  }, [app, core, isHere]);

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
            <ActionMenu core={core} />
          </EuiHeaderSectionItem>
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
        toastLifeTimeMs={INFO_MS}
      />
    </>
  );
}

/** An app that cannot be mounted is told of in the console, as in Kibana. */
async function mount(app: App, parameters: AppMountParameters): Promise<AppUnmount | undefined> {
  try {
    return await app.mount(parameters);
  } catch (error) {
    console.error(error);
    return undefined;
  }
}

/** What the app put into the header. Mirrors src/core/packages/chrome/browser-internal/src/ui/header/header_action_menu.tsx @82ab9ad2. */
function ActionMenu({ core }: { core: ShellCore }) {
  const menu = useValue(core.application.actionMenu$);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current && menu ? menu(place.current) : undefined), [menu]);
  return <div ref={place} data-test-subj="headerAppActionMenu" />;
}

import { PLUGIN_ID } from '../../common/constants';
import { chosenTheme, readInjectedMetadata } from './injected';

/**
 * What Kibana's bootstrap script does (rendering-server-internal/src/bootstrap/render_template.ts): the globals
 * by which bundles find each other, then the scripts in order, then core.
 */
interface Definition {
  bundleRequire: (key: string) => unknown;
  moduleKey: string;
}

const definitions = new Map<string, Definition>();
const bundles = {
  has: (key: string) => definitions.has(key),
  define(key: string, bundleRequire: (key: string) => unknown, moduleKey: string): void {
    if (definitions.has(key))
      throw new Error(`__kbnBundles__ already has a module defined for "${key}"`);
    definitions.set(key, { bundleRequire, moduleKey });
  },
  get(key: string): unknown {
    const found = definitions.get(key);
    if (found === undefined)
      throw new Error(`__kbnBundles__ does not have a module defined for "${key}"`);
    return found.bundleRequire(found.moduleKey);
  },
};

const metadata = readInjectedMetadata();
const bundleBase = `${metadata.serverBasePath}${metadata.bundleBase}`;
const pluginPath = `${bundleBase}/plugin/${PLUGIN_ID}/${metadata.pluginVersion}/`;
Object.assign(window, {
  __kbnBundles__: bundles,
  __kbnThemeTag__: `borealis${chosenTheme()}`,
  __kbnPublicPath__: { [PLUGIN_ID]: pluginPath },
  __kbnStrictCsp__: true,
});

function load(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.async = false;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${src} could not be loaded`));
    document.head.appendChild(script);
  });
}

Promise.all(
  [
    `${bundleBase}/shared_deps.js`,
    `${pluginPath}${PLUGIN_ID}.plugin.js`,
    `${bundleBase}/shell.js`,
  ].map(load)
)
  .then(() => (bundles.get('entry/shell') as { start: () => void }).start())
  .catch((error: Error) => {
    const place = document.getElementById('kibana-body') ?? document.body;
    place.textContent = `Peak Search could not start: ${error.message}. Reload the page; if it stays, look at the terminal.`;
  });

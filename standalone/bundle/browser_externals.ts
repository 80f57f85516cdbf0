import type { Plugin } from 'esbuild';

/**
 * What Kibana gives to every browser bundle as properties of the global `__kbnSharedDeps__`
 * (src/platform/packages/private/kbn-ui-shared-deps-src/src/definitions.js). The set shifts between its minor
 * versions, so only the members are used that have been there in all of 9.x.
 */
export const SHARED_DEPS: Readonly<Record<string, string>> = {
  react: 'React',
  'react-dom': 'ReactDom',
  '@elastic/eui': 'ElasticEui',
  '@emotion/react': 'EmotionReact',
  '@kbn/i18n': 'KbnI18n',
  '@kbn/i18n-react': 'KbnI18nReact',
  rxjs: 'Rxjs',
  moment: 'Moment',
  lodash: 'Lodash',
};

/**
 * For esbuild: imports of shared modules read the page's global instead of being bundled, so that the page has
 * one React and one EUI. Anything else of `@kbn/` is a mistake at run time and stops the build.
 */
export function sharedDepsPlugin(): Plugin {
  return {
    name: 'kibana-shared-deps',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === 'entry-point') return undefined;
        if (path in SHARED_DEPS) return { path, namespace: 'shared-deps' };
        if (path.startsWith('@kbn/')) {
          return {
            errors: [
              {
                text: `${path} is not there when a browser bundle is loaded: use "import type", or take it from the plugin's contracts.`,
              },
            ],
          };
        }
        return undefined;
      });
      build.onLoad({ filter: /.*/, namespace: 'shared-deps' }, ({ path }) => ({
        contents: `module.exports = globalThis.__kbnSharedDeps__[${JSON.stringify(SHARED_DEPS[path])}];`,
      }));
    },
  };
}

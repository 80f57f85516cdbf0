'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ROOTS = [
  'common',
  'server',
  'public',
  'scripts',
  'lab',
  'tools',
  'standalone',
  'demo',
  'types',
  'bin',
];

/** Test files' `.tsx` may hold JSX; in `.ts` the parser must not take `<T>` for a tag. */
const transform = (tsx) => [
  '@swc/jest',
  {
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx },
      transform: { react: { runtime: 'classic' } },
    },
  },
];

/** What Kibana provides at run time; the same names as `paths` in tsconfig.json. */
const KIBANA_MODULES = {
  '^@kbn/config-schema$': '<rootDir>/standalone/kbn/config_schema.ts',
  '^@kbn/i18n$': '<rootDir>/standalone/kbn/i18n.ts',
  '^@kbn/i18n-react$': '<rootDir>/standalone/kbn/i18n_react.tsx',
};

/**
 * One project for each kind of test, told apart by the file's name. `x.test.ts` is a unit test: no process, no network, seconds.
 * Tests of the browser side that need a DOM say so in their docblock (@jest-environment jsdom).
 */
const project = (displayName, testMatch, { ignore = [], ...more } = {}) => ({
  displayName,
  rootDir: __dirname,
  roots: ROOTS.map((name) => path.join(__dirname, name)).filter((folder) => fs.existsSync(folder)),
  testEnvironment: 'node',
  testMatch,
  testPathIgnorePatterns: ['/node_modules/', ...ignore],
  moduleNameMapper: KIBANA_MODULES,
  // A global is slow to look up in jest's sandbox: loops over Math took 4 to 9 times as long as outside of it.
  sandboxInjectedGlobals: ['Math'],
  transform: { '\\.tsx$': transform(true), '\\.(ts|js)$': transform(false) },
  // Packages without CommonJS, which Node itself requires as they are (from 20.19 on).
  transformIgnorePatterns: ['/node_modules/(?!(quick-lru|zstddec)/)'],
  ...more,
});

/** One real Elasticsearch for all test files of a run. Jest starts it only when a file of such a project is to run. */
const withElasticsearch = {
  globalSetup: path.join(__dirname, 'standalone/elasticsearch/jest_setup.ts'),
  globalTeardown: path.join(__dirname, 'standalone/elasticsearch/jest_teardown.ts'),
};

module.exports = {
  // Real parts (a node that starts, models that load, pages in a browser) take their time on two busy cores. Jest knows only one
  // limit for all projects.
  testTimeout: 600_000,
  // Jest leaves one core free for its own work, which of two cores is half: many tests wait for a child process or a page meanwhile.
  maxWorkers: Math.max(2, os.availableParallelism() - 1),
  testSequencer: path.join(__dirname, 'tools/dev/slowest_first.cjs'),
  projects: [
    project('unit', ['**/*.test.ts', '**/*.test.tsx'], {
      ignore: ['\\.(integration|browser)\\.test\\.tsx?$'],
    }),
    // The browser side's components once more, with the highest EUI that we support.
    project('unit-eui-highest', ['**/public/**/*.test.tsx'], {
      // Its uuid is an ES module, which jest has to translate.
      transformIgnorePatterns: ['/node_modules/(?!(eui-highest/node_modules/)?uuid/)'],
      moduleNameMapper: {
        ...KIBANA_MODULES,
        '^@elastic/eui$': '<rootDir>/node_modules/eui-highest/node_modules/@elastic/eui',
      },
    }),
    project('integration', ['**/*.integration.test.ts'], withElasticsearch),
    project('browser', ['**/*.browser.test.ts'], withElasticsearch),
  ],
};

'use strict';

const fs = require('node:fs');
const path = require('node:path');

const ROOTS = ['common', 'server', 'public', 'scripts', 'standalone', 'demo', 'types', 'bin'];

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

/**
 * One project for each kind of test, told apart by the file's name. `x.test.ts` is a unit test: no process, no network, seconds.
 * Tests of the browser side that need a DOM say so in their docblock (@jest-environment jsdom).
 */
const project = (displayName, testMatch, testPathIgnorePatterns, more) => ({
  displayName,
  rootDir: __dirname,
  roots: ROOTS.map((name) => path.join(__dirname, name)).filter((folder) => fs.existsSync(folder)),
  testEnvironment: 'node',
  testMatch,
  testPathIgnorePatterns: ['/node_modules/', ...testPathIgnorePatterns],
  transform: { '\\.tsx$': transform(true), '\\.(ts|js)$': transform(false) },
  ...more,
});

/** One real Elasticsearch for all test files of a run. Jest starts it only when a file of such a project is to run. */
const withElasticsearch = {
  globalSetup: path.join(__dirname, 'standalone/elasticsearch/jest_setup.ts'),
  globalTeardown: path.join(__dirname, 'standalone/elasticsearch/jest_teardown.ts'),
};

module.exports = {
  projects: [
    project(
      'unit',
      ['**/*.test.ts', '**/*.test.tsx'],
      ['\\.(integration|browser)\\.test\\.tsx?$'],
      { testTimeout: 20_000 }
    ),
    // Real parts: a node that starts, models that load, images that are decoded; on two busy cores these take their time.
    project('integration', ['**/*.integration.test.ts'], [], {
      testTimeout: 120_000,
      ...withElasticsearch,
    }),
    project('browser', ['**/*.browser.test.ts'], [], {
      testTimeout: 180_000,
      ...withElasticsearch,
    }),
  ],
};

'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const ROOT = path.join(__dirname, '../..');

/**
 * The longest test files, longest first: one that starts last keeps one worker busy while the other has nothing left to do. Jest
 * knows their times from the run before; a fresh clone has none, and file sizes say little of tests that start processes.
 */
const LONGEST = [
  'tools/docs/road.integration.test.ts',
  'public/app.browser.test.ts',
  'scripts/cli/cli.integration.test.ts',
  'demo/tutorial.integration.test.ts',
  'tools/build/packed_plugin.integration.test.ts',
  'standalone/running_system.integration.test.ts',
  'standalone/elasticsearch/embedded_node.integration.test.ts',
  'public/sentences.browser.test.ts',
  'public/answers.browser.test.ts',
  'scripts/evaluate/eval.integration.test.ts',
  'public/grid/photo_grid.browser.test.ts',
  'public/photo_view/photo_view.browser.test.ts',
  'lab/soak/soak.integration.test.ts',
].map((file) => path.join(ROOT, file));

module.exports = class SlowestFirst extends Sequencer {
  sort(tests) {
    const gone = LONGEST.find((file) => !fs.existsSync(file));
    if (gone) throw new Error(`${gone} is not there: take it out of ${__filename}.`);
    const place = ({ path: file }) => (LONGEST.indexOf(file) + 1 || LONGEST.length + 1) - 1;
    // Jest's own order of the others stays.
    return [...super.sort(tests)].sort((a, b) => place(a) - place(b));
  }
};

'use strict';
// Preloaded into every process of the road's test. Where that is "peak-search model fetch", the known models keep everything
// but the hashes of the genuine weights: the test's hub has small ones of the same shape, which these would rightly refuse.
const words = process.argv.slice(1);
if (/peak-search\.js$/.test(words[0] ?? '') && words[1] === 'model' && words[2] === 'fetch') {
  const { existsSync } = require('node:fs');
  const { dirname, join } = require('node:path');
  const root = dirname(dirname(require('node:fs').realpathSync(words[0])));
  const list = join(root, 'scripts/model/known_models');
  if (existsSync(`${list}.ts`)) require('tsx/cjs');
  for (const model of require(list).KNOWN_MODELS.values()) delete model.sha256;
}

'use strict';
// What every command of ours needs before it can load TypeScript: a Node that is new enough and the packages of
// package-lock.json. Plain JavaScript without dependencies, because on a fresh clone there is nothing else yet.
const { existsSync, readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { spawnSync } = require('node:child_process');

const ROOT = join(__dirname, '..');
/** Kibana 9.1's Node, and the first 20.x in which everything we use works. Same number as `engines` in package.json. */
const OLDEST_NODE = [20, 19];

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    console.error(
      `Peak Search needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}. ` +
        'Install a newer Node, for instance from nodejs.org or with nvm, and start again.'
    );
    process.exit(1);
  }
}

/** npm writes node_modules/.package-lock.json at the end of an install: absent or older than ours means "install". */
function packagesAreInstalled() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  if (statSync(installed).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs) return true;
  // A checkout sets new times; what counts is whether the same versions are there.
  const versions = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const have = versions(installed);
  return Object.entries(versions(join(ROOT, 'package-lock.json'))).every(
    ([path, wanted]) => path === '' || wanted.optional || have[path]?.version === wanted.version
  );
}

function installPackages() {
  console.error('Installing packages (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error(
      'npm ci failed: see the lines above. Check the connection to the npm registry (npm ping), then start again.'
    );
    process.exit(1);
  }
}

/** Checks Node, installs packages when they are missing or outdated, and lets `require` read TypeScript. */
exports.prepare = function prepare() {
  checkNode();
  // Also for tests and benches that load ONNX Runtime themselves: see childEnvironment in server/processes/child_environment.ts.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  if (!packagesAreInstalled()) installPackages();
  require('tsx/cjs');
};

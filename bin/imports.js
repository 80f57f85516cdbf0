#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

// Draws which folder imports from which, as Mermaid on stdout: one box a folder, and one a capability of the server.
const ROOT = join(__dirname, '..');
const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const ROOMS = ['common', 'server', 'public', 'scripts', 'standalone', 'demo', 'tools', 'lab'];
const { status } = spawnSync(
  process.execPath,
  [
    CRUISER,
    ...['--config', '.dependency-cruiser.cjs', '--output-type', 'mermaid'],
    ...['--collapse', '^(server/[^/]+|[^/]+)'],
    ...ROOMS,
  ],
  { cwd: ROOT, stdio: 'inherit' }
);
process.exitCode = status ?? 1;

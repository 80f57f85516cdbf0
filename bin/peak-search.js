#!/usr/bin/env node
'use strict';
// In the packed plugin the command line is compiled JavaScript and Kibana's own node runs it.
if (require('node:fs').existsSync(require('node:path').join(__dirname, '../scripts/cli/main.ts'))) {
  require('./prepare').prepare();
}
void require('../scripts/cli/main').main(process.argv.slice(2));

#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
// The host and the command line do not know each other: here they meet.
void require('../standalone/start').main(process.argv.slice(2), require('../scripts/for_hosts'));

#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
void require('../tools/dev/run_tests').main(process.argv.slice(2));

#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
void require('../lab/evaluate').main(process.argv.slice(2));

#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
void require('../lab/bench/main').main(process.argv.slice(2));

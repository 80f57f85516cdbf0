#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
void require('../scripts/bench/main').main(process.argv.slice(2));

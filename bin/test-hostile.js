#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
void require('../lab/hostile/main').main(process.argv.slice(2));

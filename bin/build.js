#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
require('../tools/build/main').main(process.argv.slice(2));

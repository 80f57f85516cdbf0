#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
require('../scripts/build/main').main(process.argv.slice(2));

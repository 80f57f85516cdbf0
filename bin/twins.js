#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
void require('../lab/twins/main').main(process.argv.slice(2));

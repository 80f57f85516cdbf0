#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
void require('../standalone/evaluate').main(process.argv.slice(2));

#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
void require('../lab/soak/main').main(process.argv.slice(2));

#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
void require('../standalone/start').main(process.argv.slice(2));

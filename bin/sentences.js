#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
require('../lab/sentences/main').main();

#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
void require('../tools/dev/outdated').main();

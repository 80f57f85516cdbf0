#!/usr/bin/env node
'use strict';
require('./prepare').prepare();
require('../lab/sentences/main')
  .main(process.argv.slice(2))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });

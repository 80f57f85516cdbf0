import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as CommandLine from '../../scripts/for_hosts';
import { TEST_KEY_VARIABLE, TEST_URL_VARIABLE } from '../elasticsearch/test_node';
import type * as System from '../running_system';
import {
  quietLogger,
  TEST_APP_ALBUM,
  TEST_APP_INDICES,
  TEST_APP_MODEL,
  testedEui,
} from './test_app_settings';

/**
 * The process that serves the app on the demo album to all test files of a run (jest_setup.ts). The first request starts the app,
 * which takes a minute; each is answered with the app's URL. The process ends with its standard input. Its argument is the folder for
 * the app's data.
 */

let app: Promise<System.RunningSystem> | undefined;

function startApp(): Promise<System.RunningSystem> {
  // Loaded when it is needed: most runs of single files never ask.
  const commandLine = require('../../scripts/for_hosts') as typeof CommandLine;
  const { startSystem } = require('../running_system') as typeof System;
  return startSystem({
    commandLine,
    photos: [TEST_APP_ALBUM],
    model: TEST_APP_MODEL,
    port: 0,
    data: process.argv[2],
    esUrl: process.env[TEST_URL_VARIABLE],
    esApiKey: process.env[TEST_KEY_VARIABLE],
    // A HEIC takes 2 s on an idle machine; tests run on busy ones.
    config: { indices: TEST_APP_INDICES, upload: { timeoutMs: 120_000 } },
    eui: testedEui(),
    logger: quietLogger,
    log: () => {},
  });
}

const server = createServer((_, response) => {
  (app ??= startApp()).then(
    ({ host }) => response.end(host.url),
    (error: Error) => response.writeHead(500).end(String(error.stack))
  );
});
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

process.stdin.resume().once('end', () => {
  void (async () => {
    await app?.then(
      (system) => system.stop(),
      () => undefined
    );
    process.exit();
  })();
});

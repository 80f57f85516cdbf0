'use strict';

/**
 * Which room may import from which (docs/architecture.md): arrows go down one way only.
 * `npm run imports` draws them; tools/dev/house_rules.test.ts holds them.
 */
const MAY_IMPORT = {
  common: [],
  server: ['common'],
  public: ['common'],
  scripts: ['server', 'common'],
  // How albums get in is handed over by bin/start.js: the host and the command line do not know each other.
  standalone: ['server', 'common'],
  demo: ['scripts', 'server', 'common'],
  tools: ['scripts', 'standalone', 'server', 'common'],
  lab: ['tools', 'scripts', 'standalone', 'server', 'common'],
};
const ROOMS = Object.keys(MAY_IMPORT);

/** Tests may set up whatever they need around their subject. */
const TESTS = '[.]test[.]tsx?$|/testing/';

module.exports = {
  forbidden: [
    ...ROOMS.map((room) => ({
      name: `${room}-imports-only-below`,
      comment: `${room} may import from ${[room, ...MAY_IMPORT[room]].join(', ')}.`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: TESTS },
      to: {
        path: `^(${ROOMS.join('|')})/`,
        pathNot: `^(${[room, ...MAY_IMPORT[room]].join('|')})/`,
      },
    })),
    {
      name: 'no-circle',
      severity: 'error',
      from: { pathNot: TESTS },
      to: { circular: true },
    },
  ],
  options: {
    // Imports of types count: they are what the next reader follows.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules|[.]d[.]ts$' },
    includeOnly: { path: `^(${ROOMS.join('|')}|types)/` },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.d.ts'] },
    reporterOptions: {
      // One box a room, and one a capability of the server.
      archi: { collapsePattern: '^(server/[^/]+|[^/]+)' },
    },
  },
};

/**
 * What Kibana sends with every answer, so that what its policy forbids fails here, too.
 * Mirrors src/core/packages/http/server-internal/src/csp/csp_directives.ts @00c7693b and security_response_headers_config.ts.
 *
 * Kibana enforces less: `default-src`, `img-src`, `connect-src` and `font-src` only report there, and a list of frames is
 * admitted. A host on the loopback address can do without all of that.
 *
 * @param imageHosts origins of map tiles
 */
export function contentSecurityPolicy(imageHosts: readonly string[] = []): string {
  return [
    `default-src 'none'`,
    `script-src 'report-sample' 'self'`,
    `worker-src 'report-sample' 'self' blob:`,
    `style-src 'report-sample' 'self' 'unsafe-inline'`,
    // EUI draws some icons from data addresses, and Leaflet its markers.
    ['img-src', `'self'`, 'data:', ...imageHosts].join(' '),
    `font-src 'self' data:`,
    `connect-src 'self'`,
    `object-src 'report-sample' 'none'`,
    `frame-src 'none'`,
    `base-uri 'none'`,
    `form-action 'report-sample' 'self'`,
    // Kibana may be embedded; a host on the loopback address has no reason to be.
    `frame-ancestors 'self'`,
  ].join('; ');
}

export function securityHeaders(imageHosts: readonly string[] = []): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(imageHosts),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    // Without Kibana's `web-share=()`, which Chromium does not know and warns about in the console.
    'permissions-policy':
      'camera=(), display-capture=(), fullscreen=(self), geolocation=(), microphone=()',
    'cross-origin-opener-policy': 'same-origin',
    'kbn-name': 'peak-search-standalone',
  };
}

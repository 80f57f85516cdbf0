/**
 * What Kibana sends with every answer, so that what its policy forbids fails here, too.
 * Mirrors src/core/packages/http/server-internal/src/csp/csp_directives.ts and security_response_headers_config.ts.
 */
export const CONTENT_SECURITY_POLICY = [
  `script-src 'report-sample' 'self'`,
  `worker-src 'report-sample' 'self' blob:`,
  `style-src 'report-sample' 'self' 'unsafe-inline'`,
  `object-src 'report-sample' 'none'`,
  `form-action 'report-sample' 'self'`,
  // Kibana may be embedded; a host on the loopback address has no reason to be.
  `frame-ancestors 'self'`,
].join('; ');

export function securityHeaders(): Record<string, string> {
  return {
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    // Without Kibana's `web-share=()`, which Chromium does not know and warns about in the console.
    'permissions-policy':
      'camera=(), display-capture=(), fullscreen=(self), geolocation=(), microphone=()',
    'cross-origin-opener-policy': 'same-origin',
    'kbn-name': 'peak-search-standalone',
  };
}

import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Request, ResponseToolkit } from '@hapi/hapi';
import { PLUGIN_ID, PLUGIN_NAME } from '../common/constants';
import { htmlText } from '../common/escape';
import type { BrowserFiles } from './bundles';
import type { HttpHost } from './host/http_host';
import { LOCAL_USER, type UserOf } from './host/security';
import { spacePath } from './host/spaces';
import type { InjectedMetadata } from './shell/injected';

export interface PageOptions {
  version: string;
  basePath: string;
  /** Called for each page: a checkout builds again what was edited since. */
  browserFiles(): Promise<BrowserFiles>;
  /** Folder of `<locale>.json`; may be missing. */
  translationsDir: string;
  userOf?: UserOf;
}

const CONTENT_TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
};

/** Mountain of two strokes, drawn here: a page without icon asks for /favicon.ico and logs a 404. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%2300726B' d='M0 14 6 3l3 5 2-3 5 9z'/%3E%3C/svg%3E";

function readTranslations(dir: string): InjectedMetadata['translations'] {
  if (!existsSync(dir)) return {};
  const files = readdirSync(dir).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    files.map((name) => {
      const { messages } = JSON.parse(readFileSync(join(dir, name), 'utf8')) as {
        messages: Record<string, string>;
      };
      return [basename(name, '.json'), messages];
    })
  );
}

function page(metadata: InjectedMetadata): string {
  const bootstrap = `${metadata.serverBasePath}${metadata.bundleBase}/bootstrap.js`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${PLUGIN_NAME}</title>
<link rel="icon" href="${ICON}">
<style>html,body,#kibana-body{min-height:100%;margin:0}#kibana-body{display:flex;flex-direction:column;min-height:100vh}</style>
</head>
<body>
<kbn-injected-metadata data="${htmlText(JSON.stringify(metadata))}"></kbn-injected-metadata>
<div id="kibana-body"></div>
<script src="${bootstrap}"></script>
</body>
</html>
`;
}

/** Files are named by their content's hash, so they may be kept for ever (as Kibana serves its bundles). */
function sendFile(request: Request, h: ResponseToolkit, dir: string, name: string) {
  const path = join(dir, basename(name));
  if (name.startsWith('.') || !existsSync(path)) {
    return h.response({ statusCode: 404, error: 'Not Found', message: 'Not Found' }).code(404);
  }
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const brotli = /\bbr\b/.test(accepted) && existsSync(`${path}.br`);
  const served = brotli ? `${path}.br` : path;
  const response = h
    .response(createReadStream(served))
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('vary', 'accept-encoding')
    .type(CONTENT_TYPES[extname(name)] ?? 'application/octet-stream');
  if (brotli)
    response
      .header('content-encoding', 'br')
      .header('content-length', String(statSync(served).size));
  return response;
}

/** Serves the pages at /app/peakSearch and /app/maps, and its scripts where Kibana serves them. */
export function servePages(host: HttpHost, options: PageOptions): void {
  const { basePath } = options;
  let latest: BrowserFiles | undefined;

  const showPage = async (request: Request, h: ResponseToolkit) => {
    const files = (latest = await options.browserFiles());
    const user = (options.userOf ?? (() => LOCAL_USER))(request.raw.req.headers);
    const metadata: InjectedMetadata = {
      version: options.version,
      basePath: `${basePath}${spacePath(request)}`,
      serverBasePath: basePath,
      bundleBase: `/${files.hash}/bundles`,
      pluginVersion: options.version,
      capabilities: host.features.grants(user).ui,
      translations: readTranslations(options.translationsDir),
    };
    return h.response(page(metadata)).type('text/html; charset=utf-8');
  };

  host.server.route([
    { method: 'GET', path: `${basePath}/app/${PLUGIN_ID}/{rest*}`, handler: showPage },
    // Stands in for Kibana's Maps app (shell/maps).
    { method: 'GET', path: `${basePath}/app/maps/{rest*}`, handler: showPage },
    {
      method: 'GET',
      path: basePath === '' ? '/' : basePath,
      handler: (request, h) => h.redirect(`${basePath}${spacePath(request)}/app/${PLUGIN_ID}`),
    },
    {
      method: 'GET',
      path: `${basePath}/{hash}/bundles/{file}`,
      handler: async (request, h) => {
        const { shellDir } = (latest ??= await options.browserFiles());
        return sendFile(request, h, shellDir, String(request.params.file));
      },
    },
    {
      method: 'GET',
      path: `${basePath}/{hash}/bundles/plugin/${PLUGIN_ID}/{version}/{file}`,
      handler: async (request, h) => {
        const { pluginDir } = (latest ??= await options.browserFiles());
        return sendFile(request, h, pluginDir, String(request.params.file));
      },
    },
  ]);
}

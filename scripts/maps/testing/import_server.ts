import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface ImportServer {
  url: string;
  /** What each space holds, by `type:id`. */
  spaces: Map<string, Map<string, unknown>>;
  /** Headers of the last request. */
  lastHeaders: IncomingMessage['headers'];
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body: object;
}

const refuse = (status: number, message: string): Answer => ({
  status,
  body: { statusCode: status, error: 'Refused', message },
});

/**
 * A server with the rules of Kibana's POST /api/saved_objects/_import (core-saved-objects-server-internal,
 * routes/import.ts; core-saved-objects-import-export-server-internal): spaces, base path, xsrf, login, file name,
 * conflicts, missing references.
 */
export async function startImportServer(options: {
  basePath?: string;
  spaces?: string[];
  /** Value of `authorization` that is let in; absent: everybody. */
  authorization?: string;
}): Promise<ImportServer> {
  const { basePath = '', authorization } = options;
  const spaces: ImportServer['spaces'] = new Map(
    ['default', ...(options.spaces ?? [])].map((id) => [id, new Map()])
  );
  const state = { spaces, lastHeaders: {} as IncomingMessage['headers'] };

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    state.lastHeaders = request.headers;
    const [, space = 'default', path] =
      /^(?:\/s\/([^/]+))?(\/.*)$/.exec(pathname.slice(basePath.length)) ?? [];
    const objects = spaces.get(space);
    if (!pathname.startsWith(basePath) || !objects || path !== '/api/saved_objects/_import') {
      return refuse(404, 'Not Found');
    }
    if (authorization !== undefined && request.headers.authorization !== authorization) {
      return refuse(401, 'Unauthorized');
    }
    if (request.headers['kbn-xsrf'] === undefined) {
      return refuse(400, 'Request must contain a kbn-xsrf header.');
    }
    const overwrite = searchParams.get('overwrite') === 'true';
    const copies = searchParams.get('createNewCopies') === 'true';
    if (overwrite && copies) return refuse(400, 'cannot use [overwrite] with [createNewCopies]');
    const form = await new Response(new Uint8Array(await buffer(request)), {
      headers: { 'content-type': request.headers['content-type'] ?? '' },
    }).formData();
    const file = form.get('file');
    if (!(file instanceof Blob) || !('name' in file) || !String(file.name).endsWith('.ndjson')) {
      return refuse(400, 'Invalid file extension');
    }
    return { status: 200, body: importInto(objects, await file.text(), { overwrite, copies }) };
  }

  const server = createServer((request, response) => {
    void answer(request)
      .catch((error: Error) => refuse(500, error.message))
      .then(({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${basePath}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

interface Imported {
  type: string;
  id: string;
  attributes: { title: string };
  references: Array<{ type: string; id: string }>;
}

function importInto(
  objects: Map<string, unknown>,
  ndjson: string,
  { overwrite, copies }: { overwrite: boolean; copies: boolean }
): object {
  const list = ndjson
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Imported);
  const inFile = new Set(list.map(({ type, id }) => `${type}:${id}`));
  const errors = list.flatMap(({ type, id, references }) => {
    const missing = references.filter(
      (one) => !inFile.has(`${one.type}:${one.id}`) && !objects.has(`${one.type}:${one.id}`)
    );
    if (missing.length > 0) {
      return [{ type, id, error: { type: 'missing_references', references: missing } }];
    }
    const there = objects.has(`${type}:${id}`) && !overwrite && !copies;
    return there ? [{ type, id, error: { type: 'conflict' } }] : [];
  });
  const good = list.filter(({ type, id }) => !errors.some((e) => e.type === type && e.id === id));
  const successResults = good.map((object, i) => {
    const destinationId = copies ? `copy-${objects.size}-${i}` : undefined;
    return { ...object, destinationId, meta: { title: object.attributes.title } };
  });
  for (const result of successResults) {
    objects.set(`${result.type}:${result.destinationId ?? result.id}`, result);
  }
  return { success: errors.length === 0, successCount: good.length, successResults, errors };
}

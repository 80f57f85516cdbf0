import { setTimeout as sleep } from 'node:timers/promises';
import { API } from '../../common/constants';
import type { SearchResponse } from '../../common/search_api';
import { below, pick, type Random } from '../hostile/entries';

export interface Traffic {
  /** Answers by kind of request and status. */
  answers: Map<string, number>;
  /** Milliseconds of all searches. */
  searchMs: number[];
}

const HEADERS = {
  'elastic-api-version': '1',
  'x-elastic-internal-origin': 'Kibana',
  'kbn-xsrf': 'true',
};
const WORDS = ['snow', 'prayer flags above a glacier', 'a tea house', 'Ama Dablam', 'बर्फ', '雪山'];

/** What people do: search by words, places and photos, look at one, look at the map, open originals, identify. */
export class Visitors {
  readonly traffic: Traffic = { answers: new Map(), searchMs: [] };
  private known: string[] = [];

  constructor(
    private readonly url: string,
    private readonly random: Random,
    private readonly uploads: readonly Buffer[]
  ) {}

  /** One visitor: one thing after the other, with a moment between, until it is over. */
  async visit(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await pick(this.random, [
        () => this.search(),
        () => this.search(),
        () => this.search(),
        () => this.look(),
        () => this.map(),
        () => this.identify(),
        () => this.goAway(),
      ])();
      await sleep(20 + below(this.random, 80));
    }
  }

  private async search(): Promise<void> {
    const started = performance.now();
    const terms = pick(this.random, [
      [],
      [{ type: 'text', text: pick(this.random, WORDS) }],
      [{ type: 'peak', id: 'nuptse' }],
      ...(this.known.length > 0 ? [[{ type: 'photo', id: pick(this.random, this.known) }]] : []),
    ]);
    const area = { type: 'circle', center: { lat: 27.8, lon: 86.7 }, radiusM: 5000 };
    const filters = below(this.random, 3) === 0 ? { area } : {};
    const response = await this.call('search', API.search, {
      method: 'POST',
      body: JSON.stringify({ terms, filters, size: 30 }),
    });
    const body = (await response?.json()) as SearchResponse | undefined;
    this.traffic.searchMs.push(performance.now() - started);
    if (body?.hits && body.hits.length > 0) this.known = body.hits.map(({ id }) => id);
  }

  private async look(): Promise<void> {
    if (this.known.length === 0) return;
    const id = pick(this.random, this.known);
    for (const route of [API.photo, API.thumbnail, API.original] as const) {
      const response = await this.call(route.split('/').at(-1)!, route.replace('{id}', id));
      await response?.arrayBuffer().catch(() => undefined);
    }
  }

  private async map(): Promise<void> {
    const bounds = { top: 28, bottom: 27, left: 86, right: 87 };
    const body = JSON.stringify({ bounds, zoom: 5 + below(this.random, 12) });
    await (await this.call('map', API.map, { method: 'POST', body }))?.arrayBuffer();
  }

  private async identify(): Promise<void> {
    const response = await this.call('identify', `${API.identify}?similar=5`, {
      method: 'POST',
      body: pick(this.random, this.uploads) as BodyInit,
      headers: { 'content-type': 'image/jpeg' },
    });
    await response?.arrayBuffer();
  }

  /** People type on and close tabs: the request is broken off. */
  private async goAway(): Promise<void> {
    const body = JSON.stringify({ terms: [{ type: 'text', text: `${below(this.random, 1e6)}` }] });
    const signal = AbortSignal.timeout(below(this.random, 20));
    await this.call('gone', API.search, { method: 'POST', body, signal });
  }

  private async call(kind: string, path: string, init: RequestInit = {}) {
    const headers = { 'content-type': 'application/json', ...HEADERS, ...init.headers };
    const ask = () =>
      fetch(`${this.url}${path}`, { ...init, headers }).catch((error: Error) => error);
    let response = await ask();
    // As browsers do when the server has closed a connection at the moment when it was used again.
    if (!(response instanceof Response) && isClosed(response)) response = await ask();
    const status = response instanceof Response ? response.status : response.name;
    const key = `${kind} ${status}`;
    this.traffic.answers.set(key, (this.traffic.answers.get(key) ?? 0) + 1);
    return response instanceof Response ? response : undefined;
  }
}

function isClosed({ cause }: Error): boolean {
  const { code } = (cause ?? {}) as { code?: string };
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET';
}

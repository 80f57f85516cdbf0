import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, Probe } from '../../../standalone/check/probe';
import { answerOrder } from '../fork';
import type { LoadFigures, LoadOrder, LoadReport } from './load_types';

/** A process of its own, so that what is measured in the host is the host's work and not the client's. */
answerOrder(load);

async function load(order: LoadOrder): Promise<LoadReport> {
  const probe = new Probe(order.url);
  const end = Date.now() + order.seconds * 1000;
  const figures = (): LoadFigures => ({ statuses: {}, busyWithoutRetry: 0, times: [] });
  const report: LoadReport = {
    search: figures(),
    identify: figures(),
    perSearcher: Array.from({ length: order.searchers }, () => 0),
    complaints: [],
  };
  const photos = order.photos.map((path) => readFileSync(path));

  const person = async (into: LoadFigures, ask: () => Promise<Answer>, counted?: () => void) => {
    // Nobody begins at the same moment.
    await sleep(Math.random() * Math.max(order.pauseMs, 200));
    while (Date.now() < end) {
      const started = performance.now();
      const answer = await ask().catch((error: Error) => error);
      const status = answer instanceof Error ? 'error' : String(answer.status);
      into.statuses[status] = (into.statuses[status] ?? 0) + 1;
      if (status === '200') {
        into.times.push(performance.now() - started);
        counted?.();
      } else if (!(answer instanceof Error) && status === '429') {
        const retryAfter = answer.headers.get('retry-after');
        if (retryAfter === null) into.busyWithoutRetry++;
        // As the header asks; a client that does not listen would only be refused again.
        await sleep(Math.min(Number(retryAfter ?? 1) * 1000, Math.max(0, end - Date.now())));
      } else if (report.complaints.length < 5) {
        const what =
          answer instanceof Error ? answer.message : answer.bytes.toString('utf8', 0, 300);
        report.complaints.push(`${status}: ${what}`);
      }
      if (order.pauseMs > 0) await sleep(Math.random() * 2 * order.pauseMs);
    }
  };

  await Promise.all([
    ...report.perSearcher.map((_, i) =>
      person(
        report.search,
        () =>
          probe.call('search', {
            body: order.searches[Math.floor(Math.random() * order.searches.length)],
          }),
        () => void report.perSearcher[i]++
      )
    ),
    ...Array.from({ length: order.uploaders }, () =>
      person(report.identify, () =>
        probe.call('identify', { body: photos[Math.floor(Math.random() * photos.length)] })
      )
    ),
  ]);
  return report;
}

import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ownProcessSettings } from '../../../scripts/cli/context';
import { createServices } from '../../../server/create_services';
import type { Embedder } from '../../../server/embedding/embedder';
import type { PeakSearchServices } from '../../../server/services';
import { ingestAlbum } from '../../../scripts/ingest/ingest_album';
import { connectTo, type NodeAccess } from '../../../standalone/elasticsearch/node_access';
import { loadRandomCatalog } from '../catalog';
import { answerOrder } from '../fork';
import { quiet } from '../quiet';

/** An ingest in a process of its own, as `peak-search ingest` is one: its memory is the ingest's. */
export interface ProductOrder {
  elasticsearch: NodeAccess;
  model: string;
  variant: 'fp32' | 'uint8';
  album: string;
  /** Of the indices' names and the state folder. */
  run: string;
  stateDir: string;
  preview?: boolean;
  /** Folder with node-av. */
  nativeHeic?: string;
  shard?: { index: number; count: number };
}

export interface ProductReport {
  indexed: number;
  quarantined: number;
  /** From the first photo to the end of the run; model and decoder are loaded before, as the others' are. */
  seconds: number;
  loadSeconds: number;
  /** Of all processes, within `seconds`. */
  cpuSeconds: number;
  /** Of the host and its children together: their peaks need not have fallen on one moment. */
  peakRssMb: number;
}

answerOrder(async (order: ProductOrder): Promise<ProductReport> => {
  const client = connectTo(order.elasticsearch);
  const services = createServices(
    ownProcessSettings({
      model: order.model,
      variant: order.variant,
      photosIndex: `${order.run}-photos`,
      peaksIndex: `${order.run}-peaks`,
    }),
    quiet
  );
  const before = performance.now();
  const embedder = await services.embedder();
  await loadRandomCatalog(client, services);
  await warmUp(services, embedder, order);
  const started = performance.now();
  const cpu = process.cpuUsage();
  const childrenBefore = childCosts(services, embedder);
  const report = await ingestAlbum({
    services,
    client,
    album: { root: order.album, name: 'bench' },
    options: {
      stateDir: order.stateDir,
      preview: order.preview,
      nativeHeic: order.nativeHeic,
      shard: order.shard,
    },
  });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const children = childCosts(services, embedder);
  await services.close();
  return {
    indexed: report.indexed,
    quarantined: report.quarantined,
    seconds,
    cpuSeconds: (user + system) / 1e6 + (children.cpuMs - childrenBefore.cpuMs) / 1000,
    loadSeconds: (started - before) / 1000,
    // Kilobytes, on every platform.
    peakRssMb: process.resourceUsage().maxRSS / 1024 + children.peakMb,
  };
});

/** Processor time and memory of all child processes. */
function childCosts({ decoder }: PeakSearchServices, embedder: Embedder) {
  const { text, vision } = embedder.status().towers;
  const all = [decoder.status(), text, vision];
  return {
    cpuMs: all.reduce((sum, { usage }) => sum + usage.cpuMs, 0),
    peakMb: all.reduce((sum, { usage, pids }) => sum + usage.peakMb * pids.length, 0),
  };
}

/** A photo through each process, as the other ways take one through theirs before the clock runs. */
async function warmUp(
  { decoder }: PeakSearchServices,
  embedder: Embedder,
  { album, preview, nativeHeic }: ProductOrder
): Promise<void> {
  const first = readdirSync(album).sort()[0];
  const bytes = readFileSync(join(album, first));
  const { imageSize } = embedder.model;
  const request = { bytes, imageSize, previewMode: preview, nativeHeic, defaultZone: 'UTC' };
  const threads = Array.from({ length: availableParallelism() });
  const photos = await Promise.all(threads.map(() => decoder.decode(request)));
  await embedder.embedImages(photos.map(({ pixels }) => pixels));
}

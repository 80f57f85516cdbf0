import { createEmbedder } from '../../../server/embedding/embedder';
import { quiet } from '../quiet';
import type { Bench, Cell, Measured } from '../section';
import { rounded, timed } from '../report/statistics';

/** In the order of the configuration's own list; the CPU is what they are held against. */
const PROVIDERS = ['cpu', 'cuda', 'webgpu', 'coreml', 'dml'];
const PHOTOS = { quick: 8, normal: 48, full: 512 };

/** Which execution providers work here, and how many photos a second each embeds when all are handed over at once. */
export async function run(bench: Bench): Promise<Measured> {
  const rows: Cell[][] = [];
  let working = 0;
  for (const provider of PROVIDERS) {
    const embedder = await createEmbedder({
      modelDir: bench.demoModel,
      providers: [provider],
      logger: { ...quiet, warn: () => undefined },
    });
    try {
      const side = embedder.model.imageSize;
      const pixels = Array.from({ length: PHOTOS[bench.size] }, (_, i) =>
        new Uint8Array(side * side * 3).fill(i)
      );
      const load = await timed(() => embedder.embedImages(pixels.slice(0, 2)));
      const { towers } = embedder.status();
      const used = towers.vision.provider === provider;
      if (!used) {
        rows.push([provider, 'no', null, null, reasonOf(towers.vision.fallbackReason)]);
        continue;
      }
      if (provider !== 'cpu') working++;
      const { ms } = await timed(() => embedder.embedImages(pixels));
      rows.push([provider, 'yes', rounded(load.ms), rounded((pixels.length / ms) * 1000), null]);
    } finally {
      await embedder.close();
    }
  }
  return {
    conditions: { model: 'demo model', photos: PHOTOS[bench.size] },
    tables: [
      {
        title: 'Execution providers',
        columns: ['provider', 'works here', 'first answer ms', 'photos/s', 'why not'],
        rows,
      },
    ],
    verdicts: [
      {
        target: 'measured on a GPU against PyTorch on the same',
        measured:
          working > 0 ? `${working} providers work` : 'not run: there is no such device here',
        met: null,
      },
    ],
  };
}

/** ONNX Runtime puts the place in its own source before the sentence. */
function reasonOf(reason: string | undefined): Cell {
  return reason?.replace(/^\w+: /, '').replace(/^.*was false\. /, '') ?? null;
}

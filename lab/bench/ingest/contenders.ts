import { join } from 'node:path';
import type { BenchNode } from '../parts/embedded_node';
import { REPOSITORY } from '../folders';
import { environmentFor } from '../../../standalone/elasticsearch/node_access';
import { askProcess } from '../fork';
import { provideNodePackages } from '../parts/node_packages';
import { providePython, providePythonTools, runProgram } from '../parts/python';
import { type Bench, LeftOut } from '../section';
import type { ProductOrder, ProductReport } from './product_process';

/** One way to bring an album into an index. */
export interface Contender {
  name: string;
  run(round: number): Promise<Outcome>;
}

export interface Outcome {
  photosPerSecond: number;
  /** Processor seconds a photo, of all threads: what stays the same when others use the machine, too. */
  cpuSeconds: number;
  peakRssMb: number;
  /** Milliseconds a photo by step, where it says so. */
  parts?: Record<string, number>;
}

interface Album {
  folder: string;
  photos: string[];
}

/** The product: its own ingest in a process of its own. */
export function product(
  bench: Bench,
  node: BenchNode,
  album: Album,
  how: Pick<ProductOrder, 'variant' | 'preview' | 'nativeHeic'> & { model: string }
): Contender {
  const { variant, preview = false, model, nativeHeic } = how;
  const decoding = preview ? 'preview mode' : nativeHeic ? 'full decode by FFmpeg' : 'full decode';
  const kind = `${decoding.replaceAll(' ', '-').toLowerCase()}-${variant}`;
  return {
    name: `Peak Search, ${decoding}, ${variant}`,
    run: async (round) => {
      const report = await askProcess<ProductOrder, ProductReport>('ingest/product_process.ts', {
        elasticsearch: node.access,
        model,
        variant,
        preview,
        nativeHeic,
        album: album.folder,
        run: `bench-${kind}-${round}`,
        stateDir: join(bench.temporary, `state-${kind}-${round}`),
      });
      if (report.indexed !== album.photos.length) {
        throw new Error(
          `${report.indexed} of ${album.photos.length} photos were taken in (${kind}).`
        );
      }
      return {
        photosPerSecond: report.indexed / report.seconds,
        cpuSeconds: report.cpuSeconds / report.indexed,
        peakRssMb: report.peakRssMb,
      };
    },
  };
}

interface ScriptReport {
  photos: number;
  seconds: number;
  cpuSeconds: number;
  peakRssMb: number;
  parts?: Record<string, number>;
  threads?: number;
}

const outcomeOf = (text: string): Outcome => {
  const { photos, seconds, cpuSeconds, ...rest } = JSON.parse(
    text.trim().split('\n').at(-1)!
  ) as ScriptReport;
  return { photosPerSecond: photos / seconds, cpuSeconds: cpuSeconds / photos, ...rest };
};

/** transformers + torch + pillow-heif + elasticsearch-py; undefined where there is no such Python. */
export async function plainPython(
  bench: Bench,
  node: BenchNode,
  album: Album,
  model: string
): Promise<Contender | undefined> {
  return orLeftOut(bench, async () => {
    const python = await providePython(bench.log);
    const packages = await providePythonTools(bench.cache, bench.log);
    return {
      name: 'plain Python, fp32',
      run: async (round) => {
        const order = {
          model: join(model, 'torch'),
          photos: album.photos,
          esUrl: node.access.url,
          index: `bench-python-${round}`,
        };
        const script = join(REPOSITORY, 'lab/bench/python/pipeline.py');
        const env = {
          ...environmentFor(node.access),
          PYTHONPATH: packages,
          HF_HUB_OFFLINE: '1',
        };
        return outcomeOf(
          await runProgram(python, [script, JSON.stringify(order)], { env, capture: true })
        );
      },
    };
  });
}

export async function transformersJs(
  bench: Bench,
  node: BenchNode,
  album: Album,
  model: string,
  variant: 'fp32' | 'uint8'
): Promise<Contender | undefined> {
  return orLeftOut(bench, async () => {
    const packages = await provideNodePackages(bench.cache, bench.log);
    return {
      name: `transformers.js, ${variant}`,
      run: async (round) => {
        const index = `bench-tjs-${variant}-${round}`;
        const order = {
          packages,
          model,
          variant,
          photos: album.photos,
          esUrl: node.access.url,
          index,
        };
        const script = join(REPOSITORY, 'lab/bench/js/transformers_js.mjs');
        return outcomeOf(
          await runProgram(process.execPath, [script, JSON.stringify(order)], {
            env: environmentFor(node.access),
            capture: true,
          })
        );
      },
    };
  });
}

async function orLeftOut(
  { log }: Bench,
  make: () => Promise<Contender>
): Promise<Contender | undefined> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof LeftOut)) throw error;
    log(error.message);
    return undefined;
  }
}

import { readFileSync } from 'node:fs';
import { createEmbedder } from '../../../server/embedding/embedder';
import { imageFormat } from '../../../server/images/picture/image_format';
import { askProcess } from '../fork';
import type { DecoderOrder, DecoderReport, HeicDecoderName } from '../heic/decoder_process';
import { photosIn } from '../load/load';
import { provideNodePackages } from '../parts/node_packages';
import { quiet } from '../quiet';
import { type Bench, LeftOut, type Measured } from '../section';
import { mean, median, quantile } from '../../../common/statistics';
import { rounded } from '../report/statistics';
import { dot } from '../parts/synthetic_library';

const PHOTOS = { quick: 3, normal: 24, full: 24 };
/** What a decoder may cost in likeness before photos of two decoders must not lie in one index. */
const SAME = 0.9999;

const ABOUT: Record<HeicDecoderName, { name: string; licence: string; where: string }> = {
  wasm: {
    name: 'libheif in WASM (ours)',
    licence: 'LGPL-3.0, shipped',
    where: 'everywhere; 1.5 MB',
  },
  preview: {
    name: 'its embedded preview (--preview)',
    licence: 'LGPL-3.0, shipped',
    where: 'everywhere; where a photo has one',
  },
  ffmpeg: {
    name: 'FFmpeg by node-av (--native-heic)',
    licence: 'GPL-3.0 (x264, x265, fdk-aac in its build), not shipped',
    where: 'Linux, macOS, Windows on x64 and arm64; 167 MB',
  },
};

/** HEIC decoders beside each other, each in a process of its own, on one thread. */
export async function run(bench: Bench): Promise<Measured> {
  const photos = photosIn(bench.photos, 200)
    .filter((path) => imageFormat(readFileSync(path)) === 'heic')
    .slice(0, PHOTOS[bench.size]);
  if (photos.length === 0) {
    throw new LeftOut('There are no HEIC photos. Name a folder with some: --photos DIR.');
  }
  const nativeHeic = await provideNodePackages(bench.cache, bench.log).catch((error: unknown) => {
    if (!(error instanceof LeftOut)) throw error;
    bench.log(error.message);
    return undefined;
  });
  const names: HeicDecoderName[] = ['wasm', 'preview', ...(nativeHeic ? ['ffmpeg' as const] : [])];
  const reports: Array<{ decoder: HeicDecoderName; report: DecoderReport }> = [];
  for (const decoder of names) {
    bench.log(ABOUT[decoder].name);
    const order: DecoderOrder = { decoder, photos, nativeHeic };
    const report = await askProcess<DecoderOrder, DecoderReport>('heic/decoder_process.ts', order);
    reports.push({ decoder, report });
  }
  const cosines = await likeness(bench, reports);
  const ms = (decoder: HeicDecoderName) =>
    median(reports.find((each) => each.decoder === decoder)?.report.times ?? []);
  const native = cosines.get('ffmpeg');
  return {
    conditions: {
      photos: `${photos.length} HEIC of ${bench.photosAre}`,
      model: bench.baseModel ? "random weights of SigLIP-2 base's shape, fp32" : 'demo model',
      threads: 1,
    },
    tables: [
      {
        title: 'HEIC decoders, one thread',
        columns: [
          'decoder',
          'ms p50',
          'ms p95',
          'peak memory MB',
          'cosine mean',
          'cosine lowest',
          'licence',
          'where',
        ],
        rows: reports.map(({ decoder, report }) => [
          ABOUT[decoder].name,
          rounded(median(report.times)),
          rounded(quantile(report.times, 0.95)),
          Math.round(report.peakRssMb),
          rounded(mean(cosines.get(decoder)!), 5),
          rounded(Math.min(...cosines.get(decoder)!), 5),
          ABOUT[decoder].licence,
          ABOUT[decoder].where,
        ]),
      },
      {
        title: 'Broken files',
        columns: ['decoder', ...Object.keys(reports[0].report.broken)],
        rows: reports.map(({ decoder, report }) => [
          ABOUT[decoder].name,
          ...Object.values(report.broken),
        ]),
      },
    ],
    verdicts: [
      {
        target: `a native decoder gives the same vectors (cosine ≥ ${SAME}) in less time`,
        measured: native
          ? `${rounded(Math.min(...native), 5)} at worst, ${rounded(ms('wasm') / ms('ffmpeg'))} times as fast as WASM`
          : 'not installed',
        met: native ? Math.min(...native) >= SAME && ms('ffmpeg') < ms('wasm') : null,
      },
    ],
    notes: [
      'Cosines are of the vision vector against that of the full decode in WASM. "nothing": left to WASM, which has the last word.',
      '@napi-rs/webcodecs 1.4.2 was looked at and left out: it wants Node ≥ 22.20 (Kibana 9.0 and 9.1 run on 20), its ImageDecoder takes no HEIC, and its video decoder is FFmpeg as well.',
      'node-av 6.1.1 frees a decoder’s options twice (the process dies of it later): native_heic.ts sets them one by one.',
    ],
  };
}

/** Cosines of each decoder's vectors with those of the full decode in WASM. */
async function likeness(
  { baseModel, demoModel }: Bench,
  reports: ReadonlyArray<{ decoder: HeicDecoderName; report: DecoderReport }>
): Promise<Map<HeicDecoderName, number[]>> {
  const embedder = await createEmbedder({
    modelDir: baseModel ?? demoModel,
    variant: 'fp32',
    logger: quiet,
  });
  try {
    const vectors = new Map<HeicDecoderName, Float32Array[]>();
    for (const { decoder, report } of reports) {
      const pixels = report.pixels.map((each) => Uint8Array.from(each));
      vectors.set(decoder, await embedder.embedImages(pixels));
    }
    const exact = vectors.get('wasm')!;
    return new Map(
      [...vectors].map(([decoder, own]) => [decoder, own.map((v, i) => dot(v, exact[i]))])
    );
  } finally {
    await embedder.close();
  }
}

import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hitAt, recallAt as labelRecallAt } from '../../../common/quality/metrics';
import { createEmbedder, type Embedder } from '../../../server/embedding/embedder';
import {
  integerKernels,
  type IntegerKernels,
} from '../../../server/embedding/model/integer_kernels';
import { towerBytes } from '../../../server/embedding/model/model_hash';
import type { ModelVariant } from '../../../server/embedding/model/model_variants';
import { cosine } from '../../../server/embedding/vectors';
import { createPhotoDecoder } from '../../../server/images/pool/photo_decoder';
import {
  readLabels,
  readQueries,
  truthOf,
  type LabelledQuery,
  type PhotoLabel,
} from '../../../scripts/evaluate/labels';
import { REPOSITORY } from '../folders';
import { providePython, runProgram } from '../parts/python';
import { quiet } from '../quiet';
import type { Bench, Cell, Measured, Verdict } from '../section';
import { mean, median } from '../../../common/statistics';
import { recallAt, rounded, timed } from '../report/statistics';

const ALBUM = join(REPOSITORY, 'demo/album');
const QUERIES = join(REPOSITORY, 'demo/model/queries.json');
/** Photos and queries of the demo (all of them but in quick), and photos and texts timed in turns. */
const PHOTOS = { quick: 80, normal: Infinity, full: Infinity };
const TEXTS = { quick: 30, normal: Infinity, full: Infinity };
const TURNS = { quick: 5, normal: 25, full: 60 };
/** Random weights of the base's shape say what things cost, and how far vectors move; a few inputs are enough. */
const BASE_INPUTS = 16;
const BASE_TURNS = { quick: 0, normal: 6, full: 20 };
/** Neighbors that are compared. */
const K = 10;

/** How a precision is opened. `int8` twice: as the files are, and rewritten as unsigned (server/embedding/model/sessions.ts). */
const CONTENDERS: ReadonlyArray<{
  name: string;
  variant: ModelVariant;
  verdict?: IntegerKernels['verdict'];
}> = [
  { name: 'fp32', variant: 'fp32' },
  { name: 'fp16', variant: 'fp16' },
  { name: 'uint8', variant: 'uint8' },
  { name: 'int8 as it is', variant: 'int8', verdict: 'exact' },
  { name: 'int8 rewritten as unsigned', variant: 'int8', verdict: 'exact as unsigned' },
  { name: '4-bit', variant: 'q4' },
];

interface Vectors {
  photos: Float32Array[];
  texts: Float32Array[];
}

interface Contender extends Vectors {
  name: string;
  megabytes: number;
  photoMs: number[];
  textMs: number[];
}

/** What each precision of a model costs: size, time, distance from fp32, neighbors, and answers that the labels call right. */
export async function run(bench: Bench): Promise<Measured> {
  const labels = (await readLabels(join(ALBUM, 'labels.jsonl'))).slice(0, PHOTOS[bench.size]);
  const queries = (await readQueries(QUERIES))
    .filter((query) => !query.nonsense && labels.some((label) => truthOf(query, label) === 'yes'))
    .slice(0, TEXTS[bench.size]);
  const pixels = await decode(labels);
  const texts = queries.map(({ text }) => text);

  const kernels = await integerKernels(['cpu']);
  const demo = await measure(
    await quantized(bench, 'demo', bench.demoModel),
    pixels,
    texts,
    TURNS[bench.size]
  );
  const base =
    bench.baseModel && BASE_TURNS[bench.size] > 0
      ? await measure(
          await quantized(bench, 'base', bench.baseModel),
          pixels.slice(0, BASE_INPUTS),
          texts.slice(0, BASE_INPUTS),
          BASE_TURNS[bench.size]
        )
      : undefined;
  return {
    conditions: {
      'photos of the demo album': labels.length,
      queries: queries.length,
      threads: 1,
      'test of the CPU': `${kernels.verdict} (error ${rounded(kernels.signedError)})`,
    },
    tables: [
      costs('Precisions of the demo model (vision: convolutions; text: a transformer)', demo),
      neighbours(demo, labels, queries),
      ...(base ? [costs("Precisions of SigLIP-2 base's shape, random weights", base)] : []),
    ],
    verdicts: verdicts(demo, base, kernels),
    notes: [
      'Times are medians of single photos and texts, the precisions taken in turns. Neighbors are those of a text or photo among photos of the same precision.',
      '“Cosine given up”: how much farther from the text, by fp32, the worst photo among the ten is than fp32’s own tenth.',
      'The demo’s vision tower consists of convolutions, which 4 bits leave as they are.',
    ],
  };
}

async function decode(labels: readonly PhotoLabel[]): Promise<Uint8Array[]> {
  const decoder = createPhotoDecoder({ logger: quiet });
  try {
    const pixels: Uint8Array[] = [];
    for (const { file } of labels) {
      const bytes = await readFile(join(ALBUM, file));
      pixels.push((await decoder.decode({ bytes, imageSize: 224, defaultZone: 'UTC' })).pixels);
    }
    return pixels;
  } finally {
    await decoder.close();
  }
}

/** A folder with all precisions of a model, kept for the next time as long as the model is the same. */
async function quantized(bench: Bench, name: string, source: string): Promise<string> {
  const folder = join(bench.cache, `variants-${name}`);
  const towers = ['text', 'vision'].map((tower) => stampOf(source, tower));
  const stamp = join(folder, `${(await Promise.all(towers)).join('-')}.txt`);
  if (existsSync(stamp)) return folder;
  await rm(folder, { recursive: true, force: true });
  bench.log(`Quantizing the ${name} model (.cache/bench/variants-${name}) …`);
  const script = join(REPOSITORY, 'lab/bench/python/quantize_variants.py');
  await runProgram(await providePython(bench.log), [script, source, folder, stamp]);
  return folder;
}

/** Its size and time of change: enough to tell a new model from the one that was quantized. */
async function stampOf(source: string, tower: string): Promise<string> {
  const { size, mtimeMs } = await stat(join(source, `onnx/${tower}_model.onnx`));
  return `${size}-${Math.round(mtimeMs)}`;
}

async function measure(
  dir: string,
  pixels: readonly Uint8Array[],
  texts: readonly string[],
  turns: number
): Promise<Contender[]> {
  const opened: Array<{ contender: Contender; embedder: Embedder }> = [];
  try {
    for (const { name, variant, verdict } of CONTENDERS) {
      const embedder = await createEmbedder({
        modelDir: dir,
        variant,
        workers: 1,
        threadsPerWorker: 1,
        // What a precision loses is what is measured here; no need to warn.
        logger: { ...quiet, warn: () => undefined },
        maxQueue: pixels.length + texts.length,
        ...(verdict && {
          testKernels: async (providers) => ({
            verdict,
            signedError: 0,
            providers: [...providers],
          }),
        }),
      });
      const { textModelPath, visionModelPath } = embedder.model;
      const contender = {
        name,
        megabytes: ((await towerBytes(textModelPath)) + (await towerBytes(visionModelPath))) / 1e6,
        photos: await embedder.embedImages(pixels),
        texts: await embedder.embedTexts(texts),
        photoMs: [],
        textMs: [],
      };
      opened.push({ contender, embedder });
    }
    for (let turn = 0; turn < turns; turn++) {
      // Each turn begins with another one: what follows a large model finds the caches full of it.
      const from = turn % opened.length;
      for (const { contender, embedder } of [...opened.slice(from), ...opened.slice(0, from)]) {
        const image = pixels[turn % pixels.length];
        contender.photoMs.push((await timed(() => embedder.embedImages([image]))).ms);
        // A text never seen: known ones come from a cache.
        const text = `${texts[turn % texts.length]}, number ${turn}`;
        contender.textMs.push((await timed(() => embedder.embedTexts([text]))).ms);
      }
    }
  } finally {
    await Promise.all(opened.map(({ embedder }) => embedder.close()));
  }
  return opened.map(({ contender }) => contender);
}

const cosines = (found: readonly Float32Array[], exact: readonly Float32Array[]): number[] =>
  found.map((vector, i) => cosine(vector, exact[i]));

/** To five digits: 0.9998 and 0.9999 are different things here. */
const meanAndLowest = (values: readonly number[]): Cell[] => [
  rounded(mean(values), 5),
  rounded(Math.min(...values), 5),
];

function costs(title: string, contenders: readonly Contender[]) {
  const [fp32] = contenders;
  return {
    title,
    columns: [
      'weights',
      'MB',
      'ms a photo',
      '× fp32’s speed',
      'ms a text',
      '× fp32’s speed ',
      'photo cosine mean',
      'lowest',
      'text cosine mean',
      'lowest ',
    ],
    rows: contenders.map((each): Cell[] => [
      each.name,
      rounded(each.megabytes),
      rounded(median(each.photoMs)),
      rounded(median(fp32.photoMs) / median(each.photoMs)),
      rounded(median(each.textMs)),
      rounded(median(fp32.textMs) / median(each.textMs)),
      ...meanAndLowest(cosines(each.photos, fp32.photos)),
      ...meanAndLowest(cosines(each.texts, fp32.texts)),
    ]),
  };
}

/** Places of all photos by their cosine to a vector, nearest first. */
function ranked(vector: Float32Array, photos: readonly Float32Array[], without = -1): number[] {
  const scores = photos.map((photo) => cosine(vector, photo));
  return [...photos.keys()]
    .filter((i) => i !== without)
    .sort((a, b) => scores[b] - scores[a] || a - b);
}

interface Neighbours {
  /** mean share of fp32's K nearest that are among one's own */
  photo: number;
  text: number;
  /** fp32's cosine of its own K-th nearest photo less that of the worst one taken for a text: the largest of all texts */
  givenUp: number;
}

function recalls(found: Vectors, exact: Vectors): Neighbours {
  const recall = (mine: number[], theirs: number[]) =>
    recallAt(mine.slice(0, K).map(String), theirs.slice(0, K).map(String), K) ?? NaN;
  const photo = exact.photos.map((vector, i) =>
    recall(ranked(found.photos[i], found.photos, i), ranked(vector, exact.photos, i))
  );
  const texts = exact.texts.map((vector, i) => {
    const mine = ranked(found.texts[i], found.photos).slice(0, K);
    const theirs = ranked(vector, exact.photos).slice(0, K);
    const lowest = (places: number[]) =>
      Math.min(...places.map((place) => cosine(vector, exact.photos[place])));
    return { recall: recall(mine, theirs), givenUp: lowest(theirs) - lowest(mine) };
  });
  return {
    photo: mean(photo),
    text: mean(texts.map(({ recall }) => recall)),
    givenUp: Math.max(...texts.map(({ givenUp }) => givenUp)),
  };
}

function neighbours(
  contenders: readonly Contender[],
  labels: readonly PhotoLabel[],
  queries: readonly LabelledQuery[]
) {
  const byLabels = ({ texts, photos }: Vectors) => {
    const rankings = queries.map((query, i) =>
      ranked(texts[i], photos)
        .map((place) => truthOf(query, labels[place]))
        .filter((truth) => truth !== 'undecided')
        .map((truth) => truth === 'yes')
    );
    const hit = mean(rankings.map((ranking) => hitAt(ranking, K)));
    const recall = rankings.map((ranking) =>
      labelRecallAt(ranking, ranking.filter(Boolean).length, K)
    );
    return [rounded(hit, 3), rounded(mean(recall), 4)];
  };
  return {
    title: 'Neighbors in the demo album',
    columns: [
      'weights',
      'photo → photo recall@10',
      'text → photo recall@10',
      'cosine given up at most',
      'hit@10 by labels',
      'recall@10 by labels',
    ],
    rows: contenders.map((each): Cell[] => {
      const { photo, text, givenUp } = recalls(each, contenders[0]);
      const found = [rounded(photo, 4), rounded(text, 4), rounded(givenUp, 2)];
      return [each.name, ...found, ...byLabels(each)];
    }),
  };
}

function verdicts(
  demo: readonly Contender[],
  base: readonly Contender[] | undefined,
  kernels: IntegerKernels
): Verdict[] {
  const lowest = (name: string) =>
    Math.min(
      ...[demo, base ?? []].flatMap((contenders) => {
        const found = contenders.find((each) => each.name === name);
        if (!found) return [];
        const [{ photos, texts }] = contenders;
        return [...cosines(found.photos, photos), ...cosines(found.texts, texts)];
      })
    );
  const uint8 = recalls(
    demo.find(({ name }) => name === 'uint8')!,
    demo[0]
  );
  const asItIs = lowest('int8 as it is');
  const rewritten = lowest('int8 rewritten as unsigned');
  return [
    {
      target: 'uint8 keeps recall@10 ≥ 0.99 of fp32’s neighbors (photo → photo, text → photo)',
      measured: `${rounded(uint8.photo, 4)} and ${rounded(uint8.text, 4)}`,
      met: Math.min(uint8.photo, uint8.text) >= 0.99,
    },
    {
      target: 'where the test of the CPU says exact, int8 as it is keeps cosines ≥ 0.99',
      measured: `${kernels.verdict}; lowest cosine ${rounded(asItIs, 4)}`,
      // Elsewhere nothing is promised: which products saturate depends on the weights and the photo.
      met: kernels.verdict === 'exact' ? asItIs >= 0.99 : null,
    },
    {
      target: 'int8 rewritten as unsigned keeps cosines ≥ 0.99',
      measured: `lowest cosine ${rounded(rewritten, 4)}`,
      met: rewritten >= 0.99,
    },
  ];
}

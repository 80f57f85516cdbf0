// A plain pipeline with transformers.js, one photo at a time: `transformers_js.mjs <order as JSON>`.
// Run by the bench with the packages that it installs into .cache/bench/js.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const order = JSON.parse(process.argv[2]);
const require = createRequire(join(order.packages, 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { env, AutoProcessor, RawImage, SiglipVisionModel } = await load('@huggingface/transformers');
const decodeHeic = (await load('heic-decode')).default;

env.allowRemoteModels = false;
env.localModelPath = join(order.model, '..');
const name = order.model.split(/[\\/]/).at(-1);
const processor = await AutoProcessor.from_pretrained(name);
const model = await SiglipVisionModel.from_pretrained(name, { dtype: order.variant });

async function open(path) {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 4, 8) !== 'ftyp') return RawImage.fromBlob(new Blob([bytes]));
  const { width, height, data } = await decodeHeic({ buffer: bytes });
  return new RawImage(new Uint8ClampedArray(data), width, height, 4).rgb();
}

async function vector(path) {
  const { pixel_values } = await processor(await open(path));
  const { pooler_output } = await model({ pixel_values });
  const values = Array.from(pooler_output.data);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

await vector(order.photos[0]);
const started = performance.now();
const before = process.cpuUsage();
const vectors = [];
for (const path of order.photos) vectors.push(await vector(path));
const body = vectors.flatMap((clip_image, i) => [
  JSON.stringify({ index: { _index: order.index, _id: String(i) } }),
  JSON.stringify({ path: order.photos[i].split(/[\\/]/).at(-1), clip_image }),
]);
const answer = await fetch(`${order.esUrl}/_bulk`, {
  method: 'POST',
  headers: {
    'content-type': 'application/x-ndjson',
    authorization: `ApiKey ${process.env.PEAK_SEARCH_ES_API_KEY}`,
  },
  body: `${body.join('\n')}\n`,
});
if (!answer.ok || (await answer.json()).errors) throw new Error('Elasticsearch refused the bulk.');
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    photos: order.photos.length,
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
  })
);

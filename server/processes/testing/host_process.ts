import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema, settingsFromConfig } from '../../config';
import { createServices } from '../../create_services';
import { integerKernels } from '../../embedding/model/integer_kernels';
import { createPhotoDecoder } from '../../images/pool/photo_decoder';
import { childFile } from '../child_file';

/** What the process is started with: one JSON argument. */
export interface HostOrder {
  model: string;
  /** a JPEG, and a GeoTIFF if one is at hand */
  photo: string;
}

export type HostMessage =
  { kind: 'did it all'; native: string[] } | { kind: 'busy'; children: number[] };

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const { model, photo } = JSON.parse(process.argv[2]) as HostOrder;
const services = createServices(
  settingsFromConfig(configSchema.validate({ model: { dir: model } }, {}, 'peakSearch')),
  quiet
);
/** Whose processes hang in the middle of a task, as native code may. */
const hanging = createPhotoDecoder({
  workers: 2,
  timeoutMs: 3_600_000,
  file: childFile(join(__dirname, '../../images/pool'), 'test_dying_process'),
  logger: quiet,
});
const tell = (message: HostMessage) => process.send!(message);

/** Native code of ours that this process has loaded, and its packages. */
function nativeCode(): string[] {
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
  return [...sharedObjects, ...Object.keys(require.cache)].filter((path) =>
    /onnxruntime|vips|sharp|node-av|\.node$/.test(path)
  );
}

async function doItAll(): Promise<void> {
  const embedder = await services.embedder();
  const bytes = readFileSync(photo);
  const { decoder } = services;
  const { imageSize } = embedder.model;
  const { pixels } = await decoder.decode({ bytes, imageSize, defaultZone: 'UTC' });
  await decoder.render({ bytes, px: 100 });
  await decoder.readCapture({ bytes, defaultZone: 'UTC' });
  await decoder.nativeHeicProblem('/nowhere');
  await embedder.embedImages([pixels]);
  await embedder.embedTexts(['snow']);
  await integerKernels(['cpu']);
  tell({ kind: 'did it all', native: nativeCode() });
}

/** Inference without an end, and decoders that hang. */
async function beBusy(): Promise<void> {
  const embedder = await services.embedder();
  const pixels = new Uint8Array(embedder.model.imageSize ** 2 * 3);
  const endless = async (work: () => Promise<unknown>): Promise<void> => {
    for (;;) await work();
  };
  const stopped = () => undefined;
  for (let lane = 0; lane < 4; lane++) {
    endless(() => embedder.embedImages([pixels])).catch(stopped);
    endless(() => embedder.embedTexts([`${Math.random()}`])).catch(stopped);
  }
  const folder = mkdtempSync(join(tmpdir(), 'peak-search-busy-'));
  const marks = [join(folder, 'a'), join(folder, 'b')];
  for (const mark of marks) {
    const bytes = Buffer.from(`HANG ${mark}`);
    hanging.decode({ bytes, imageSize: 8, defaultZone: 'UTC' }).catch(stopped);
  }
  const { vision, text } = embedder.status().towers;
  while (
    !marks.every(existsSync) ||
    embedder.status().towers.vision.inferences <= vision.inferences ||
    embedder.status().towers.text.inferences <= text.inferences
  ) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  rmSync(folder, { recursive: true });
  tell({
    kind: 'busy',
    children: [
      embedder.status().towers.vision,
      embedder.status().towers.text,
      hanging.status(),
    ].flatMap(({ pids }) => pids),
  });
}

process.on('SIGTERM', () => {
  void Promise.all([services.close(), hanging.close()])
    // From here on nothing of the product may keep the process alive.
    .then(() => process.disconnect());
});

void doItAll().then(beBusy);

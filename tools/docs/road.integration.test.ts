import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { startImportServer } from '../../scripts/maps/testing/import_server';
import { KNOWN_MODELS } from '../../scripts/model/known_models';
import { TestHub } from '../../scripts/model/testing/hub';
import { safetensorsFile } from '../../scripts/model/testing/safetensors_file';
import { TINY_MODEL } from '../../server/embedding/testing/tiny_model';
import { installIntoFreshFolder } from '../../standalone/install/kibana_folder';
import { allCommands, ROOT, type DocCommand } from './commands';
import { runnerOf } from './testing/runners';
import { runLine, startLine, type StartedLine } from './testing/shell';

// A build, two starts and some thirty processes.
jest.setTimeout(1_200_000);

const MODEL = 'siglip2-base-patch16-224';
const T = mkdtempSync(join(tmpdir(), 'peak-search-road-'));
/** Where people type: a checkout by links, so that what the commands write lands here. */
const CHECKOUT = join(T, 'checkout');
const HOME = join(T, 'home');
const KIBANA = join(T, 'kibana');

const hub = new TestHub();
let kibana: Awaited<ReturnType<typeof startImportServer>>;
/** What asks for roles: keeps what it is sent. */
const roles: string[] = [];
const roleServer = createServer((request, response) => {
  void readAll(request).then((body) => {
    JSON.parse(body);
    roles.push(`${request.method} ${request.url}`);
    response.end('{}');
  });
});
let first: StartedLine;
let second: StartedLine;
/** Of the node of the first start, as it says them. */
let cluster: { url: string; keyFile: string };

beforeAll(async () => {
  mkdirSync(CHECKOUT);
  for (const name of readdirSync(ROOT)) {
    if (!['.git', 'build', 'models', '.data'].includes(name)) {
      symlinkSync(join(ROOT, name), join(CHECKOUT, name));
    }
  }
  const album = join(HOME, 'Pictures/Everest');
  mkdirSync(album, { recursive: true });
  for (const name of readdirSync(join(ROOT, 'demo/album/2023-10-28')).slice(0, 3)) {
    cpSync(join(ROOT, 'demo/album/2023-10-28', name), join(album, name));
  }
  cpSync(join(ROOT, 'demo/album/2024-05-15/IMG_1470.JPG'), join(album, 'IMG_2047.JPG'));
  cpSync(album, join(HOME, 'Pictures/khumbu-2023'), { recursive: true });
  writeFileSync(join(CHECKOUT, 'day-3.gpx'), track());
  // The repository as the hub has it, with weights of the same shape in small.
  const { repository, revision, checkpoint } = KNOWN_MODELS.get(MODEL)!;
  hub.revisions.set(repository, revision!);
  hub.revisions.set(checkpoint.repository, checkpoint.revision!);
  hub.addFolder(repository, TINY_MODEL);
  for (const extra of ['onnx/model.onnx', 'onnx/text_model_q4.onnx', 'onnx/vision_model_q4.onnx']) {
    hub.addFile(repository, extra, Buffer.from('not wanted'));
  }
  hub.removeFile(repository, 'logits.json');
  const numbers = safetensorsFile({ logit_scale: 4.7, logit_bias: -16 }, 'F32');
  hub.addFile(checkpoint.repository, 'model.safetensors', numbers);
  await hub.start();
  kibana = await startImportServer({ spaces: ['treks'] });
  await new Promise<void>((resolve) => roleServer.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await second?.stop();
  await first?.stop();
  await hub.stop();
  await kibana?.close();
  roleServer.close();
  rmSync(T, { recursive: true, force: true });
});

/** A recorded track of an hour and a half. */
function track(): string {
  const points = Array.from({ length: 10 }, (_, i) => {
    const time = new Date(Date.UTC(2023, 9, 28, 4, i * 10)).toISOString();
    return `<trkpt lat="${27.7 + i / 1000}" lon="${86.7 + i / 1000}"><ele>${2800 + i}</ele><time>${time}</time></trkpt>`;
  });
  return `<gpx version="1.1"><trk><trkseg>${points.join('')}</trkseg></trk></gpx>`;
}

/** What stands in the documents for things that everybody has otherwise. */
function replaced(line: string): string {
  return line
    .replaceAll('PEAK_SEARCH_ES_API_KEY=…', `PEAK_SEARCH_ES_API_KEY_FILE=${cluster?.keyFile}`)
    .replaceAll('https://es.example:9200', cluster?.url)
    .replaceAll(
      'http://127.0.0.1:9200 ',
      `${cluster?.url} PEAK_SEARCH_ES_API_KEY_FILE=${cluster?.keyFile} `
    )
    .replaceAll('https://kibana.example', kibana.url)
    .replaceAll('/srv/photos/khumbu', join(HOME, 'Pictures/Everest'))
    .replaceAll('/var/lib/kibana/models', join(T, 'kibana-models'));
}

function environment(): Record<string, string> {
  const { port } = roleServer.address() as AddressInfo;
  const own = `http://127.0.0.1:${port}`;
  return {
    HOME,
    HF_ENDPOINT: hub.url,
    // npm looks for its settings in HOME, which is another one here.
    npm_config_update_notifier: 'false',
    PEAK_SEARCH_DATA: join(T, 'state'),
    ...(cluster && {
      ELASTICSEARCH_URL: cluster.url,
      PEAK_SEARCH_ES_API_KEY_FILE: cluster.keyFile,
      PEAK_SEARCH_MODEL: join(CHECKOUT, 'models', MODEL),
    }),
    KIBANA: own,
    ELASTICSEARCH: own,
    ADMIN: 'elastic:somebody',
    // The same known models with the hashes of the small weights: the true ones would rightly refuse them.
    NODE_OPTIONS: `--require ${join(__dirname, 'testing/small_weights.cjs')}`,
  };
}

/** Lines of a shell that later lines of the same document need. */
const STATE = /^(alias|export|cd|NODE=)/;
const ALIAS = "alias peak-search='npm run --silent peak-search --'";

async function follow(command: DocCommand, before: string[]): Promise<void> {
  const { text } = command;
  if (/^npm start -- --photos /.test(text)) {
    first = await startLine(`${text} --port 0 --data ${join(T, 'data')}`, CHECKOUT, environment());
    const said = /ELASTICSEARCH_URL=(\S+) PEAK_SEARCH_ES_API_KEY_FILE=(\S+)/.exec(first.output())!;
    cluster = { url: said[1], keyFile: said[2] };
    expect(first.output()).toMatch(/4 photos \(4 indexed/);
    return;
  }
  if (/^npm start -- --from-zip /.test(text)) {
    const more = `--port 0 --data ${join(T, 'data2')} --es-url ${cluster.url} --photos ${join(HOME, 'Pictures/Everest')}`;
    const model = `--model ${join(CHECKOUT, 'models', MODEL)}`;
    second = await startLine(`${text} ${more} ${model}`, CHECKOUT, environment());
    expect(second.output()).toMatch(/Installing peakSearch-9\.5\.4-linux-x64\.zip/);
    return;
  }
  if (/^bin\/kibana-plugin install file:/.test(text)) {
    const zip = text.split('/').at(-1)!;
    const plugin = await installIntoFreshFolder(join(CHECKOUT, 'build', zip), KIBANA);
    expect(plugin).toBe(join(KIBANA, 'plugins/peakSearch'));
    mkdirSync(join(KIBANA, 'node/default/bin'), { recursive: true });
    symlinkSync(process.execPath, join(KIBANA, 'node/default/bin/node'));
    return;
  }
  const build = /^npm run build /.test(text) ? `${text} --out ${join(CHECKOUT, 'build')}` : text;
  const cwd = command.file === 'docs/kibana.md' ? KIBANA : CHECKOUT;
  const script = [ALIAS, ...before.map(replaced), replaced(build)];
  const ran = await runLine(script.join('\n'), cwd, environment());
  if (text.includes('--native-heic')) {
    // A package of 167 MB that a test doesn't install: without it, the command says how to get it, in the words of the docs.
    expect(ran.output).toContain('npm install --prefix /opt/peak-search-heic node-av');
    expect(ran.code).toBe(2);
    return;
  }
  if (ran.code !== 0) throw new Error(`${text} ended with ${ran.code}:\n${ran.output}`);
}

it('every command of README and docs works as it stands there, in the order in which people read it', async () => {
  const toRun = allCommands().filter((command) => runnerOf(command)?.how === 'run');
  const done = new Set<string>();
  const times: Array<[number, string]> = [];
  const failed: string[] = [];
  let file = '';
  let before: string[] = [];
  for (const command of toRun) {
    const { text, line } = command;
    if (command.file !== file) before = [];
    file = command.file;
    if (STATE.test(text)) {
      before.push(text);
      done.add(text);
    } else if (!done.has(text)) {
      done.add(text);
      const started = Date.now();
      await follow(command, before).catch((error: Error) =>
        failed.push(`${file}:${line} ${error.message}`)
      );
      times.push([Date.now() - started, text]);
    }
  }
  const slowest = times.sort(([a], [b]) => b - a).slice(0, 5);
  console.log(slowest.map(([ms, text]) => `${Math.round(ms / 1000)} s  ${text}`).join('\n'));
  expect(failed).toEqual([]);
  expect(done.size).toBe(new Set(toRun.map(({ text }) => text)).size);
});

it('left what people look for: the model with its lock, the map in its space, three roles', () => {
  expect(readdirSync(join(CHECKOUT, 'models', MODEL)).sort()).toEqual([
    'config.json',
    'logits.json',
    'model.lock.json',
    'onnx',
    'preprocessor_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  expect(kibana.spaces.get('treks')!.has('map:peak-search-map')).toBe(true);
  expect(roles).toEqual([
    'PUT /api/security/role/peak_search_reader',
    'PUT /api/security/role/peak_search_editor',
    'PUT /_security/role/peak_search_ingester',
  ]);
});

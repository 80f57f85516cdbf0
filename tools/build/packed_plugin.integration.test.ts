import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { parse, stringify } from 'yaml';
import type { Entry } from 'yauzl';
import type { IdentifyResponse, StatusResponse } from '../../common/api';
import { API } from '../../common/constants';
import type { SearchResponse } from '../../common/search_api';
import { phoneFilePath } from '../../common/testing/phone_files';
import { TINY_MODEL } from '../../server/embedding/testing/tiny_model';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { installIntoFreshFolder } from '../../standalone/install/kibana_folder';
import { packedPlugins } from '../../standalone/install/installer';
import { manifestProblems } from '../../standalone/install/manifest_rules';
import { eachEntry } from '../../standalone/install/zip_entries';
import { listFiles, sha256OfFile } from './archive';
import { buildPlugin } from './build_plugin';
import { packageFolders } from './notices';
import { currentPlatform, PLATFORMS } from './platforms';
import { nodeProgram } from './testing/node_versions';
import {
  buildKibanaProcess,
  KIBANA_NODE_FLAGS,
  type KibanaProcess,
  startKibanaProcess,
} from './testing/start_kibana_process';

/**
 * The packed plugin as Kibana meets it. Built once for this file; everything below works on what came out of the
 * zip, in a folder laid out as Kibana's.
 */
const ROOT = resolve(__dirname, '../..');
const KIBANA_VERSION = '9.5.4';
const PHOTOS = join(ROOT, 'server/embedding/fixtures/images');
const HEIC = phoneFilePath('upright.heic');

const work = mkdtempSync(join(tmpdir(), 'peak-search-packed-'));
const kibana = join(work, 'kibana');
const scripts = join(work, 'scripts');
const elasticsearch = testElasticsearch();
const { client, indexName } = elasticsearch;
const indices = {
  photos: indexName('photos'),
  peaks: indexName('peaks'),
  // As the command line names it beside the photos.
  trails: `${indexName('photos')}_trails`,
};
const platform = currentPlatform()!;
let zip = '';
let plugin = '';
let files: string[] = [];

const inPlugin = (path: string) => join(plugin, path);
const isOwn = (file: string) => !file.startsWith('node_modules/');

beforeAll(async () => {
  zip = await buildPlugin({
    root: ROOT,
    outDir: work,
    kibanaVersion: KIBANA_VERSION,
    platform,
    log: () => {},
  });
  plugin = await installIntoFreshFolder(zip, kibana);
  files = await listFiles(plugin);
  await buildKibanaProcess(scripts);
  // Half a minute on an idle machine, most of it npm ci.
}, 900_000);

afterAll(async () => {
  await client.close();
  rmSync(work, { recursive: true, force: true, maxRetries: 3 });
});

describe('the zip', () => {
  const entries: Entry[] = [];
  beforeAll(() => eachEntry(zip, async (entry) => void entries.push(entry)));

  it('is one plugin for this very Kibana, and its manifest is one that Kibana takes', async () => {
    expect(await packedPlugins(zip)).toEqual([
      { id: 'peakSearch', prefix: 'kibana/peakSearch', kibanaVersion: KIBANA_VERSION },
    ]);
    const manifest: unknown = JSON.parse(readFileSync(inPlugin('kibana.json'), 'utf8'));
    expect(manifestProblems(manifest, KIBANA_VERSION)).toEqual([]);
    expect(manifestProblems(manifest, `${KIBANA_VERSION}-SNAPSHOT`)).toEqual([]);
    expect(manifestProblems(manifest, '9.5.3')).toEqual([
      'It is made for Kibana 9.5.4, but this is 9.5.3.',
    ]);
  });

  it('holds regular files below one folder, readable by everybody, and only the command line executable', () => {
    expect(entries.length).toBeGreaterThan(500);
    expect(entries.filter(({ fileName }) => !fileName.startsWith('kibana/peakSearch/'))).toEqual(
      []
    );
    const modes = new Map<number, string[]>();
    for (const { fileName, externalFileAttributes } of entries) {
      const mode = externalFileAttributes >>> 16;
      modes.set(mode, [...(modes.get(mode) ?? []), fileName]);
    }
    expect([...modes.keys()].sort()).toEqual([0o100644, 0o100755]);
    expect(modes.get(0o100755)).toEqual(['kibana/peakSearch/bin/peak-search.js']);
  });

  it('carries what Kibana looks for, and nothing that it or nobody can use', () => {
    for (const file of [
      ...['kibana.json', 'package.json', 'LICENSE', 'THIRD_PARTY_NOTICES.txt', 'SHA256SUMS'],
      ...[
        'server/index.js',
        'server/embedding/pool/embedding_process.js',
        'server/images/pool/photo_process.js',
      ],
      ...['target/public/peakSearch.plugin.js', 'target/public/peakSearch.plugin.js.br'],
      ...['bin/peak-search.js', 'peaks.yaml'],
    ]) {
      expect(files).toContain(file);
    }
    const useless =
      /(^|\/)(kibana\.jsonc|\.bin|\.package-lock\.json)(\/|$)|\.(map|d\.ts|test\.js)$/;
    expect(files.filter((file) => useless.test(file))).toEqual([]);
    const development =
      /\.tsx?$|(^|\/)(testing|fixtures|test_[^/]*)(\/|$)|^(standalone|types|public|demo)\//;
    expect(files.filter((file) => isOwn(file) && development.test(file))).toEqual([]);
    expect(files).not.toContain('node_modules/@elastic/elasticsearch/package.json');
    expect(JSON.parse(readFileSync(inPlugin('package.json'), 'utf8'))).not.toHaveProperty('type');
  });

  it('has every translation of the checkout, where .i18nrc.json names it', async () => {
    const folder = join(ROOT, 'translations');
    for (const file of existsSync(folder) ? await listFiles(folder) : []) {
      expect(JSON.parse(readFileSync(inPlugin(`translations/${file}`), 'utf8'))).toHaveProperty(
        'messages'
      );
      const rc = JSON.parse(readFileSync(inPlugin('.i18nrc.json'), 'utf8')) as {
        translations: string[];
      };
      expect(rc.translations).toContain(`translations/${file}`);
    }
  });

  it('has the native parts of its platform only', () => {
    const { os, cpu } = PLATFORMS[platform];
    const onnx = files.filter((file) => file.startsWith('node_modules/onnxruntime-node/bin/'));
    const own = `node_modules/onnxruntime-node/bin/napi-v6/${os}/${cpu}/`;
    expect(onnx.length).toBeGreaterThan(0);
    expect(onnx.filter((file) => !file.startsWith(own))).toEqual([]);
    const sharp = files.filter((file) => /^node_modules\/@img\/sharp-/.test(file));
    expect(sharp.length).toBeGreaterThan(0);
    expect(sharp.filter((file) => !file.split('/')[2]!.endsWith(platform))).toEqual([]);
  });

  it('is smaller than 200 MB', () => {
    expect(statSync(zip).size).toBeLessThan(200_000_000);
  });

  it('comes with checksums that are right, inside for each file and beside it for itself', async () => {
    const lines = readFileSync(inPlugin('SHA256SUMS'), 'utf8').trim().split('\n');
    const sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
    expect([...sums.keys()]).toEqual(files.filter((file) => file !== 'SHA256SUMS'));
    for (const [file, sum] of sums) expect(await sha256OfFile(inPlugin(file))).toBe(sum);
    expect(readFileSync(`${zip}.sha256`, 'utf8')).toBe(
      `${await sha256OfFile(zip)}  peakSearch-9.5.4-${platform}.zip\n`
    );
  });

  it('names every package that it ships, with version and license', () => {
    const notices = readFileSync(inPlugin('THIRD_PARTY_NOTICES.txt'), 'utf8');
    const folders = packageFolders(inPlugin('node_modules'));
    expect(folders.length).toBeGreaterThan(20);
    const shipped = folders.map(
      (folder) =>
        JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>
    );
    const unnamed = shipped.filter(
      ({ name, version, license }) => !notices.includes(`\n${name} ${version} — ${license}\n`)
    );
    expect(unnamed).toEqual([]);
  });

  it('says nothing of the machine that it was packed on', () => {
    const own = files.filter(isOwn).filter((file) => !file.endsWith('.br'));
    const telling = own.filter((file) => {
      const bytes = readFileSync(inPlugin(file));
      return bytes.includes(ROOT) || bytes.includes(work);
    });
    expect(telling).toEqual([]);
  });

  it('asks only for modules that are there: its own, Node’s, and two of Kibana’s', () => {
    const missing = new Set<string>();
    const ofKibana = new Set<string>();
    for (const file of files.filter(
      (name) => isOwn(name) && /^(server|scripts|common)\//.test(name)
    )) {
      const { importedFiles } = ts.preProcessFile(readFileSync(inPlugin(file), 'utf8'), true, true);
      for (const { fileName } of importedFiles) {
        if (fileName.startsWith('.')) {
          const path = join(plugin, dirname(file), fileName);
          if (![`${path}.js`, join(path, 'index.js')].some(existsSync))
            missing.add(`${file}: ${fileName}`);
          continue;
        }
        if (fileName.startsWith('node:') || builtinModules.includes(fileName)) continue;
        const name = /^(?:@[^/]+\/)?[^/]+/.exec(fileName)![0];
        if (existsSync(inPlugin(`node_modules/${name}/package.json`))) continue;
        ofKibana.add(name);
      }
    }
    expect([...missing]).toEqual([]);
    expect([...ofKibana].sort()).toEqual(['@elastic/elasticsearch', '@kbn/config-schema']);
  });
});

/** A catalog of the first few peaks: the prototypes of all take a while. */
const somePeaks = (yaml: string) => stringify((parse(yaml) as unknown[]).slice(0, 5));

/** Headers of Kibana's own page. */
const HEADERS = {
  'elastic-api-version': '1',
  'x-elastic-internal-origin': 'Kibana',
  'kbn-version': KIBANA_VERSION,
};

describe.each([20, 24])('on Node %i, under Kibana’s flags and hardening', (major) => {
  const home = join(work, `home-${major}`);
  let node = '';
  let running: KibanaProcess;

  async function ask<T>(route: string, body?: unknown, type = 'application/json'): Promise<T> {
    const answer = await fetch(`${running.url}${route}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: body === undefined ? HEADERS : { ...HEADERS, 'content-type': type },
      body:
        body === undefined
          ? undefined
          : Buffer.isBuffer(body)
            ? new Uint8Array(body)
            : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  const commandLine = async (...args: string[]) => {
    const options = [
      ...['--model', TINY_MODEL],
      ...['--photos-index', indices.photos, '--peaks-index', indices.peaks],
    ];
    const { stdout } = await promisify(execFile)(
      node,
      [...KIBANA_NODE_FLAGS, inPlugin('bin/peak-search.js'), ...args, ...options],
      {
        cwd: home,
        env: {
          ...elasticsearch.env,
          PATH: process.env.PATH,
          HOME: home,
          NODE_ENV: 'production',
        },
      }
    );
    return stdout;
  };

  beforeAll(() => {
    node = nodeProgram(major);
    mkdirSync(home);
  });
  afterAll(() => running?.kill());

  it('has a command line that fills the indices', async () => {
    const album = join(work, 'album');
    mkdirSync(album, { recursive: true });
    for (const name of ['landscape.jpg', 'portrait.jpg']) {
      copyFileSync(join(PHOTOS, name), join(album, name));
    }
    const catalog = join(work, 'some-peaks.yaml');
    writeFileSync(catalog, somePeaks(readFileSync(inPlugin('peaks.yaml'), 'utf8')));
    expect(await commandLine('catalog', catalog)).toMatch(/peaks loaded|unchanged/);
    // Without a file it is the catalog that came along.
    expect(await commandLine('catalog', '--help')).toContain(inPlugin('peaks.yaml'));
    const report = await commandLine(
      'ingest',
      album,
      '--state',
      join(work, `state-${major}`),
      '--moved'
    );
    expect(report).toMatch(/2/);
    await client.indices.refresh({ index: indices.photos });
    expect((await client.count({ index: indices.photos })).count).toBe(2);
  });

  it('starts at once, without loading a model or a native library', async () => {
    const before = await listFiles(kibanaWithoutLinks());
    expect(before.length).toBe(files.length);
    running = await startKibanaProcess(node, scripts, home, {
      pluginRoot: plugin,
      dataDir: join(work, `data-${major}`),
      elasticsearch: { url: elasticsearch.url, apiKey: elasticsearch.apiKey },
      kibanaVersion: KIBANA_VERSION,
      config: {
        indices,
        model: { dir: TINY_MODEL },
        // A HEIC takes 2 s on an idle machine; tests run on busy ones.
        upload: { timeoutMs: 120_000 },
      },
    });
    // Reading its modules is nearly all of it, and they are fewer than those of the process around it. Loading a model would
    // take many times as much.
    expect(running.startCpuMs / running.hostCpuMs).toBeLessThan(5);
    expect(running.nativeLibraries).toEqual([]);
  });

  it('answers searches by words, in vectors of a model that it loads when it is asked', async () => {
    const found = await ask<SearchResponse>(API.search, {
      terms: [{ type: 'text', text: 'prayer flags above a glacier' }],
    });
    expect(found.hits).toHaveLength(2);
    const status = await ask<StatusResponse>(API.status);
    expect(JSON.stringify(status)).toContain('tiny-siglip2');
  });

  it.each([
    ['a JPEG', join(PHOTOS, 'landscape.jpg'), 'image/jpeg'],
    ['a HEIC', HEIC, 'image/heic'],
  ])('names the peaks of %s', async (_name, path, type) => {
    const answer = await ask<IdentifyResponse>(API.identify, readFileSync(path), type);
    expect(answer).toHaveProperty('candidates');
  });

  it('stops by itself, having warned of nothing and written nothing', async () => {
    // Kibana gives a plugin 15 s to stop.
    expect(await running.stop(15_000)).toEqual({ code: 0, signal: null });
    expect(running.problems).toEqual([]);
    expect(await listFiles(kibanaWithoutLinks())).toHaveLength(files.length);
    expect(await listFiles(home)).toEqual([]);
    expect(existsSync(join(work, `data-${major}`))).toBe(false);
  });
});

/** The part of Kibana's folder that the plugin could write into; node_modules holds a link of ours. */
const kibanaWithoutLinks = () => join(kibana, 'plugins/peakSearch');

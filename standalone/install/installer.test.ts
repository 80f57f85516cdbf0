import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { installPlugin, packedPlugins } from './installer';

const work = mkdtempSync(join(tmpdir(), 'peak-search-installer-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const MANIFEST = JSON.stringify({ id: 'foo', version: '1', kibanaVersion: '9.5.4' });
let count = 0;

/** A zip of `path → content`; a mode other than that of a file may be given. */
async function zipOf(files: Record<string, string>, mode = 0o100644): Promise<string> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(content), path, { mode });
  }
  zip.end();
  const path = join(work, `${(count += 1)}.zip`);
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

const freshKibana = () => {
  const kibana = join(work, `kibana-${(count += 1)}`);
  mkdirSync(join(kibana, 'plugins'), { recursive: true });
  return kibana;
};

describe('installing as Kibana installs', () => {
  it('unpacks what lies below the manifest’s folder, with its modes', async () => {
    const zip = await zipOf(
      { 'kibana/foo/kibana.json': MANIFEST, 'kibana/foo/server/index.js': '1', 'other/x': '2' },
      0o100755
    );
    const plugin = await installPlugin(zip, freshKibana(), '9.5.4');
    expect(readFileSync(join(plugin, 'server/index.js'), 'utf8')).toBe('1');
    expect(statSync(join(plugin, 'server/index.js')).mode & 0o700).toBe(0o700);
    expect(() => statSync(join(plugin, '../../other'))).toThrow(/ENOENT/);
  });

  it.each([
    [
      'another version',
      { 'kibana/foo/kibana.json': MANIFEST },
      '9.5.3',
      /cannot be installed into 9.5.3/,
    ],
    ['no plugin', { 'readme.txt': 'hello' }, '9.5.4', /holds no Kibana plugin/],
    [
      // The installer's expression is not anchored at its end.
      'a kibana.jsonc beside it',
      { 'kibana/foo/kibana.json': MANIFEST, 'kibana/foo/kibana.jsonc': '// why\n{}' },
      '9.5.4',
      /JSON/,
    ],
    [
      // … and not at its beginning either.
      'something like a plugin deep inside',
      {
        'kibana/foo/kibana.json': MANIFEST,
        'kibana/foo/node_modules/x/kibana/y/kibana.json': '{"id":"@kbn/y"}',
      },
      '9.5.4',
      /no camelCase/,
    ],
  ])('refuses %s', async (_what, files, version, sentence) => {
    const zip = await zipOf(files as Record<string, string>);
    await expect(installPlugin(zip, freshKibana(), version as string)).rejects.toThrow(
      sentence as RegExp
    );
  });

  it.each([
    ['a link, which would become a text file', 0o120777, /symbolic link/],
    ['a file without Unix mode, which nobody could read', 0o100000, /no Unix mode/],
  ])('refuses %s', async (_what, mode, sentence) => {
    const zip = await zipOf({ 'kibana/foo/kibana.json': MANIFEST }, mode);
    await expect(installPlugin(zip, freshKibana(), '9.5.4')).rejects.toThrow(sentence);
  });

  it('refuses a second installation, and a file that is no zip', async () => {
    const zip = await zipOf({ 'kibana/foo/kibana.json': MANIFEST });
    const kibana = freshKibana();
    await installPlugin(zip, kibana, '9.5.4');
    await expect(installPlugin(zip, kibana, '9.5.4')).rejects.toThrow(/remove it before/);
    await expect(packedPlugins(__filename)).rejects.toThrow(/is no zip archive/);
  });
});

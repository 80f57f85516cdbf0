import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestProblems } from '../../standalone/install/manifest_rules';
import { writeHelperFiles } from './helper_files';
import { deriveManifest } from './manifest';

const ROOT = join(__dirname, '../..');
const VERSIONS = { kibana: '9.5.4', plugin: '0.1.0-abc' };

describe('kibana.json, derived', () => {
  it('is a manifest that Kibana takes, with everything that kibana.jsonc says of the plugin', () => {
    const manifest = deriveManifest(ROOT, VERSIONS);
    expect(manifestProblems(manifest, '9.5.4')).toEqual([]);
    expect(manifest).toMatchObject({
      id: 'peakSearch',
      version: '0.1.0-abc',
      kibanaVersion: '9.5.4',
      server: true,
      ui: true,
      requiredPlugins: ['features'],
    });
  });

  it.each(['9.5', '9.5.4-SNAPSHOT', 'kibana', ''])('refuses "%s" for a version', (kibana) => {
    expect(() => deriveManifest(ROOT, { ...VERSIONS, kibana })).toThrow(/exact version/);
  });

  it.each(['9.0.8', '8.19.0', '7.17.6'])(
    'refuses Kibana %s, which lacks what the app needs',
    (kibana) => {
      expect(() => deriveManifest(ROOT, { ...VERSIONS, kibana })).toThrow(
        /needs Kibana 9\.1 or newer/
      );
    }
  );

  it.each(['9.1.0', '9.10.0', '10.0.0'])('takes Kibana %s', (kibana) => {
    expect(deriveManifest(ROOT, { ...VERSIONS, kibana }).kibanaVersion).toBe(kibana);
  });

  describe('from a kibana.jsonc with a mistake', () => {
    const root = mkdtempSync(join(tmpdir(), 'peak-search-manifest-'));
    const file = join(root, 'kibana.jsonc');
    beforeEach(() => cpSync(join(ROOT, 'kibana.jsonc'), file));
    afterAll(() => rmSync(root, { recursive: true, force: true }));
    const edit = (from: string, to: string) =>
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

    it('names a key that Kibana does not know', () => {
      edit('"server": true', '"server": true, "serverless": true');
      expect(() => deriveManifest(root, VERSIONS)).toThrow(/knows no "serverless"/);
    });

    it('is written for Kibana’s own helpers, whose configuration knows two keys', () => {
      expect(writeHelperFiles(root, '9.5.4', '0.1.0')).toEqual([
        'kibana.json',
        '.kibana-plugin-helpers.json',
      ]);
      const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
      expect(manifestProblems(read('kibana.json'), '9.5.4')).toEqual([]);
      expect(read('.kibana-plugin-helpers.json')).toEqual({
        serverSourcePatterns: expect.arrayContaining(['package.json', '.i18nrc.json']),
      });
    });

    it('says what is no JSON', () => {
      edit('"plugin": {', '"plugin": [');
      expect(() => deriveManifest(root, VERSIONS)).toThrow(/kibana\.jsonc: /);
    });
  });
});

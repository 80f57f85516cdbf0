import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import * as ElasticEui from '@elastic/eui';
import * as EmotionReact from '@emotion/react';
import * as KbnI18n from '@kbn/i18n';
import * as KbnI18nReact from '@kbn/i18n-react';
import Lodash from 'lodash';
import Moment from 'moment';
import React from 'react';
import ReactDom from 'react-dom';
import * as Rxjs from 'rxjs';
import type { App, Plugin } from '@kbn/core/public';
import { buildBrowserBundle } from './browser_bundle';

/** The real libraries behind a fake door. */
const SHARED = {
  ElasticEui,
  EmotionReact,
  KbnI18n,
  KbnI18nReact,
  Lodash,
  Moment,
  React,
  ReactDom,
  Rxjs,
};
const KEY = 'plugin/peakSearch/public';

/** As Kibana hardens its page (`__kbnHardenPrototypes__`): adding to a prototype throws in strict mode. */
const SEAL =
  'for (const type of [Object, Function, Array, String, Number]) Object.seal(type.prototype);';

describe('the browser bundle', () => {
  const outDir = mkdtempSync(join(tmpdir(), 'peak-search-bundle-'));
  let code = '';

  beforeAll(async () => {
    await buildBrowserBundle(join(__dirname, '../..'), outDir);
    code = readFileSync(join(outDir, 'peakSearch.plugin.js'), 'utf8');
  });
  afterAll(() => rmSync(outDir, { recursive: true, force: true }));

  /** Runs the script as Kibana's bootstrap does, and gives what it defined. */
  function run(sharedDeps: object | undefined) {
    const defined = new Map<string, () => unknown>();
    const errors: string[] = [];
    const context = vm.createContext({
      __kbnSharedDeps__: sharedDeps,
      __kbnBundles__: {
        define(key: string, bundleRequire: () => unknown) {
          if (defined.has(key)) throw new Error(`${key} is defined twice`);
          defined.set(key, bundleRequire);
        },
        get() {
          throw new Error(
            'no bundle may be asked for at module scope: the others may not be there yet'
          );
        },
      },
      console: { error: (line: string) => errors.push(line) },
    });
    vm.runInContext(SEAL, context);
    vm.runInContext(code, context, { filename: 'peakSearch.plugin.js' });
    const names = [...defined.keys()];
    const plugin = () => {
      const { plugin: create } = defined.get(KEY)!() as {
        plugin(context: object): Plugin<unknown, unknown, object, object>;
      };
      return create({});
    };
    return { names, errors, plugin };
  }

  it('is a classic script that defines itself once, without a DOM and with sealed prototypes', () => {
    expect(run(SHARED).names).toEqual([KEY]);
    expect(() => new vm.Script(code)).not.toThrow();
  });

  it('registers the app in setup, without waiting', () => {
    const apps: App[] = [];
    const plugin = run(SHARED).plugin();
    const setup = { application: { register: (app: App) => apps.push(app) } };
    expect(plugin.setup(setup as never, {})).toBeUndefined();
    expect(plugin.start({} as never, {})).toBeUndefined();
    expect(apps).toEqual([expect.objectContaining({ id: 'peakSearch', title: 'Peak Search' })]);
    expect(typeof apps[0]!.mount).toBe('function');
  });

  const USED = ['ElasticEui', 'EmotionReact', 'KbnI18n', 'KbnI18nReact', 'React', 'ReactDom'];

  it.each(Object.keys(SHARED).filter((name) => !USED.includes(name)))(
    'runs where Kibana does not share %s, which nothing here reads',
    (name) => {
      const { errors, plugin } = run({ ...SHARED, [name]: undefined });
      const register = jest.fn();
      plugin().setup({ application: { register } } as never, {});
      expect(register).toHaveBeenCalledTimes(1);
      expect(errors).toEqual([]);
    }
  );

  it.each(USED)('only logs where Kibana does not share %s', async (name) => {
    const { names, errors, plugin } = run({ ...SHARED, [name]: undefined });
    expect(names).toEqual([KEY]);
    const instance = plugin();
    instance.setup({} as never, {});
    instance.start({} as never, {});
    await instance.stop?.();
    expect(errors).toEqual([
      `Peak Search is switched off: this Kibana does not share ${name} with plugins.`,
    ]);
  });

  it('only logs where there are no shared modules at all', () => {
    expect(run(undefined).names).toEqual([KEY]);
  });

  it('does next to nothing at module scope: Kibana loads it on every page, the login page included', () => {
    const reads: string[] = [];
    run(
      new Proxy(SHARED, {
        get: (target, name) => {
          reads.push(String(name));
          return Reflect.get(target, name) as unknown;
        },
      })
    );
    // The guard looks once whether each is there.
    expect(reads.sort()).toEqual(USED);
  });

  it('runs under Kibana’s content security policy: no code from strings', () => {
    expect(code).not.toMatch(/\beval\(|new Function\(/);
  });

  it('brings its own React, EUI or Kibana modules never along, and stays small', () => {
    expect(code).not.toContain('react.production.min.js');
    expect(code).not.toMatch(/@kbn\/core/);
    // The promise of the design: under 600 kB gzip beyond the shared libraries.
    expect(gzipSync(code).length).toBeLessThan(600_000);
  });

  it('has its compressed twin beside it', () => {
    const twin = readFileSync(join(outDir, 'peakSearch.plugin.js.br'));
    expect(brotliDecompressSync(twin).toString('utf8')).toBe(code);
  });
});

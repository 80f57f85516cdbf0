import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchema } from './config';
import { peakSearchFeature } from './feature';
import type { Setting } from './setting_kinds';
import { allSettings, DEFAULT_SETTINGS } from './settings';

const DOCS = join(__dirname, '../docs');
const validate = (value: object) => configSchema.validate(value, {}, 'peakSearch');

/** `set('knn.k', 3)` is `{ knn: { k: 3 } }`. */
const set = (key: string, value: unknown): object =>
  key.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object;

function allowedText({ kind, allowed }: Setting<unknown>): string {
  if (allowed) return allowed;
  if (kind.type === 'number') return `${kind.min} – ${kind.max}`;
  if (kind.type === 'roots') return 'absolute path by album, or a list';
  return kind.type === 'text' ? 'text' : kind.words.map((word) => `\`${word}\``).join(', ');
}

function rowOf(path: string, setting: Setting<unknown>): string {
  const usual = setting.default === undefined ? 'none' : `\`${JSON.stringify(setting.default)}\``;
  const cells = [setting.defaultText ?? usual, allowedText(setting), setting.means];
  return `| \`peakSearch.${path}\` | ${cells.join(' | ')} |`;
}

describe('docs/configuration.md', () => {
  it('has the table of the settings (on a failure, copy the rows from here)', () => {
    const rows = readFileSync(join(DOCS, 'configuration.md'), 'utf8')
      .split('\n')
      .filter((line) => /^\| `peakSearch\.(?!enabled)/.test(line));
    expect(rows).toEqual(allSettings().map(({ path, setting }) => rowOf(path, setting)));
  });

  const ranges = allSettings().flatMap(({ path, setting: { kind } }) =>
    kind.type === 'number' ? [[path, kind.min, kind.max] as const] : []
  );

  it.each(ranges)('says the true bounds of %s: %d to %d', (key, least, most) => {
    // k and numCandidates bound each other.
    const others = key.startsWith('knn.') ? { k: 1, numCandidates: 10_000 } : {};
    const given = (value: number) => {
      const config = set(key, value) as { knn?: object };
      return config.knn ? { ...config, knn: { ...others, ...config.knn } } : config;
    };
    // The least numCandidates with k = 1, the largest k with numCandidates = 10000.
    expect(() => validate(given(least))).not.toThrow();
    expect(() => validate(given(most))).not.toThrow();
    expect(() => validate(given(least - 1))).toThrow(/peakSearch/);
    expect(() => validate(given(most + 1))).toThrow(/peakSearch/);
  });
});

describe('docs/roles', () => {
  interface Privileges {
    indices: Array<{ names: string[]; privileges: string[] }>;
  }
  const read = <T>(name: string) =>
    JSON.parse(readFileSync(join(DOCS, 'roles', `${name}.json`), 'utf8')) as T;

  it.each(['reader', 'editor', 'ingester'])('%s names the indices of the defaults', (name) => {
    const role = read<Privileges & { elasticsearch?: Privileges }>(name);
    const { indices } = role.elasticsearch ?? role;
    const patterns = Object.values(DEFAULT_SETTINGS.indices).flatMap((index) => [
      index,
      `${index}-*`,
    ]);
    expect(indices.map(({ names }) => names)).toEqual([patterns]);
  });

  it.each(['reader', 'editor'])('%s grants privileges that the feature has', (name) => {
    const { kibana } = read<{ kibana: Array<{ feature: Record<string, string[]> }> }>(name);
    for (const { feature } of kibana) {
      expect(Object.keys(feature)).toEqual([peakSearchFeature.id]);
      for (const privilege of feature[peakSearchFeature.id]!) {
        expect(Object.keys(peakSearchFeature.privileges ?? {})).toContain(privilege);
      }
    }
  });

  it('speaks of a sub-feature privilege that exists', () => {
    const ids = (peakSearchFeature.subFeatures ?? []).flatMap(({ privilegeGroups }) =>
      privilegeGroups.flatMap(({ privileges }) => privileges.map(({ id }) => id))
    );
    expect(readFileSync(join(DOCS, 'elasticsearch_roles.md'), 'utf8')).toContain(
      `["minimal_read", "${ids[0]}"]`
    );
  });
});

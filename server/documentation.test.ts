import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchema } from './config';
import { peakSearchFeature } from './feature';
import { DEFAULT_SETTINGS } from './settings';

const DOCS = join(__dirname, '../docs');
const validate = (value: object) => configSchema.validate(value, {}, 'peakSearch');

/** `{ 'knn.k': 100, … }`: every setting that has a default. */
function flatten(value: unknown, path: string[] = []): Array<[string, unknown]> {
  const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isGroup ? Object.entries(value) : [];
  if (entries.length === 0) return [[path.join('.'), value]];
  return entries.flatMap(([name, inner]) => flatten(inner, [...path, name]));
}

/** `set('knn.k', 3)` is `{ knn: { k: 3 } }`. */
const set = (key: string, value: unknown): object =>
  key.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object;

/** A group that holds nothing as long as nothing is set. */
const EMPTY_GROUPS = ['terrain'];
const WITHOUT_DEFAULT = ['model.dir', 'map.tileUrl', 'terrain.dir'];

interface Row {
  key: string;
  defaultText: string;
  allowed: string;
}

const rows: Row[] = readFileSync(join(DOCS, 'configuration.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const cells = /^\| `peakSearch\.([\w.]+)` \| (.+?) \| (.+?) \| .+ \|$/.exec(line);
    return cells ? [{ key: cells[1]!, defaultText: cells[2]!, allowed: cells[3]! }] : [];
  });

describe('docs/configuration.md', () => {
  it('has a row for every setting, and for nothing else', () => {
    const withDefault = flatten(validate({}))
      .map(([key]) => key)
      .filter((key) => !EMPTY_GROUPS.includes(key));
    expect(rows.map(({ key }) => key).sort()).toEqual([...withDefault, ...WITHOUT_DEFAULT].sort());
  });

  it('says the true defaults', () => {
    const defaults = new Map(flatten(validate({})));
    for (const { key, defaultText } of rows) {
      // The one that depends on the machine, and those that have none.
      if (key === 'model.workers' || WITHOUT_DEFAULT.includes(key)) continue;
      expect({ key, default: defaultText }).toEqual({
        key,
        default: `\`${JSON.stringify(defaults.get(key))}\``,
      });
    }
  });

  const ranges = rows.flatMap(({ key, allowed }) => {
    const bounds = /^(\d+) – (\d+)$/.exec(allowed);
    return bounds ? [[key, Number(bounds[1]), Number(bounds[2])] as const] : [];
  });

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

  it('has bounds to check at all', () => expect(ranges.length).toBeGreaterThan(12));
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

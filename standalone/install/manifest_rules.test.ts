import { manifestProblems } from './manifest_rules';

const GOOD = {
  id: 'foo',
  version: '1',
  kibanaVersion: '9.5.4',
  server: true,
  owner: { name: 'us' },
};

describe('what Kibana takes as a manifest', () => {
  it.each([
    ['as it should be', GOOD, '9.5.4'],
    ['a snapshot of the same version', GOOD, '9.5.4-SNAPSHOT'],
    ['for any version', { ...GOOD, kibanaVersion: 'kibana' }, '9.5.4'],
    ['the version alone', { ...GOOD, kibanaVersion: undefined, version: '9.5.4' }, '9.5.4'],
  ])('takes one %s', (_what, manifest, running) => {
    // JSON has no undefined.
    expect(manifestProblems(JSON.parse(JSON.stringify(manifest)), running)).toEqual([]);
  });

  it.each([
    [{ id: 'peak-search' }, /camelCase/],
    [{ id: undefined }, /camelCase/],
    [{ version: '' }, /"version" is missing/],
    [{ owner: undefined }, /"owner"/],
    [{ owner: { githubTeam: 'x' } }, /"owner"/],
    [{ kibanaVersion: '9.5.3' }, /made for Kibana 9.5.3, but this is 9.5.4/],
    [{ kibanaVersion: '9.5' }, /made for Kibana/],
    [{ server: false, ui: false }, /One of "server" and "ui"/],
    [{ configPath: 3 }, /"configPath"/],
    [{ extraPublicDirs: 'x' }, /"extraPublicDirs"/],
    [{ type: 'plugin' }, /"type"/],
    [{ plugin: {}, group: 'x' }, /Unrecognized properties: plugin, group/],
  ])('ends for %j', (change, sentence) => {
    const problems = manifestProblems({ ...GOOD, ...change }, '9.5.4');
    expect(problems).toEqual([expect.stringMatching(sentence)]);
  });

  it('ends for what is no object', () => {
    expect(manifestProblems([], '9.5.4')).toHaveLength(1);
    expect(manifestProblems(null, '9.5.4')).toHaveLength(1);
  });
});

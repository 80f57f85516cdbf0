import { jvmFlags, nodeSettings } from './node_options';

describe('jvmFlags', () => {
  it('gives each Java only the flags that it knows', () => {
    const unsafe = '--sun-misc-unsafe-memory-access=allow';
    const scalar21 = jvmFlags({ major: 21, vectorised: false }, 512);
    expect(scalar21).not.toContain(unsafe);
    expect(scalar21).not.toContain('--add-modules');
    expect(jvmFlags({ major: 24, vectorised: true }, 512)).toEqual(
      expect.arrayContaining([unsafe, '--add-modules', 'jdk.incubator.vector'])
    );
    const told = '-Dorg.apache.lucene.vectorization.upperJavaFeatureVersion=25';
    expect(jvmFlags({ major: 25, vectorised: true }, 512)).toContain(told);
    expect(jvmFlags({ major: 25, vectorised: false }, 512)).not.toContain(told);
  });

  it('never starts with more heap than its limit (Java refuses that)', () => {
    expect(jvmFlags({ major: 21, vectorised: false }, 64)).toEqual(
      expect.arrayContaining(['-Xms64m', '-Xmx64m'])
    );
  });
});

it('the node can be reached from this machine only', () => {
  expect(nodeSettings('/home', '/data', 0)).toMatchObject({ 'network.host': '127.0.0.1' });
});

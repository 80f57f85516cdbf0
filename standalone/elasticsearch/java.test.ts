import { chooseJava, parseModules, type Java } from './java';

/** What `java --list-modules` of Temurin and Debian prints, cut to what matters. */
const modules = (version: string, ...more: string[]) =>
  ['java.base', 'java.compiler', 'java.management', 'jdk.net', 'jdk.unsupported', ...more]
    .map((name) => `${name}@${version}`)
    .join('\n');

describe('parseModules', () => {
  it.each([
    ['21.0.8', 21, true],
    ['24', 24, true],
    ['25.0.3', 25, true],
    ['17.0.15', 17, false],
    ['26-ea', 26, false], // nobody has tried Lucene 10.1's vectorized code on it
  ])('reads release %s as %i', (version, major, vectorised) => {
    const text = modules(version, 'jdk.incubator.vector');
    expect(parseModules(text)).toEqual({ major, vectorised });
  });

  it('knows a runtime without the vector module as a scalar one', () => {
    expect(parseModules(modules('21.0.8'))).toEqual({ major: 21, vectorised: false });
  });

  it('does not take a runtime that is trimmed too far', () => {
    expect(parseModules(modules('21.0.8').replace(/^jdk\.net.*$/m, ''))).toBeUndefined();
  });

  it.each(['', 'Unrecognized option: --list-modules', 'The operation couldn’t be completed.'])(
    'does not take other programs for a Java (%j)',
    (text) => expect(parseModules(text)).toBeUndefined()
  );
});

describe('chooseJava', () => {
  const java = (major: number, vectorised = false): Java => ({
    executable: `/jvm/${major}/bin/java`,
    major,
    vectorised,
  });

  it('prefers one that Lucene vectorizes on, the newest of these', () => {
    const found = [java(25), java(21, true), java(17), java(23, true), java(24)];
    expect(chooseJava(found)).toEqual(java(23, true));
  });

  it('else takes the one nearest to 21', () => {
    expect(chooseJava([java(26), java(17), java(25)])).toEqual(java(25));
  });

  it('takes none that is too old', () => {
    expect(chooseJava([java(8), java(17)])).toBeUndefined();
    expect(chooseJava([])).toBeUndefined();
  });
});

import { allCommands, readCommands } from './commands';
import { RUNNERS, runnerOf } from './testing/runners';

const TEXT = [
  'Run `npm test -- server/embedding`, or `peak-search status`; the map is `peak-search-map`, a file `peaks.yaml`.',
  '```sh',
  'npm start            # everything',
  '# a remark',
  'export A=1 B=…',
  'curl -X PUT \\',
  '  "$KIBANA/x"',
  '```',
  '1. In a list:',
  '   ```console',
  '   $ peak-search search "a b" --size 3',
  '   1.00 strong',
  '   ```',
  '```yaml',
  'npm: no command',
  '```',
].join('\n');

test('commands are found in blocks, lists and code spans, without remarks and answers', () => {
  expect(readCommands('a.md', TEXT).map(({ line, text }) => [line, text])).toEqual([
    [1, 'npm test -- server/embedding'],
    [1, 'peak-search status'],
    [3, 'npm start'],
    [5, 'export A=1 B=…'],
    [6, 'curl -X PUT "$KIBANA/x"'],
    [11, 'peak-search search "a b" --size 3'],
  ]);
});

const commands = allCommands();
test('every command of README and docs has a runner, and every runner a command', () => {
  expect(commands.length).toBeGreaterThan(60);
  const without = commands.filter((command) => !runnerOf(command));
  expect(without).toEqual([]);
  expect(runnerOf({ kind: 'block', text: 'npm run no-such-thing' })).toBeUndefined();
  const used = new Set(commands.map(runnerOf));
  expect(RUNNERS.filter((runner) => !used.has(runner)).map(({ name }) => name)).toEqual([]);
});

const checked = commands.flatMap((command) => {
  const runner = runnerOf(command);
  return runner?.how === 'checked' ? [{ ...command, runner }] : [];
});

test.each(checked)('$file:$line $text', ({ text, runner }) => {
  runner.check(text);
});

test.each([
  ['npm start -- --fotos x', /unknown option/],
  ['npm run bench -- --only no-such-section', /no section/],
  ['npm run test:soak -- --hours 1', /hours/],
  ['npm test -- server/no-such-folder', /There is no/],
  ['npx tsx tools/no_such_file.ts', /There is no/],
  ['peak-search frobnicate', /has no "frobnicate"/],
])('a command that would not work is found: %s', (text, sentence) => {
  const runner = runnerOf({ kind: 'block', text });
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(() => runner?.how === 'checked' && runner.check(text)).toThrow(sentence);
  jest.restoreAllMocks();
});

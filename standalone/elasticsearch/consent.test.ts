import { PassThrough } from 'node:stream';
import { agreedBeforehand, mayInstall, YES_VARIABLE } from './consent';

const environment = { ...process.env };
beforeEach(() => {
  delete process.env.CI;
  delete process.env[YES_VARIABLE];
});
afterEach(() => Object.assign(process.env, environment));

/** A terminal at which somebody types. */
function terminal(typed: string, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  input.write(`${typed}\n`);
  return { input, output: new PassThrough() };
}

test('without a terminal and an agreement the answer is no, also for root', async () => {
  expect(await mayInstall('install Maven', terminal('y', false))).toBe(false);
});

test.each([
  ['y', true],
  ['Yes', true],
  ['', false],
  ['n', false],
  ['maybe', false],
])('at a terminal the answer is what was typed: "%s"', async (typed, expected) => {
  const at = terminal(typed);
  expect(await mayInstall('install Maven (apt-get install maven)', at)).toBe(expected);
  expect(String(at.output.read())).toContain('install Maven (apt-get install maven). Go ahead?');
});

test('CI and --yes agree beforehand; CI=false does not', () => {
  expect(agreedBeforehand({ CI: 'true' })).toBe(true);
  expect(agreedBeforehand({ [YES_VARIABLE]: '1' })).toBe(true);
  expect(agreedBeforehand({ CI: 'false' })).toBe(false);
  expect(agreedBeforehand({})).toBe(false);
});

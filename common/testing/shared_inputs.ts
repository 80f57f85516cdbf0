import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Inputs that lie beside the checkout, in `../shared`, and are no part of it: real photos, terrain, collected cases.
 * Tests that need them run where they are; elsewhere they are skipped, and `npm test` says how many (tools/dev/test_report.ts).
 */
export type SharedInput = 'photos' | 'terrain' | 'cases' | 'siglip2' | 'classic_views.json';

const SHARED = join(__dirname, '../../../shared');

/** Absolute path of a shared input, or of something below it. */
export function sharedPath(input: SharedInput, ...below: string[]): string {
  return join(SHARED, input, ...below);
}

export function isAtHand(input: SharedInput): boolean {
  return existsSync(sharedPath(input));
}

/** How a test that lacks its inputs is marked in its name, or in the name of a `describe` around it. */
const MARK = / \[not at hand: (.+)\]$/;

/** The inputs that a skipped test lacks, as `../shared/…`, from its titles; none for a test skipped for another reason. */
export function lackedInputs(titles: readonly string[]): string[] {
  return titles.flatMap((title) => MARK.exec(title)?.[1]?.split(', ') ?? []);
}

function marked(name: string, lacking: readonly SharedInput[]): string {
  return `${name} [not at hand: ${lacking.map((input) => `../shared/${input}`).join(', ')}]`;
}

const lackingOf = (inputs: SharedInput | readonly SharedInput[]): SharedInput[] =>
  [inputs].flat().filter((input) => !isAtHand(input));

/** `test`, skipped where an input is missing. */
export function testWith(
  inputs: SharedInput | readonly SharedInput[],
  name: string,
  run: jest.ProvidesCallback,
  timeoutMs?: number
): void {
  const lacking = lackingOf(inputs);
  if (lacking.length === 0) test(name, run, timeoutMs);
  else test.skip(marked(name, lacking), run, timeoutMs);
}

/**
 * `describe`, skipped where an input is missing. `body` runs there too, so that its tests are counted; when it
 * needs the input to know its tests (`test.each` over a list in it), it counts as one.
 */
export function describeWith(
  inputs: SharedInput | readonly SharedInput[],
  name: string,
  body: () => void
): void {
  const lacking = lackingOf(inputs);
  if (lacking.length === 0) {
    describe(name, body);
    return;
  }
  describe.skip(marked(name, lacking), () => {
    try {
      body();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      test('tests that are listed in the missing input', () => {});
    }
  });
}

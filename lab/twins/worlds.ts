import { parseArgs } from 'node:util';
import type { Embedder } from '../../server/embedding/embedder';
import type { Kind } from './bars';
import type { World } from './embedders';

/** The straight twin that the others are bent from; a slope of 2 leaves no room for more than .45. */
const MIDDLE = { photoCosine: 0.6 };

/** The length of noise at which six in ten queries have a photo that answers first (the demo: 99 of 100). */
const NOISE = 7;

/**
 * All worlds, the demo first.
 *
 * @param photos the demo model's vectors of the album
 * @param random a model with random weights
 */
export function worldsOf(
  photos?: readonly Float32Array[],
  random?: Embedder
): Array<World & { kind: Kind }> {
  return [
    { name: 'demo', kind: 'demo' },
    { name: 'twin-45', kind: 'twin', twin: { photoCosine: 0.45 } },
    { name: 'twin-60', kind: 'twin', twin: MIDDLE },
    { name: 'twin-72', kind: 'twin', twin: { photoCosine: 0.72 } },
    { name: 'logits+4', kind: 'bent', twin: { ...MIDDLE, shift: 4 } },
    { name: 'logits-4', kind: 'bent', twin: { ...MIDDLE, shift: -4 } },
    { name: 'slope-half', kind: 'bent', twin: { ...MIDDLE, slope: 0.5 } },
    { name: 'slope-double', kind: 'bent', twin: { photoCosine: 0.45, slope: 2 } },
    { name: 'foreign-5', kind: 'bent', twin: MIDDLE, foreignShift: -5 },
    { name: 'no-logits', kind: 'bent', twin: MIDDLE, withoutLogits: true },
    { name: 'noise', kind: 'bent', twin: MIDDLE, noise: NOISE },
    { name: 'shuffled', kind: 'blind', twin: MIDDLE, shuffled: photos },
    { name: 'random', kind: 'blind', other: random },
  ];
}

export interface TwinFlags {
  /** Empty: all. */
  names: string[];
  search: boolean;
  json: boolean;
}

/** @throws Error with a sentence for an option or a world that there is not */
export function parseTwinFlags(argv: readonly string[]): TwinFlags {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { 'no-search': { type: 'boolean' }, json: { type: 'boolean' } },
  });
  const known = worldsOf().map(({ name }) => name);
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`There is no world "${unknown}"; there are ${known.join(', ')}.`);
  }
  return { names: positionals, search: !values['no-search'], json: values.json === true };
}

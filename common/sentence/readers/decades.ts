import { phraseSet, Phrases } from '../phrases';
import type { Reading, Sentence } from './reading';
import { DECADE_ENDINGS, DECADE_LEADS, DECADE_NAMES, YEARS_BEFORE } from '../words/calendar';

const LEAD = phraseSet(DECADE_LEADS);
const BEFORE = phraseSet(YEARS_BEFORE);
const ENDING = phraseSet(DECADE_ENDINGS);
const NAME = new Phrases(DECADE_NAMES);

/** "the 1980s", "from the 90s", "the nineties", "in den 80er Jahren", "les années 1970", "gli anni 80". */
export function readDecade(sentence: Sentence, i: number): Reading | undefined {
  const { tokens } = sentence;
  const lead = LEAD.skip(tokens, i);
  const years = BEFORE.skip(tokens, i + lead);
  const at = i + lead + years;
  const name = NAME.at(tokens, at);
  if (name && (lead > 0 || years > 0)) return decade(name.meaning, lead + years + name.length);
  const token = tokens[at];
  if (token?.kind !== 'number' || token.value! % 10 !== 0) return undefined;
  const digits = token.end - token.start;
  const ending = tokens[at + 1]?.joined ? ENDING.skip(tokens, at + 1) : 0;
  // "30s" may be an exposure: two digits need a "the", an apostrophe, or "années".
  const called = lead > 0 || years > 0 || /['’‘]$/.test(sentence.text.slice(0, token.start));
  const length = lead + years + 1 + ending;
  if (!ending && years === 0) return undefined;
  if (digits === 4 && token.value! >= 1900 && token.value! <= Number(sentence.today.slice(0, 4))) {
    return decade(token.value!, length);
  }
  // The tens and twenties could be those of either century.
  return digits === 2 && token.value! >= 30 && called
    ? decade(1900 + token.value!, length)
    : undefined;
}

const decade = (from: number, length: number): Reading => ({
  conditions: [{ kind: 'days', from: `${from}-01-01`, to: `${from + 9}-12-31` }],
  length,
});

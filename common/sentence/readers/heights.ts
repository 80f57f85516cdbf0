import type { Condition } from '../conditions';
import { phraseSet, Phrases } from '../phrases';
import type { Token } from '../tokens';
import type { Reading, Sentence } from './reading';
import { endsAt } from './reading';

type Side = 'above' | 'below' | 'at';
const BEFORE = new Phrases<Side>([
  [
    'above',
    'minimum|min|mindestens|minimo|mínimo|above|over|higher than|at least|more than|from above|upwards of|über|oberhalb|oberhalb von|höher als|ab|mindestens|mehr als|au-dessus de|au dessus de|plus de|à plus de|plus haut que|au moins|por encima de|por encima de los|encima de|más de|a más de|más alto que|sobre|sobre los|sopra|sopra i|oltre|oltre i|più di|a più di|al di sopra di|al di sopra dei|più in alto di',
  ],
  [
    'below',
    'maximum|max|maximal|massimo|máximo|up to|no higher than|not higher than|no more than|bis|bis zu|bis auf|nicht höher als|jusqu à|hasta|hasta los|fino a|fino ai|below|under|lower than|at most|less than|beneath|unter|unterhalb|unterhalb von|tiefer als|niedriger als|weniger als|höchstens|au-dessous de|en dessous de|en-dessous de|sous|sous les|moins de|à moins de|por debajo de|por debajo de los|debajo de|menos de|a menos de|bajo|bajo los|sotto|sotto i|meno di|a meno di|al di sotto di|al di sotto dei',
  ],
  [
    'at',
    'at|at about|at around|around|about|at an altitude of|at an elevation of|auf|auf etwa|in einer höhe von|in|auf einer höhe von|à|à environ|à une altitude de|a|a unos|a una altitud de|a circa|a quota|a una quota di|海拔',
  ],
]);
const AFTER = new Phrases<Side>([
  [
    'above',
    'plus|up|upward|upwards|onward|onwards|aufwärts|and above|and higher|or higher|or more|or above|und höher|oder höher|et plus|ou plus|o más|y más|o più|e oltre|माथि|भन्दा माथि|मिटरमाथि|से ऊपर|के ऊपर|से अधिक|से ज्यादा|से ज़्यादा|भन्दा बढी|以上',
  ],
  [
    'below',
    'and below|and lower|or lower|or less|or below|und tiefer|oder tiefer|et moins|ou moins|o menos|o meno|तल|भन्दा तल|मुनि|भन्दा मुनि|से नीचे|के नीचे|से कम|भन्दा कम|以下',
  ],
]);
const RANGE_LEAD = phraseSet(
  'between|from|zwischen|von|entre|entre los|entre les|de|tra|tra i|fra|fra i|da|dai'
);
const RANGE_LINK = phraseSet('and|to|und|bis|et|à|y|y los|a|e|e i|ai|देखि|से|र|और|-');
type Unit = 'm' | 'ft' | 'km';
const UNITS = new Phrases<Unit>([
  [
    'm',
    'm|mt|mtr|meter|meters|metre|metres|mètres|mètre|metern|metros|metro|metri|mètres d altitude|m asl|masl|msnm|m s n m|m slm|slm|m ü m|müm|m ü nn|मिटर|मीटर|मि|मी|米|公尺',
  ],
  ['ft', 'ft|feet|foot|fuss|fuß|pieds|pied|pies|piedi|फिट|फुट|英尺'],
  ['km', 'km high|km up|km hoch|km altitude'],
]);
const THOUSAND = phraseSet('k|thousand|tausend|mille|mil|mila|हजार|हज़ार');
/** "of altitude" and the like, behind the unit. */
const TRAIL = phraseSet(
  "asl|a s l|above sea level|above the sea|altitude|elevation|high|of altitude|höhe|hoch|über dem meer|über meer|ü m|d'altitude|de altitude|de altitud|de altura|di altitudine|di quota|sur mer|sobre el nivel del mar|sul livello del mare|को उचाइ|उचाइ"
);
const NUMBER_WORDS = new Phrases<number>([
  [1, 'one'],
  [2, 'two|zwei|deux|dos|due|दुई|दो'],
  [3, 'three|drei|trois|tres|tre|तीन'],
  [4, 'four|vier|quatre|cuatro|quattro|चार'],
  [5, 'five|fünf|cinq|cinco|cinque|पाँच|पांच'],
  [6, 'six|sechs|seis|sei|छ|छह'],
  [7, 'seven|sieben|sept|siete|sette|सात'],
  [8, 'eight|acht|huit|ocho|otto|आठ'],
]);

/** The lowest height that people mean by a height, in meters: "above 2 m of snow" is none, and a room is not high. */
const LOWEST_M = 100;
const HIGHEST_M = 9000;
const M_PER_FT = 0.3048;
/** A single height is meant to this, in meters: stages and lodges are told to the hundred. */
const AT_M = 100;

interface Height {
  meters: number;
  length: number;
  hasUnit: boolean;
}

/** "5000 m", "12,000 ft", "5k", "five thousand meters"; a unit may be said once, at a range's end. */
function heightAt(tokens: readonly Token[], i: number, unitElsewhere?: Unit): Height | undefined {
  const token = tokens[i];
  const word = token?.kind === 'number' ? undefined : NUMBER_WORDS.at(tokens, i);
  let value = token?.kind === 'number' ? token.value! : word?.meaning;
  if (value === undefined) return undefined;
  let at = i + (word?.length ?? 1);
  const thousand = value < 100 ? THOUSAND.skip(tokens, at) : 0;
  if (word && !thousand) return undefined;
  if (thousand) {
    value *= 1000;
    at += thousand;
  }
  const unit = tokens[at]?.afterBreak ? undefined : UNITS.at(tokens, at);
  if (unit) at += unit.length;
  // "m" before a word that it belongs to ("5000 m peak") is decided by the caller.
  const scale = { m: 1, ft: M_PER_FT, km: 1000 }[unit?.meaning ?? unitElsewhere ?? 'm'];
  const meters = Math.round(value * scale);
  if (meters < LOWEST_M || meters > HIGHEST_M) return undefined;
  const trail = unit && !tokens[at]?.afterBreak ? TRAIL.skip(tokens, at) : 0;
  return { meters, length: at + trail - i, hasUnit: unit !== undefined };
}

function unitOf(tokens: readonly Token[], i: number, length: number): Unit | undefined {
  for (let j = i + 1; j < i + length; j++) {
    const unit = UNITS.at(tokens, j);
    if (unit) return unit.meaning;
  }
  return undefined;
}

/** "above 5000 m", "below 12,000 ft", "between 4000 and 5000 m", "५००० मिटरमाथि". */
export function readHeight({ tokens }: Sentence, i: number): Reading | undefined {
  return heightRange(tokens, i) ?? heightSide(tokens, i);
}

const height = (bounds: { min?: number; max?: number }, length: number): Reading => {
  const condition: Condition = { kind: 'height', ...bounds };
  return { conditions: [condition], length };
};

function heightRange(tokens: readonly Token[], i: number): Reading | undefined {
  const lead = RANGE_LEAD.skip(tokens, i);
  const rough = heightAt(tokens, i + lead) ?? smallNumber(tokens, i + lead);
  if (!rough) return undefined;
  const link = i + lead + rough.length;
  const linked = tokens[link]?.afterBreak ? undefined : RANGE_LINK.at(tokens, link);
  if (
    !linked ||
    (lead === 0 && tokens[link].kind !== 'dash' && !/^(?:to|bis|देखि|से)$/.test(tokens[link].text))
  ) {
    return undefined;
  }
  const last = heightAt(tokens, link + linked.length);
  if (!last?.hasUnit) return undefined;
  const unit = unitOf(tokens, link + linked.length, last.length);
  const first = heightAt(tokens, i + lead, unit);
  if (!first || first.meters >= last.meters) return undefined;
  const end = link + linked.length + last.length;
  return height({ min: first.meters, max: last.meters }, end - i);
}

/** The first number of "12 to 14 thousand feet" says little by itself. */
function smallNumber(tokens: readonly Token[], i: number): { length: number } | undefined {
  return tokens[i]?.kind === 'number' ? { length: 1 } : undefined;
}

function heightSide(tokens: readonly Token[], i: number): Reading | undefined {
  const side = BEFORE.at(tokens, i);
  // "from 4000 m up"
  const from = side ? 0 : RANGE_LEAD.skip(tokens, i);
  const at = i + (side?.length ?? from);
  const found = heightAt(tokens, at);
  if (!found) return undefined;
  const end = at + found.length;
  const open = side && side.meaning !== 'at';
  const after = open || tokens[end]?.afterBreak ? undefined : AFTER.at(tokens, end);
  const meaning = after?.meaning ?? side?.meaning;
  // "a 6000 m peak" tells of the peak, "2 m of snow" of the snow.
  if (!meaning) return undefined;
  // "Bis 2015" is a year.
  if (!found.hasUnit && /^(?:up|bis|jusqu|hasta|fino)$/.test(tokens[i].text)) return undefined;
  if (!found.hasUnit && !(found.meters >= 1000 && (after || endsAt(tokens, end)))) return undefined;
  const length = end + (after?.length ?? 0) - i;
  switch (meaning) {
    case 'above':
      return height({ min: found.meters }, length);
    case 'below':
      return height({ max: found.meters }, length);
    case 'at':
      // A bare number behind "in" is a year, not a height.
      return found.hasUnit && (tokens[i].text !== 'a' || endsAt(tokens, end))
        ? height({ min: found.meters - AT_M, max: found.meters + AT_M }, length)
        : undefined;
  }
}

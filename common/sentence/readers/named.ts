import type { Condition } from '../conditions';
import type { NamedThing } from '../knowledge';
import { phraseSet, Phrases } from '../phrases';
import type { Token } from '../tokens';
import {
  AWAY,
  BETWEEN,
  BETWEEN_BEHIND,
  BETWEEN_LINK,
  FROM,
  INSIDE,
  INSIDE_BEHIND,
  KIND_BEFORE,
  KIND_BEHIND,
  NEAR,
  NEAR_BEHIND,
  NEAR_SUMMIT,
  PHOTOS_OF,
  WITHIN,
  AROUND,
  WITHIN_LINK,
} from '../words/places';
import { ALL_OF, AND, ANY_OF, MOUNT, OR, PEAK_BEFORE, PEAK_BEHIND } from '../words/peaks';
import type { Reading, Sentence } from './reading';

const INSIDE_LEAD = phraseSet(INSIDE);
const FROM_LEAD = phraseSet(FROM);
const NEAR_LEAD = phraseSet(NEAR);
const NEAR_SUMMIT_LEAD = phraseSet(NEAR_SUMMIT);
const BETWEEN_LEAD = phraseSet(BETWEEN);
const LINK = phraseSet(BETWEEN_LINK);
const WITHIN_LEAD = phraseSet(WITHIN);
const OF = phraseSet(WITHIN_LINK);
const AROUND_LINK = phraseSet(AROUND);
const AWAY_LEAD = phraseSet(AWAY);
const PHOTOS_LEAD = phraseSet(PHOTOS_OF);
const IN_TRAIL = phraseSet(INSIDE_BEHIND);
const NEAR_TRAIL = phraseSet(NEAR_BEHIND);
const BETWEEN_TRAIL = phraseSet(BETWEEN_BEHIND);
const KIND_TRAIL = phraseSet(KIND_BEHIND);
const KIND_LEAD = phraseSet(KIND_BEFORE);
const ANY_LEAD = phraseSet(ANY_OF);
const ALL_LEAD = phraseSet(ALL_OF);
const OR_LINK = phraseSet(OR);
const AND_LINK = phraseSet(AND);
const ARTICLE = phraseSet('the|le|la|les|l|der|die|das|dem|den|des|el|los|las|il|lo|i|gli|mt');
const DISTANCE = new Phrases<number>([
  [
    1000,
    'km|kilometer|kilometers|kilometre|kilometres|kilomètres|kilómetros|chilometri|किलोमिटर|किलोमीटर|किमी|公里',
  ],
  [1, 'm|meter|meters|metre|metres|mètres|metern|metros|metri'],
  [1609.344, 'mile|miles|mi|meilen|millas|miglia'],
]);

/** Of a place: a morning's walk around it. */
const NEAR_PLACE_M = 5000;
/** Of a summit: as far as one stands at the foot of a mountain of the Himalaya. */
const NEAR_SUMMIT_M = 10_000;

/** Names in a sentence, each with its first token; a name inside a longer one is not listed. */
export function namesIn(
  tokens: readonly Token[],
  nameAt: (i: number) => NamedThing | undefined
): Map<number, NamedThing> {
  const found = new Map<number, NamedThing>();
  for (let i = 0; i < tokens.length; i++) {
    const name = longerBehindMount(tokens, i, nameAt) ?? nameAt(i);
    if (!name) continue;
    found.set(i, withMount(tokens, i, name));
    i += name.length - 1;
  }
  return found;
}

/** "Mt. Everest Base Camp" is the camp, and not the mountain and two words. */
function longerBehindMount(
  tokens: readonly Token[],
  i: number,
  nameAt: (i: number) => NamedThing | undefined
): NamedThing | undefined {
  if (!MOUNT.has(tokens[i].text) || i + 1 >= tokens.length) return undefined;
  const behind = nameAt(i + 1);
  return behind && behind.length > 1 && behind.length >= (nameAt(i)?.length ?? 0)
    ? { ...behind, length: behind.length + 1 }
    : undefined;
}

/** An ordinary word with "Mount" or "peak" beside it is sure. */
function withMount(tokens: readonly Token[], i: number, name: NamedThing): NamedThing {
  const before = tokens[i].afterBreak ? undefined : tokens[i - 1]?.text;
  const next = tokens[i + name.length];
  const behind = next && !next.afterBreak ? next.text : undefined;
  const peak = PEAK_BEFORE.test(before ?? '') || PEAK_BEHIND.test(behind ?? '');
  return name.unsure && peak && name.peak ? { ...name, unsure: false } : name;
}

/** A thing whose name is a word, but beside another of its region: both are meant. */
export function settleUnsure(named: Map<number, NamedThing>): void {
  const regionOf = ({ peak, place }: NamedThing) => peak?.region ?? place?.region;
  const sure = new Set([...named.values()].filter((n) => !n.unsure).map(regionOf));
  for (const [i, name] of named) {
    if (name.unsure && name.peak?.region !== undefined && sure.has(name.peak.region)) {
      named.set(i, { ...name, unsure: false });
    }
  }
}

/** "in Namche", "near Lukla", "within 5 km of Tengboche", "between Tengboche and Dingboche", "नाम्चेमा". */
export function readPlace(sentence: Sentence, i: number): Reading | undefined {
  return (
    between(sentence, i) ?? within(sentence, i) ?? related(sentence, i) ?? barePlace(sentence, i)
  );
}

/** Length of a name with its article and kind, from token `i` on. */
function thingAt(
  { tokens, named }: Sentence,
  i: number
): { name: NamedThing; length: number } | undefined {
  const kind = KIND_LEAD.skip(tokens, i);
  const article = kind ? 0 : ARTICLE.skip(tokens, i);
  const at = [i + kind + article, i].find((place) => named.has(place));
  if (at === undefined) return undefined;
  const name = named.get(at)!;
  let end = at + name.length;
  // "Everest's", "Lukla’s"
  if (tokens[end]?.text === 's' && tokens[end].start - tokens[end - 1].end === 1) end++;
  if (tokens[end] && !tokens[end].afterBreak && name.place) end += KIND_TRAIL.skip(tokens, end);
  return { name, length: end - i };
}

function between(sentence: Sentence, i: number): Reading | undefined {
  const { tokens } = sentence;
  const lead = BETWEEN_LEAD.skip(tokens, i);
  const first = thingAt(sentence, i + lead);
  if (!first) return undefined;
  const link = i + lead + first.length;
  const linked = LINK.skip(tokens, link);
  const second = linked ? thingAt(sentence, link + linked) : undefined;
  if (!second) return undefined;
  const end = link + linked + second.length;
  const trail = lead ? 0 : BETWEEN_TRAIL.skip(tokens, end);
  if (!lead && !trail) return undefined;
  // "between Everest and Lhotse" is what lies between two summits in the picture.
  if (!first.name.place || !second.name.place) return undefined;
  // "from Lukla and Namche" names two places, "from Lukla to Namche" the way.
  if (
    !/^(?:between|zwischen|entre|tra|fra)$/.test(betweenWord(tokens, i, lead)) &&
    !trail &&
    /^(?:and|und|et|y|e)$/.test(tokens[link].text)
  ) {
    return undefined;
  }
  const ids: [string, string] = [first.name.place.id, second.name.place.id];
  return { conditions: [{ kind: 'between', ids }], length: end + trail - i };
}

const betweenWord = (tokens: readonly Token[], i: number, lead: number): string =>
  lead ? tokens[i + lead - 1].text : '';

function within(sentence: Sentence, i: number): Reading | undefined {
  const { tokens } = sentence;
  const lead = WITHIN_LEAD.skip(tokens, i);
  const amount = tokens[i + lead];
  if (amount?.kind !== 'number') return undefined;
  const unit = DISTANCE.at(tokens, i + lead + 1);
  if (!unit) return undefined;
  const at = i + lead + 1 + unit.length;
  const link = lead ? OF.skip(tokens, at) : AROUND_LINK.skip(tokens, at);
  const thing = thingAt(sentence, at + link);
  const target = thing && (thing.name.place ?? thing.name.peak);
  const radiusM = Math.round(amount.value! * unit.meaning);
  if (!thing || !target || !link || radiusM < 50 || radiusM > 500_000) return undefined;
  const condition: Condition = { kind: 'near', id: target.id, radiusM };
  return { conditions: [condition], length: at + link + thing.length - i };
}

function related(sentence: Sentence, i: number): Reading | undefined {
  const { tokens } = sentence;
  for (const [lead, relation] of leadsAt(tokens, i)) {
    const thing = thingAt(sentence, i + lead);
    if (!thing) continue;
    const { place, peak, ending } = thing.name;
    const length = lead + thing.length;
    if (place) {
      return placeReading(relation === 'near' ? 'near' : 'in', place.id, length);
    }
    const stoodOn = relation === 'in' && FROM_LEAD.skip(tokens, i) >= lead;
    const stoodBy = relation === 'near' && NEAR_SUMMIT_LEAD.skip(tokens, i) >= lead;
    if (peak?.latlon && (stoodOn || stoodBy) && ending === undefined) {
      return stoodOn
        ? placeReading('in', peak.id, length)
        : {
            conditions: [{ kind: 'near', id: peak.id, radiusM: NEAR_SUMMIT_M }],
            length,
          };
    }
  }
  return undefined;
}

/** The relations that may begin at a token, the longest words first. */
function leadsAt(tokens: readonly Token[], i: number): Array<[length: number, 'in' | 'near']> {
  const leads: Array<[number, 'in' | 'near']> = [
    [FROM_LEAD.skip(tokens, i), 'in'],
    [INSIDE_LEAD.skip(tokens, i), 'in'],
    [NEAR_LEAD.skip(tokens, i), 'near'],
  ];
  return leads.filter(([length]) => length > 0).sort((a, b) => b[0] - a[0]);
}

/** A place without a preposition, or with an ending or a word behind it. */
function barePlace(sentence: Sentence, i: number): Reading | undefined {
  const { tokens } = sentence;
  const thing = thingAt(sentence, i);
  if (!thing) return undefined;
  const { name } = thing;
  const photos = PHOTOS_LEAD.skip(tokens, i);
  const end = i + photos + thing.length;
  const target = name.place ?? name.peak;
  const near = NEAR_TRAIL.skip(tokens, end);
  const inside = near || name.ending === 'in' ? 0 : IN_TRAIL.skip(tokens, end);
  if (name.place && (near || inside || name.ending === 'in')) {
    return placeReading(near ? 'near' : 'in', target!.id, thing.length + near + inside);
  }
  // A name of both is what is seen, unless the sentence says where it was taken.
  if (!name.place || name.peak || name.unsure || isAway(tokens, i)) return undefined;
  return placeReading('in', name.place.id, thing.length);
}

function isAway(tokens: readonly Token[], i: number): boolean {
  for (let back = 1; back <= 2 && i - back >= 0; back++) {
    if (AWAY_LEAD.skip(tokens, i - back) === back) {
      return !(PHOTOS_LEAD.skip(tokens, i - back - 1) === back + 1);
    }
  }
  return false;
}

function placeReading(relation: 'in' | 'near', id: string, length: number): Reading {
  const condition: Condition =
    relation === 'in' ? { kind: 'place', id } : { kind: 'near', id, radiusM: NEAR_PLACE_M };
  return { conditions: [condition], length };
}

/**
 * "Ama Dablam", "Mt. Everest", "Everest and Lhotse" (both), "Everest, Lhotse or Nuptse" and "any of …" (one of them),
 * "Eigernordwand".
 */
export function readPeaks(sentence: Sentence, i: number): Reading | undefined {
  const { tokens } = sentence;
  const any = ANY_LEAD.skip(tokens, i);
  const all = any ? 0 : ALL_LEAD.skip(tokens, i);
  const first = peakAt(sentence, i + any + all);
  if (!first) return undefined;
  const peaks = [first.name];
  let end = i + any + all + first.length;
  let either = any > 0;
  let linked = false;
  for (;;) {
    const or = OR_LINK.skip(tokens, end);
    const and = or ? 0 : AND_LINK.skip(tokens, end);
    const comma = tokens[end]?.afterBreak && !or && !and;
    const next = or || and || comma ? peakAt(sentence, end + or + and) : undefined;
    if (!next) break;
    // A comma apart from a list's "and" or "or" may begin another condition, and it is the same in the end.
    either ||= or > 0;
    linked = true;
    peaks.push(next.name);
    end += or + and + next.length;
  }
  // "all Everest" and "both" without a second name say nothing about peaks.
  if ((any || all) && !linked) return undefined;
  const ids = [...new Set(peaks.map((name) => name.peak!.id))];
  const keep = peaks.flatMap((name) => name.keep ?? []).join(' ');
  return {
    conditions: either
      ? [{ kind: 'peak', ids }]
      : ids.map((id): Condition => ({ kind: 'peak', ids: [id] })),
    length: end - i,
    ...(keep && { keep }),
  };
}

function peakAt(sentence: Sentence, i: number): { name: NamedThing; length: number } | undefined {
  const { tokens } = sentence;
  const mount = MOUNT.has(tokens[i]?.text) && !sentence.named.has(i) ? 1 : 0;
  const thing = thingAt(sentence, i + mount);
  if (!thing?.name.peak || thing.name.unsure || thing.name.ending === 'in') return undefined;
  const end = i + mount + thing.length;
  const behind =
    tokens[end] && !tokens[end].afterBreak && PEAK_BEHIND.test(tokens[end].text) ? 1 : 0;
  return { name: thing.name, length: mount + thing.length + behind };
}

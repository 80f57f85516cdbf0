import type { Condition } from '../conditions';
import { phraseSet, Phrases } from '../phrases';
import type { Reading, Sentence } from './reading';

/** Bearings of the eight winds, degrees from true north. */
const WINDS = new Phrases<number>([
  [0, 'north|n|northward|northwards|nord|norden|norte|उत्तर|उत्तरतिर|उत्तरतर्फ|北'],
  [
    45,
    'north east|northeast|ne|nordost|nordosten|nord est|noreste|nordeste|nordest|उत्तरपूर्व|उत्तर पूर्व|东北',
  ],
  [90, 'east|e|eastward|eastwards|ost|osten|est|este|पूर्व|पूर्वतिर|पूर्वतर्फ|东|東'],
  [
    135,
    'south east|southeast|se|südost|südosten|sud est|sureste|sudeste|sudest|दक्षिणपूर्व|दक्षिण पूर्व|东南',
  ],
  [180, 'south|s|southward|southwards|süd|süden|sud|sur|दक्षिण|दक्षिणतिर|दक्षिणतर्फ|南'],
  [
    225,
    'south west|southwest|sw|südwest|südwesten|sud ouest|suroeste|sudoeste|sudovest|sud ovest|दक्षिणपश्चिम|दक्षिण पश्चिम|西南',
  ],
  [270, 'west|w|westward|westwards|westen|ouest|oeste|ovest|पश्चिम|पश्चिमतिर|पश्चिमतर्फ|西'],
  [
    315,
    'north west|northwest|nw|nordwest|nordwesten|nord ouest|noroeste|nordoeste|nordovest|nord ovest|उत्तरपश्चिम|उत्तर पश्चिम|西北',
  ],
]);

/** Without one of these a wind is a side of something: the north face, the east ridge. */
const LOOKING = phraseSet(
  'looking|looking to|looking to the|looking toward|looking towards|looking towards the|looking toward the|facing|facing to the|facing towards the|pointing|pointed|view to the|view towards the|view toward the|view to|views to the|looking due|facing due|direction|in direction|in the direction|shot to the|camera to the|' +
    'blick nach|blick gegen|blick richtung|blickrichtung|mit blick nach|nach|gen|richtung|gegen|' +
    'vers le|vers l|regardant vers le|regardant vers l|en regardant vers le|en regardant vers l|vue vers le|vue vers l|direction|en direction du|en direction de l|face au|plein|' +
    'hacia el|mirando al|mirando hacia el|mirando a|vista al|vista hacia el|en dirección|rumbo|' +
    'verso|verso il|verso l|guardando a|guardando verso|guardando verso il|vista verso|vista a|rivolto a|in direzione|朝|向|朝向|面向'
);
/** Behind a wind, in Nepali and Hindi. */
const BEHIND = phraseSet('तिर|तर्फ|तिर हेर्दै|की ओर|की तरफ|दिशा|दिशा में|方向|हेर्दै');
const SIGHT_BEHIND = /(?:तिर|तर्फ)$/u;

/** Degrees to either side: a quarter of the circle for the four winds, an eighth for those between. */
const halfWidth = (bearing: number): number => (bearing % 90 === 0 ? 45 : 22.5);

/** "looking north", "Blick nach Südwesten", "उत्तरतिर", "northwards"; "north face" is words. */
export function readDirection({ tokens }: Sentence, i: number): Reading | undefined {
  const lead = LOOKING.skip(tokens, i);
  const wind = WINDS.at(tokens, i + lead);
  if (!wind) return undefined;
  const next = i + lead + wind.length;
  const behind = BEHIND.skip(tokens, next);
  const said =
    lead > 0 || behind > 0 || /wards?$/.test(tokens[i].text) || SIGHT_BEHIND.test(tokens[i].text);
  // A single letter after "nach" or "a" alone is too little.
  if (
    !said ||
    (tokens[i + lead].text.length === 1 &&
      lead === 1 &&
      !/^(?:looking|facing|朝|向)$/.test(tokens[i].text) &&
      !/\p{Script=Han}/u.test(tokens[i + lead].text))
  ) {
    return undefined;
  }
  if (isFace(tokens[next]?.text) && !tokens[next].afterBreak) return undefined;
  const half = halfWidth(wind.meaning);
  const condition: Condition = {
    kind: 'looking',
    from: (wind.meaning - half + 360) % 360,
    to: (wind.meaning + half) % 360,
  };
  return { conditions: [condition], length: lead + wind.length + behind };
}

/** "facing north face", "nach West Virginia": the wind belongs to what follows. */
const isFace = (text: string | undefined): boolean =>
  text !== undefined &&
  /^(?:face|ridge|wall|side|wand|grat|flanke|col|summit|peak|slope)$/.test(text);

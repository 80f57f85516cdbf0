import type { Condition, Light } from '../conditions';
import { Phrases } from '../phrases';
import { ALL_SEASONS } from './dates';
import type { Reading, Sentence } from './reading';
import { beginsAt, endsAt } from './reading';

/** Light and time of day that are meant wherever the phrase stands. */
const LIGHT = new Phrases<readonly Light[]>([
  [
    ['night'],
    'at night|by night|during the night|in the night|night time|nighttime|night shot|night shots|night photo|night photos|nachts|bei nacht|in der nacht|nachtaufnahme|nachtaufnahmen|de nuit|la nuit|pendant la nuit|de noche|por la noche|en la noche|durante la noche|di notte|notturna|nella notte|durante la notte|राति|राती|रातमा|रात में|रात को|夜晚|夜间',
  ],
  [
    ['dawn'],
    "at dawn|before dawn|before sunrise|dawn|daybreak|at daybreak|at first light|im morgengrauen|morgendämmerung|in der morgendämmerung|vor sonnenaufgang|à l'aube|l'aube|aube|avant le lever du soleil|al alba|al amanecer antes del sol|antes del amanecer|de madrugada|all'alba|prima dell'alba|झिसमिसे|भोर में|भोर|黎明",
  ],
  [
    ['dusk'],
    'at dusk|dusk|after sunset|at nightfall|abenddämmerung|in der abenddämmerung|nach sonnenuntergang|au crépuscule|à la tombée de la nuit|après le coucher du soleil|al anochecer|después del atardecer|al crepuscolo|dopo il tramonto|गोधूलि|黄昏',
  ],
  [['dawn', 'dusk'], 'at twilight|in the twilight|twilight|in der dämmerung|bei dämmerung'],
  [
    ['blue_hour'],
    "blue hour|at blue hour|at the blue hour|in the blue hour|during the blue hour|during blue hour|blaue stunde|blauen stunde|zur blauen stunde|in der blauen stunde|heure bleue|à l'heure bleue|l'heure bleue|hora azul|en la hora azul|a la hora azul|ora blu|nell'ora blu|all'ora blu|l'ora blu|蓝调时刻",
  ],
  [
    ['golden_hour'],
    "golden hour|at golden hour|at the golden hour|in the golden hour|during the golden hour|during golden hour|goldene stunde|goldenen stunde|zur goldenen stunde|in der goldenen stunde|heure dorée|à l'heure dorée|l'heure dorée|hora dorada|en la hora dorada|a la hora dorada|ora d'oro|nell'ora d'oro|ora dorata|nell'ora dorata|黄金时刻",
  ],
  [
    ['sunrise'],
    'at sunrise|sunrise|during sunrise|sonnenaufgang|bei sonnenaufgang|zum sonnenaufgang|beim sonnenaufgang|lever du soleil|au lever du soleil|lever de soleil|salida del sol|a la salida del sol|amanecer|al amanecer|sorgere del sole|al sorgere del sole|सूर्योदय|सूर्योदयमा|सूर्योदय में|सूर्योदय के समय|日出',
  ],
  [
    ['sunset'],
    'at sunset|sunset|during sunset|sonnenuntergang|bei sonnenuntergang|zum sonnenuntergang|beim sonnenuntergang|coucher du soleil|au coucher du soleil|coucher de soleil|puesta del sol|puesta de sol|a la puesta del sol|atardecer|al atardecer|tramonto|al tramonto|सूर्यास्त|सूर्यास्तमा|सूर्यास्त में|सूर्यास्त के समय|日落',
  ],
  [
    ['day'],
    'by day|in daylight|in the daytime|daytime|during the day|in full daylight|tagsüber|bei tageslicht|am tag|de jour|en plein jour|pendant la journée|de día|durante el día|di giorno|durante il giorno|दिउँसो|दिन में|白天',
  ],
]);

/** Words that name the light only where nothing stands beside them. */
const ALONE = new Phrases<readonly Light[]>([
  [['night'], 'night|nacht|nuit|noche|notte|रात'],
  [['day'], 'day|daylight|tageslicht'],
]);

const PLACED = /^(?:at|in|on|near|over|above|from|bei|auf|über|à|en|a)$/;

/** Things called after a light: a sunrise jacket is none, and a sunset lodge neither. */
const NAME_AFTER =
  /^(?:lodge|hotel|point|view|viewpoint|peak|guesthouse|café|cafe|ridge|trail|tours)$/;

/** "at night", "blue hour", "bei Sonnenaufgang"; "night sky" and "Sunrise Lodge" are words. */
export function readLight({ tokens }: Sentence, i: number): Reading | undefined {
  const found = LIGHT.at(tokens, i);
  if (found) {
    const next = tokens[i + found.length];
    if (next && !next.afterBreak && NAME_AFTER.test(next.text)) return undefined;
    return reading({ kind: 'light', any: [...found.meaning] }, found.length);
  }
  const alone = ALONE.at(tokens, i);
  const end = i + (alone?.length ?? 0);
  // "Winter night at Everest Base Camp"
  const ofSeason = i > 0 && ALL_SEASONS.at(tokens, i - 1) !== undefined;
  const atNight = ofSeason && alone?.meaning[0] === 'night';
  const begins = beginsAt(tokens, i) || atNight;
  return alone && begins && (endsAt(tokens, end) || (atNight && PLACED.test(tokens[end].text)))
    ? reading({ kind: 'light', any: [...alone.meaning] }, alone.length)
    : undefined;
}

const reading = (condition: Condition, length: number): Reading => ({
  conditions: [condition],
  length,
});

import type { Condition } from '../conditions';
import { phraseSet, Phrases } from '../phrases';
import type { Token } from '../tokens';
import type { Reading, Sentence } from './reading';
import { beginsAt, endsAt } from './reading';

type Hours = readonly [from: string, to: string];

/** Parts of a day by the clock. */
const PART_OF_DAY = new Phrases<Hours>([
  [
    ['04:00', '08:00'],
    'early morning|in the early morning|early in the morning|frühmorgens|am frühen morgen|früh am morgen|tôt le matin|au petit matin|temprano por la mañana|di primo mattino|la mattina presto|बिहानै|सुबह सुबह|清晨',
  ],
  [
    ['10:00', '12:00'],
    'late morning|in the late morning|am späten vormittag|en fin de matinée|a media mañana|in tarda mattinata',
  ],
  [
    ['05:00', '12:00'],
    'in the morning|mornings|in the mornings|this morning|am morgen|morgens|am vormittag|vormittags|le matin|au matin|dans la matinée|du matin|por la mañana|en la mañana|de la mañana|al mattino|di mattina|la mattina|nella mattina|in mattinata|बिहान|बिहानको|बिहानमा|सुबह|सुबह में|早上|上午',
  ],
  [
    ['11:00', '13:00'],
    'at noon|at midday|noon|midday|around noon|mittags|am mittag|zur mittagszeit|à midi|midi|al mediodía|a mediodía|mediodía|a mezzogiorno|mezzogiorno|दिउँसो १२ बजे|दोपहर|दोपहर में|मध्याह्न|中午',
  ],
  [
    ['12:00', '15:00'],
    "early afternoon|in the early afternoon|early in the afternoon|am frühen nachmittag|en début d après-midi|en début d'après-midi|a primera hora de la tarde|nel primo pomeriggio",
  ],
  [
    ['15:00', '18:00'],
    "late afternoon|in the late afternoon|late in the afternoon|am späten nachmittag|en fin d'après-midi|a última hora de la tarde|nel tardo pomeriggio",
  ],
  [
    ['12:00', '18:00'],
    "in the afternoon|afternoon|afternoons|in the afternoons|this afternoon|am nachmittag|nachmittags|nachmittag|l'après-midi|dans l'après-midi|après-midi|por la tarde|en la tarde|de la tarde|di pomeriggio|nel pomeriggio|il pomeriggio|pomeriggio|अपराह्न|下午",
  ],
  [
    ['17:00', '22:00'],
    'in the evening|evenings|in the evenings|this evening|am abend|abends|le soir|au soir|en soirée|dans la soirée|du soir|al anochecer tarde|la sera|di sera|in serata|nella sera|बेलुका|साँझ|साँझमा|शाम|शाम को|शाम में|晚上|傍晚',
  ],
  [
    ['23:00', '01:00'],
    'at midnight|around midnight|um mitternacht|à minuit|a medianoche|a mezzanotte|मध्यरात|आधी रात|午夜',
  ],
]);
/** Meant only where they stand by themselves: "morning mist", "evening light". */
const PART_ALONE = new Phrases<Hours>([
  [['05:00', '12:00'], 'morning|vormittag|matin|mattina'],
  [['17:00', '22:00'], 'evening|abend|soir|sera'],
]);

/** Minutes. */
const DAY = 24 * 60;

type Side = 'at' | 'around' | 'before' | 'after';
const SIDE = new Phrases<Side>([
  ['at', 'at|um|à|a las|a la|alle|alle ore|exactly at|taken at'],
  [
    'around',
    'around|about|at around|at about|towards|circa|gegen|etwa um|vers|hacia las|sobre las|verso le',
  ],
  [
    'before',
    'before|earlier than|until|till|up to|vor|bis|avant|jusqu à|antes de las|antes de la|antes del|hasta las|hasta el|prima delle|prima delle ore|prima di|fino alle',
  ],
  ['after', 'after|later than|since|nach|ab|après|después de las|después de la|dopo le|from'],
]);
/** Behind these a bare number is an hour: "alle 7", "a las 7", "um 7". */
const HOUR_LEAD = phraseSet(
  'um|etwa um|alle|alle ore|verso le|prima delle|prima delle ore|dopo le|a las|a la|hacia las|sobre las|antes de las|antes de la|después de las|después de la|dalle|tra le|fra le|entre las|de las|hasta las|fino alle'
);
const LEAD = phraseSet(
  'between|from|zwischen|von|entre|de|entre las|de las|desde las|tra le|fra le|dalle'
);
const LINK = phraseSet(
  'and|to|until|till|und|bis|et|à|y|y las|a las|hasta las|a|e le|alle|देखि|से|-'
);
const CLOCK_WORD = phraseSet("uhr|o'clock|o clock|heures|heure|बजे|点|点钟");
const HOUR_WORDS = new Phrases<number>([
  [1, 'one|eins|ein|une|una|एक'],
  [2, 'two|zwei|deux|dos|due|दुई|दो'],
  [3, 'three|drei|trois|tres|tre|तीन'],
  [4, 'four|vier|quatre|cuatro|quattro|चार'],
  [5, 'five|fünf|cinq|cinco|cinque|पाँच|पांच'],
  [6, 'six|sechs|seis|sei|छ|छह'],
  [7, 'seven|sieben|sept|siete|sette|सात'],
  [8, 'eight|acht|huit|ocho|otto|आठ'],
  [9, 'nine|neun|neuf|nueve|nove|नौ'],
  [10, 'ten|zehn|dix|diez|dieci|दस|दश'],
  [11, 'eleven|elf|onze|once|undici|एघार|ग्यारह'],
  [12, 'twelve|zwölf|douze|doce|dodici|बाह्र|बारह'],
]);
const NAMED_HOURS = new Phrases<number>([
  [12, 'noon|midday|mittag|mittags|midi|mediodía|el mediodía|mezzogiorno'],
  [0, 'midnight|mitternacht|minuit|medianoche|mezzanotte'],
]);
/** Minutes that are told before the hour, or behind it. */
const MINUTES_BEFORE = new Phrases<number>([
  [30, 'half past'],
  [-30, 'halb'],
  [15, 'quarter past|a quarter past|viertel nach'],
  [-15, 'quarter to|a quarter to|viertel vor'],
]);
const MINUTES_BEHIND = new Phrases<number>([
  [30, 'y media|e mezza|e mezzo|et demie|heures et demie|h et demie'],
  [15, 'y cuarto|e un quarto|et quart|heures et quart'],
  [-15, 'menos cuarto|meno un quarto|moins le quart|heures moins le quart'],
]);
/** Which half of the day an hour is in: "at 7 in the evening", "7 Uhr morgens", "शाम 6 बजे". */
const HALF_BEHIND = new Phrases<'am' | 'pm' | 'night'>([
  [
    'am',
    'in the morning|morgens|früh|vormittags|am morgen|am vormittag|du matin|le matin|de la mañana|por la mañana|di mattina|del mattino|la mattina',
  ],
  [
    'pm',
    "in the afternoon|in the evening|nachmittags|am nachmittag|abends|am abend|de l'après-midi|du soir|le soir|de la tarde|por la tarde|del pomeriggio|di pomeriggio|di sera|della sera|la sera",
  ],
  ['night', 'at night|nachts|in der nacht|de la nuit|de la noche|por la noche|di notte'],
]);
const HALF_BEFORE = new Phrases<'am' | 'pm' | 'night'>([
  ['am', 'बिहान|बिहानको|सुबह|早上|上午|清晨'],
  ['pm', 'दिउँसो|दोपहर|बेलुका|साँझ|शाम|शाम को|下午|晚上|傍晚'],
  ['night', 'राति|रात|रात को'],
]);

/** "Yesterday morning", "gestern Abend". */
const DAY_BEFORE = /^(?:yesterday|today|gestern|heute|ayer|hoy|ieri|oggi)$/;

/** "at 6 am", "gegen 18 Uhr", "alle 7", "between 6 and 8 am", "before 8:30", "in the afternoon". */
export function readHours({ tokens }: Sentence, i: number): Reading | undefined {
  const clock = clockRange(tokens, i) ?? clockSide(tokens, i);
  const part = PART_OF_DAY.at(tokens, i);
  if (part && part.length >= (clock?.length ?? 0)) return hours(part.meaning, part.length);
  if (clock) return clock;
  const alone = PART_ALONE.at(tokens, i);
  const begins = beginsAt(tokens, i) || DAY_BEFORE.test(tokens[i - 1].text);
  return alone && begins && endsAt(tokens, i + alone.length)
    ? hours(alone.meaning, alone.length)
    : undefined;
}

const hours = ([from, to]: Hours, length: number): Reading => {
  const condition: Condition = { kind: 'hours', from, to };
  return { conditions: [condition], length };
};

interface Clock {
  minutes: number;
  length: number;
  /** An hour without "am", "Uhr" or minutes: the other end of a range says what it is. */
  bare?: boolean;
  pm?: boolean;
}

/**
 * A time of day that begins at a token.
 *
 * @param led a word for a time stands before it: then "7 h" is a time, and no duration
 */
function clockAt(tokens: readonly Token[], i: number, led: boolean): Clock | undefined {
  const before = MINUTES_BEFORE.at(tokens, i);
  const at = i + (before?.length ?? 0);
  const found = hourAt(tokens, at, led);
  if (!found) return undefined;
  const behind = before ? undefined : MINUTES_BEHIND.at(tokens, at + found.length);
  const minutes = before?.meaning ?? behind?.meaning;
  const length = found.length + (before?.length ?? 0) + (behind?.length ?? 0);
  const half = HALF_BEHIND.at(tokens, i + length);
  const clock = { ...found, minutes: found.minutes + (minutes ?? 0), length };
  if (minutes !== undefined) clock.bare = false;
  return half ? inHalf(clock, half.meaning, half.length) : clock;
}

/** Hours up to 12 in a half of the day; "at 2 at night" is before the morning, "at 10 at night" after the evening. */
function inHalf(clock: Clock, half: 'am' | 'pm' | 'night', length: number): Clock {
  const small = clock.minutes < DAY / 2 + 60;
  const pm = half === 'pm' || (half === 'night' && clock.minutes >= 6 * 60);
  const minutes = small ? (clock.minutes % (DAY / 2)) + (pm ? DAY / 2 : 0) : clock.minutes;
  return { minutes, length: clock.length + length, pm };
}

function hourAt(tokens: readonly Token[], i: number, led: boolean): Clock | undefined {
  const token = tokens[i];
  if (!token) return undefined;
  if (token.kind === 'clock') {
    const [h, m] = token.text.split(/[:h]/);
    return timed(tokens, i + 1, { hour: Number(h), minute: Number(m || 0), start: i, sure: true });
  }
  // "Noon" by itself is the hours around it.
  const named = led ? NAMED_HOURS.at(tokens, i) : undefined;
  if (named) return { minutes: named.meaning * 60, length: named.length };
  const word = HOUR_WORDS.at(tokens, i);
  if (word) {
    const start = i;
    return timed(tokens, i + word.length, { hour: word.meaning, minute: 0, start, led });
  }
  if (token.kind !== 'number' || token.value! > 24) return undefined;
  const hour = Math.floor(token.value!);
  // "6.30 Uhr"
  const minute = Math.round((token.value! - hour) * 100);
  return timed(tokens, i + 1, { hour, minute, start: i, led });
}

/** Adds "am", "pm" or "Uhr" to an hour. */
function timed(
  tokens: readonly Token[],
  at: number,
  on: { hour: number; minute: number; start: number; sure?: boolean; led?: boolean }
): Clock | undefined {
  const { hour, minute, start, sure = false, led = false } = on;
  if (hour > 24 || minute > 59) return undefined;
  const half = halfOfDay(tokens, at);
  if (half && hour <= 12) {
    const hours24 = (hour % 12) + (half.pm ? 12 : 0);
    return { minutes: hours24 * 60 + minute, length: at + half.length - start, pm: half.pm };
  }
  // "7 h de marche" is a walk; "à 7 h" is a time.
  const word = CLOCK_WORD.skip(tokens, at) || (led && tokens[at]?.text === 'h' ? 1 : 0);
  const minutes = (hour % 24) * 60 + minute;
  if (word) {
    const later = tokens[at + word];
    // "6 Uhr 30"
    const extra =
      later?.kind === 'number' &&
      !later.afterBreak &&
      later.value! < 60 &&
      minute === 0 &&
      tokens[at].text === 'uhr'
        ? later.value!
        : undefined;
    return {
      minutes: minutes + (extra ?? 0),
      length: at + word + (extra === undefined ? 0 : 1) - start,
    };
  }
  return { minutes, length: at - start, bare: !sure };
}

function halfOfDay(
  tokens: readonly Token[],
  at: number
): { pm: boolean; length: number } | undefined {
  const [first, second] = [tokens[at]?.text, tokens[at + 1]?.text];
  if (first === 'am' && isHalf(tokens, at, 1)) return { pm: false, length: 1 };
  if (first === 'pm') return { pm: true, length: 1 };
  if (second === 'm' && (first === 'a' || first === 'p')) return { pm: first === 'p', length: 2 };
  return undefined;
}

/** "6 am Morgen" is German for "in the morning"; before a space and a word of a date it is no half of a day. */
function isHalf(tokens: readonly Token[], at: number, length: number): boolean {
  return !/^(?:morgen|abend|mittag|nachmittag|vormittag|tag)$/.test(
    tokens[at + length]?.text ?? ''
  );
}

function clockText(minutes: number): string {
  const m = ((minutes % DAY) + DAY) % DAY;
  return `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
}

function clockRange(tokens: readonly Token[], i: number): Reading | undefined {
  const lead = LEAD.skip(tokens, i);
  const part = HALF_BEFORE.at(tokens, i + lead);
  const start = i + lead + (part?.length ?? 0);
  const one = clockAt(tokens, start, lead > 0);
  if (!one) return undefined;
  const link = start + one.length;
  const linked = tokens[link]?.afterBreak ? 0 : LINK.skip(tokens, link);
  const two = linked ? clockAt(tokens, link + linked, lead > 0) : undefined;
  if (!two) return undefined;
  const first = part ? inHalf(one, part.meaning, 0) : one;
  const last = part && !two.bare ? inHalf(two, part.meaning, 0) : two;
  const end = link + linked + two.length;
  // "dalle 6 alle 8": the articles say that hours are meant.
  if (last.bare && !(HOUR_LEAD.skip(tokens, i) === lead && lead > 0 && goesOn(tokens, end))) {
    return undefined;
  }
  const morning = first.bare && last.pm && first.minutes < last.minutes - DAY / 2;
  const from = first.minutes + (morning ? DAY / 2 : 0);
  return hours([clockText(from), clockText(last.minutes)], end - i);
}

/** What may follow a bare hour; a noun would be counted by it ("um 7 Berge"). */
const FOLLOWS =
  /^(?:a|ad|al|alla|in|an|am|auf|bei|im|mit|ohne|vor|vom|von|zur|de|del|en|el|con|sin|cerca|desde|nel|nella|da|dal|di|senza|sul|sulla|presso|vicino|il|lo|la|los|las|und|y|e|bis|hasta|fino)$/;

const goesOn = (tokens: readonly Token[], i: number): boolean =>
  endsAt(tokens, i) || FOLLOWS.test(tokens[i].text);

/** A time is taken to the half hour around it; "about" to the hour. */
const AT_MINUTES = 30;
const AROUND_MINUTES = 60;
/** Before midnight is the evening, and after it what is left of the night. */
const EVENING = '18:00';
const MORNING = '05:00';

function clockSide(tokens: readonly Token[], i: number): Reading | undefined {
  const side = SIDE.at(tokens, i);
  const lead = side?.length ?? 0;
  const part = HALF_BEFORE.at(tokens, i + lead);
  const at = i + lead + (part?.length ?? 0);
  const found = clockAt(tokens, at, side !== undefined);
  if (!found) return undefined;
  const led = HOUR_LEAD.skip(tokens, i) === lead && lead > 0;
  if (found.bare && !(led && goesOn(tokens, at + found.length))) return undefined;
  const clock = part ? inHalf(found, part.meaning, part.length) : found;
  const length = lead + clock.length;
  const { minutes } = clock;
  switch (side?.meaning ?? 'at') {
    case 'before':
      return hours([minutes === 0 ? EVENING : '00:00', clockText(minutes)], length);
    case 'after':
      return hours([clockText(minutes), minutes === 0 ? MORNING : '00:00'], length);
    case 'around':
      return hours(
        [clockText(minutes - AROUND_MINUTES), clockText(minutes + AROUND_MINUTES)],
        length
      );
    default:
      return hours([clockText(minutes - AT_MINUTES), clockText(minutes + AT_MINUTES)], length);
  }
}

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

type Side = 'at' | 'around' | 'before' | 'after';
const SIDE = new Phrases<Side>([
  ['at', 'at|um|à|a las|a la|alle|alle ore|exactly at|taken at'],
  [
    'around',
    'around|about|at around|at about|towards|circa|gegen|etwa um|vers|hacia las|sobre las|verso le',
  ],
  ['before', 'before|earlier than|vor|avant|antes de las|antes de la|prima delle'],
  ['after', 'after|later than|since|nach|ab|après|después de las|después de la|dopo le|from'],
]);
const LEAD = phraseSet('between|from|zwischen|von|entre|de|entre las|de las|tra le|fra le|dalle');
const LINK = phraseSet('and|to|until|till|und|bis|et|à|y|y las|a las|a|e le|alle|-');
const CLOCK_WORD = phraseSet("uhr|o'clock|o clock|heures|heure|बजे|点|点钟");

/** "at 6 am", "gegen 18 Uhr", "between 6 and 8 am", "before 8:30", "in the afternoon". */
export function readHours({ tokens }: Sentence, i: number): Reading | undefined {
  const part = PART_OF_DAY.at(tokens, i);
  if (part) return hours(part.meaning, part.length);
  const alone = PART_ALONE.at(tokens, i);
  if (alone && beginsAt(tokens, i) && endsAt(tokens, i + alone.length)) {
    return hours(alone.meaning, alone.length);
  }
  return clockRange(tokens, i) ?? clockSide(tokens, i);
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

function clockAt(tokens: readonly Token[], i: number): Clock | undefined {
  const token = tokens[i];
  if (!token) return undefined;
  if (token.kind === 'clock') {
    const [h, m] = token.text.split(/[:h]/);
    return timed(tokens, i + 1, Number(h), Number(m || 0), i, true);
  }
  if (token.kind !== 'number' || token.value! > 24) return undefined;
  const hour = Math.floor(token.value!);
  // "6.30 Uhr"
  const minute = Math.round((token.value! - hour) * 100);
  return timed(tokens, i + 1, hour, minute, i, false);
}

/** Adds "am", "pm" or "Uhr" to an hour. */
function timed(
  tokens: readonly Token[],
  at: number,
  hour: number,
  minute: number,
  start: number,
  sure: boolean
): Clock | undefined {
  if (hour > 24 || minute > 59) return undefined;
  const half = halfOfDay(tokens, at);
  if (half && hour <= 12) {
    const hours24 = (hour % 12) + (half.pm ? 12 : 0);
    return { minutes: hours24 * 60 + minute, length: at + half.length - start, pm: half.pm };
  }
  const word = CLOCK_WORD.skip(tokens, at);
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

const DAY = 24 * 60;
function clockText(minutes: number): string {
  const m = ((minutes % DAY) + DAY) % DAY;
  return `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
}

function clockRange(tokens: readonly Token[], i: number): Reading | undefined {
  const lead = LEAD.skip(tokens, i);
  const first = clockAt(tokens, i + lead);
  if (!first) return undefined;
  const link = i + lead + first.length;
  const linked = tokens[link]?.afterBreak ? 0 : LINK.skip(tokens, link);
  const last = linked ? clockAt(tokens, link + linked) : undefined;
  if (!last || last.bare) return undefined;
  const morning = first.bare && last.pm && first.minutes < last.minutes - DAY / 2;
  const from = first.minutes + (morning ? DAY / 2 : 0);
  return hours([clockText(from), clockText(last.minutes)], link + linked + last.length - i);
}

/** A time is taken to the half hour around it; "about" to the hour. */
const AT_MINUTES = 30;
const AROUND_MINUTES = 60;

function clockSide(tokens: readonly Token[], i: number): Reading | undefined {
  const side = SIDE.at(tokens, i);
  const clock = clockAt(tokens, i + (side?.length ?? 0));
  if (!clock || clock.bare) return undefined;
  const length = (side?.length ?? 0) + clock.length;
  const { minutes } = clock;
  switch (side?.meaning ?? 'at') {
    case 'before':
      return hours(['00:00', clockText(minutes)], length);
    case 'after':
      return hours([clockText(minutes), '00:00'], length);
    case 'around':
      return hours(
        [clockText(minutes - AROUND_MINUTES), clockText(minutes + AROUND_MINUTES)],
        length
      );
    default:
      return hours([clockText(minutes - AT_MINUTES), clockText(minutes + AT_MINUTES)], length);
  }
}

/**
 * Months, seasons and parts of them as people write them in English, French, German, Spanish, Italian, Nepali, Hindi
 * and Chinese. All languages are read at once: a sentence need not say which it is in.
 */

/** Nepali runs "in" and "of" together with a name: "अक्टोबरमा", "मेको". */
function withEndings(lists: readonly string[]): string[] {
  return lists.map((list) =>
    list
      .split('|')
      .flatMap((name) =>
        /\p{Script=Devanagari}/u.test(name) ? [name, `${name}मा`, `${name}को`] : [name]
      )
      .join('|')
  );
}

/** Names that mean a month wherever they stand, by month. */
export const MONTH_NAMES: readonly string[] = withEndings([
  'january|janvier|januar|jänner|enero|gennaio|जनवरी|一月',
  'february|février|februar|febrero|febbraio|फेब्रुअरी|फ़रवरी|फरवरी|二月',
  'märz|maerz|मार्च|三月',
  'aprile|अप्रिल|अप्रैल|四月',
  'maggio|मई|五月',
  'juin|giugno|जुन|जून|六月',
  'juillet|luglio|जुलाई|七月',
  'août|अगस्ट|अगस्त|八月',
  'september|septembre|septiembre|setiembre|settembre|सेप्टेम्बर|सितंबर|九月',
  'october|octobre|oktober|octubre|ottobre|अक्टोबर|अक्टूबर|अक्तूबर|十月',
  'november|novembre|noviembre|नोभेम्बर|नवंबर|十一月',
  'december|décembre|dezember|diciembre|dicembre|डिसेम्बर|दिसंबर|十二月',
]);

/** Abbreviations, and names that are also words or people: a month beside a day, a year or "in" only. */
export const UNSURE_MONTH_NAMES: readonly string[] = [
  'jan|janv|ene|gen',
  'feb|févr|fév',
  'mar|march|mars|marzo|mrz',
  'apr|april|avril|avr|abril|abr',
  'may|mai|mayo|mag|मे|मेमा|मेको',
  'june|jun|juni|junio|giu',
  'july|jul|juli|julio|juil|lug',
  'aug|august|agosto|ago',
  'sep|sept|set',
  'oct|okt|ott',
  'nov',
  'dec|déc|dez|dic',
];

export type Season =
  'spring' | 'summer' | 'autumn' | 'winter' | 'monsoon' | 'premonsoon' | 'postmonsoon';

/** MM-DD of the northern half of the Earth; the monsoon is that of Nepal and northern India. */
export const SEASONS: Record<Season, readonly [from: string, to: string]> = {
  spring: ['03-01', '05-31'],
  summer: ['06-01', '08-31'],
  autumn: ['09-01', '11-30'],
  winter: ['12-01', '02-29'],
  premonsoon: ['03-01', '05-31'],
  monsoon: ['06-01', '09-30'],
  postmonsoon: ['10-01', '11-30'],
};

/** The same seasons south of the equator, half a year later. */
export const SOUTHERN: Record<Season, Season> = {
  spring: 'autumn',
  summer: 'winter',
  autumn: 'spring',
  winter: 'summer',
  premonsoon: 'premonsoon',
  monsoon: 'monsoon',
  postmonsoon: 'postmonsoon',
};

export const SEASON_NAMES: ReadonlyArray<readonly [Season, string]> = [
  ['spring', 'springtime|printemps|frühling|frühjahr|primavera|वसन्त|वसन्तमा|वसंत|春天|春季'],
  [
    'summer',
    'summer|summertime|été|sommer|verano|estate|ग्रीष्म|गर्मी|गर्मीमा|गर्मियों|गर्मियों में|夏天|夏季',
  ],
  ['autumn', 'autumn|automne|herbst|otoño|autunno|शरद|शरदमा|शरद ऋतु|秋天|秋季'],
  [
    'winter',
    'winter|wintertime|hiver|invierno|inverno|शिशिर|हिउँद|हिउँदमा|जाडो|जाडोमा|जाड़ा|जाड़े|जाड़े में|सर्दी|सर्दियों|सर्दियों में|冬天|冬季',
  ],
  ['premonsoon', 'premonsoon|pre monsoon|vormonsun|pré mousson|premonzón|premonsone'],
  ['monsoon', 'monsoon|monsoon season|monsun|monsunzeit|mousson|monzón|monsone|मनसुन|मानसून|बर्खा'],
  ['postmonsoon', 'postmonsoon|post monsoon|nachmonsun|après mousson|postmonzón|postmonsone'],
];
/** Words first: a spring of water, a fall of rocks. A season beside a year, "in" or "last" only. */
export const UNSURE_SEASON_NAMES: ReadonlyArray<readonly [Season, string]> = [
  ['spring', 'spring'],
  ['autumn', 'fall'],
];

export type Part = 'early' | 'mid' | 'late';
export const PARTS: ReadonlyArray<readonly [Part, string]> = [
  [
    'early',
    'first days of|the first days of|in the first days of|ersten tage im|in den ersten tagen des|les premiers jours de|los primeros días de|i primi giorni di|early|in early|early in|beginning of|at the beginning of|start of|at the start of|anfang|anfangs|début|au début de|début de|au début du|principios de|a principios de|a comienzos de|inizio|a inizio|all inizio di|inizi di',
  ],
  [
    'mid',
    'mid|in mid|middle of|in the middle of|mitte|mi|à la mi|milieu de|mediados de|a mediados de|metà|a metà|metà di',
  ],
  [
    'late',
    'last days of|the last days of|in the last days of|letzten tage im|in den letzten tagen des|les derniers jours de|los últimos días de|gli ultimi giorni di|late|in late|late in|end of|at the end of|ende|fin|fin de|à la fin de|finales de|a finales de|fine|a fine|fine di|alla fine di',
  ],
];

/** What stands before a season or month to say that time is meant; "a spring" is water. */
export const IN_TIME =
  'in|in the|during|during the|throughout|each|every|in every|chaque|cada|ogni|jeder|jedes|im|während|jeden|en|au|à l|dans l|pendant|pendant le|pendant la|pendant l|durant|durante|durante el|durante la|durante l|en el|en la|nel|nell|nella|nei';

/** Weeks and halves of a month: "first week of May", "la última semana de octubre", "zweite Oktoberhälfte". */
export const PART_LEADS =
  "in the|during the|the|in der|während der|die|der|la|dans la|pendant la|durant la|à la|l'|en la|durante la|nella|nell'|durante l'";
/** −1 is the last one. */
export const PART_ORDINALS: ReadonlyArray<readonly [number, string]> = [
  [1, 'first|1st|erste|ersten|première|1ère|1re|primera|1ª|prima|पहिलो|पहला|पहले|पहली|第一'],
  [
    2,
    'second|2nd|zweite|zweiten|deuxième|seconde|2e|2ème|segunda|2ª|seconda|दोस्रो|दूसरा|दूसरे|दूसरी|第二',
  ],
  [3, 'third|3rd|dritte|dritten|troisième|3e|3ème|tercera|3ª|terza|तेस्रो|तीसरा|तीसरे|तीसरी|第三'],
  [4, 'fourth|4th|vierte|vierten|quatrième|4e|4ème|cuarta|4ª|quarta|चौथो|चौथा|चौथे|चौथी|第四'],
  [-1, 'last|letzte|letzten|dernière|última|ultima|अन्तिम|अंतिम|आखिरी|最后一'],
];
export const PART_UNITS: ReadonlyArray<readonly ['week' | 'half', string]> = [
  ['week', 'week|woche|semaine|semana|settimana|हप्ता|हप्तामा|हफ्ता|हफ्ते|हफ्ते में|सप्ताह|सप्ताह में|साता|周'],
  ['half', 'half|hälfte|moitié|quinzaine|mitad|quincena|metà|quindicina'],
];
export const PART_LINKS =
  'of|in|of the month of|im|des|von|vom|im monat|de|d|du|du mois de|en|del|del mes de|di|del mese di|a';
/** Between a month and its week, in Nepali and Hindi: "मई के पहले हफ्ते में". */
export const PART_LINKS_BEHIND = 'को|के|की|महिनाको|महीने के|的';
/** Of the southern half of the Earth: "verano austral". */
export const AUSTRAL = 'austral|australe|southern|südlicher|southern hemisphere';
/** South of the equator with all of their mountains. */
export const SOUTHERN_LANDS =
  'argentina|argentinien|argentine|chile|chili|cile|peru|perú|pérou|perù|bolivia|bolivien|bolivie|new zealand|neuseeland|nouvelle zélande|nueva zelanda|nuova zelanda|australia|australien|australie|tasmania|antarctica|antarktis|antarctique|antártida|antartide|south africa|südafrika|afrique du sud|sudáfrica|sudafrica|lesotho|tanzania|tansania|tanzanie|madagascar|patagonia|patagonien|patagonie|tierra del fuego|feuerland|terre de feu|terra del fuoco|ushuaia|south georgia|southern hemisphere|südhalbkugel|hémisphère sud|hemisferio sur|emisfero sud|emisfero australe';

/** Months that need proof: "a marzo", "im Mai", "in May"; "of March" and "a May" prove nothing. */
export const IN_MONTH =
  'in|in the month of|during|throughout|since|until|till|before|after|each|every|in every|chaque|cada|ogni|im|jeden|en|au mois de|en el mes de|nel mese di|durante|seit|bis|vor|depuis|desde';

export const YEAR_LEADS =
  'in|in the year|from|of|the year|during|im jahr|im jahre|aus|aus dem jahr|von|en|en l an|de|del|en el|en el año|del año|nel|del|durante|since the year|dal';

export const SINCE =
  'since|from|starting|ab|seit|depuis|à partir de|a partir de|desde|dal|dalla|a partire dal|a partire da|da';
export const AFTER =
  'after|later than|nach|nach dem|nach der|après|après le|después de|después del|dopo|dopo il';
export const BEFORE =
  'before|earlier than|prior to|vor|vor dem|avant|avant le|antes de|antes del|prima di|prima del';
export const UNTIL =
  'until|till|up to|through|bis|bis zum|jusqu à|jusqu en|jusqu au|hasta|hasta el|fino a|fino al';

export const RANGE_LEADS =
  'between|between the|from|from the|zwischen|zwischen dem|vom|von|entre|entre le|entre el|du|de|del|dal|tra|tra il|fra|fra il|dall';
export const RANGE_LINKS =
  'and|and the|to|to the|till|until|through|und|und dem|bis|bis zum|et|et le|au|à|y|y el|al|a|hasta|hasta el|e|e il|e l|fino al|देखि|से|到|至|-';

export const DAY_LEADS =
  'on|on the|the|dated|am|den|vom|le|du|el|el día|del|il|l|il giorno|from the|of the';
/** Between a day and its month. */
export const DAY_LINKS = 'of|of the|de|d|di|del|dello';
export const ORDINALS = 'st|nd|rd|th|er|re|º|o|ª';
/** Days of a month in words; a month has to follow. */
export const ORDINAL_WORDS: ReadonlyArray<readonly [number, string]> = [
  [1, 'first|ersten|erster|premier|primero|primo'],
  [2, 'second|zweiten|zweiter'],
  [3, 'third|dritten|dritter'],
  [4, 'fourth|vierten|vierter'],
  [5, 'fifth|fünften|fünfter'],
  [6, 'sixth|sechsten'],
  [7, 'seventh|siebten'],
  [8, 'eighth|achten'],
  [9, 'ninth|neunten'],
  [10, 'tenth|zehnten'],
];
/** Between a month and its year. */
export const YEAR_LINKS = 'of|de|del|d|di|dell';

/** Before a decade: "the 90s" are years, "90s" may be seconds. */
export const DECADE_LEADS =
  'the|from the|in the|of the|during the|die|der|den|aus den|in den|von den|les|des|dans les|pendant les|los|de los|en los|gli|degli|negli';
/** "années 80", "anni 80": years without an ending at the number. */
export const YEARS_BEFORE = 'années|annees|années de|años|anni';
export const DECADE_ENDINGS = 's|er|ern|er jahre|er jahren|ern jahren|er years';
export const DECADE_NAMES: ReadonlyArray<readonly [number, string]> = [
  [1960, 'sixties|sechziger|sechzigern|sechziger jahre|sechziger jahren|sessanta|soixante|sesenta'],
  [
    1970,
    'seventies|siebziger|siebzigern|siebziger jahre|siebziger jahren|settanta|soixante dix|setenta',
  ],
  [
    1980,
    'eighties|achtziger|achtzigern|achtziger jahre|achtziger jahren|ottanta|quatre vingt|ochenta',
  ],
  [
    1990,
    'nineties|neunziger|neunzigern|neunziger jahre|neunziger jahren|novanta|quatre vingt dix|noventa',
  ],
];

/** Words for days counted from today. */

export type Unit = 'day' | 'week' | 'month' | 'year';

/** Whole phrases: how many units before this one. */
export const NAMED_PERIODS: ReadonlyArray<readonly [readonly [Unit | 'weekend', number], string]> =
  [
    [
      ['weekend', 1],
      'last weekend|the last weekend|the past weekend|letztes wochenende|am letzten wochenende|vergangenes wochenende|le week end dernier|week end dernier|el fin de semana pasado|fin de semana pasado|lo scorso fine settimana|lo scorso weekend|il weekend scorso|上周末',
    ],
    [['day', 0], "today|taken today|heute|aujourd'hui|hoy|oggi|आज|今天"],
    [['day', 1], 'yesterday|gestern|ayer|ieri|हिजो|昨天'],
    [
      ['day', 2],
      "the day before yesterday|day before yesterday|vorgestern|avant-hier|anteayer|l'altro ieri|परसों|前天",
    ],
    [
      ['week', 0],
      'this week|diese woche|in dieser woche|cette semaine|esta semana|questa settimana|यो हप्ता|इस हफ्ते|这周',
    ],
    [
      ['week', 1],
      'last week|the past week|in the last week|letzte woche|letzter woche|in der letzten woche|vorige woche|vergangene woche|la semaine dernière|semaine dernière|la semana pasada|semana pasada|la última semana|la settimana scorsa|la scorsa settimana|settimana scorsa|गत हप्ता|गएको हप्ता|पिछले हफ्ते|上周',
    ],
    [
      ['month', 0],
      'this month|diesen monat|in diesem monat|ce mois-ci|ce mois|este mes|questo mese|यो महिना|इस महीने|这个月',
    ],
    [
      ['month', 1],
      'last month|the past month|letzten monat|im letzten monat|vorigen monat|vergangenen monat|le mois dernier|mois dernier|el mes pasado|mes pasado|el último mes|il mese scorso|lo scorso mese|mese scorso|गत महिना|गएको महिना|पिछले महीने|上个月',
    ],
    [
      ['year', 0],
      "this year|dieses jahr|in diesem jahr|cette année|este año|quest'anno|यो वर्ष|इस साल|今年",
    ],
    [
      ['year', 1],
      "last year|the past year|letztes jahr|im letzten jahr|voriges jahr|vergangenes jahr|l'année dernière|année dernière|l'an dernier|l'an passé|el año pasado|año pasado|l'anno scorso|anno scorso|lo scorso anno|गत वर्ष|गएको वर्ष|पोहोर साल|पिछले साल|去年",
    ],
    [['year', 2], 'the year before last|vorletztes jahr|前年'],
  ];

export const UNITS: ReadonlyArray<readonly [Unit, string]> = [
  ['day', 'day|days|tag|tage|tagen|jour|jours|día|días|giorno|giorni|दिन'],
  ['week', 'week|weeks|woche|wochen|semaine|semaines|semana|semanas|settimana|settimane|हप्ता|हफ्ते'],
  ['month', 'month|months|monat|monate|monaten|mois|mes|meses|mese|mesi|महिना|महीने'],
  ['year', 'year|years|jahr|jahre|jahren|an|ans|année|années|año|años|anno|anni|वर्ष|साल'],
];

export const SMALL_NUMBERS: ReadonlyArray<readonly [number, string]> = [
  [1, 'one|a|an|ein|einem|einer|eine|un|une|una|uno|एक'],
  [2, 'two|a couple of|couple of|zwei|deux|dos|due|दुई|दो'],
  [3, 'three|drei|trois|tres|tre|तीन'],
  [4, 'four|vier|quatre|cuatro|quattro|चार'],
  [5, 'five|fünf|cinq|cinco|cinque|पाँच|पांच'],
  [6, 'six|sechs|seis|sei|छ|छह'],
  [7, 'seven|sieben|sept|siete|sette|सात'],
  [8, 'eight|acht|huit|ocho|otto|आठ'],
  [9, 'nine|neun|neuf|nueve|nove|नौ'],
  [10, 'ten|zehn|dix|diez|dieci|दस|दश'],
  [12, 'twelve|zwölf|douze|doce|dodici|बाह्र|बारह'],
];

/** Before a number of units: so many ago. */
export const AGO_BEFORE = 'vor|il y a|hace';
/** After a number of units: so many ago. */
export const AGO_AFTER = 'ago|fa|अघि|पहिले|पहले|前';
/** Before a number of units: all of them until today. */
export const LAST_N =
  'in the last|in the past|the last|the past|over the last|during the last|last|past|in den letzten|die letzten|der letzten|letzten|letzte|les|ces|au cours des|los últimos|las últimas|en los últimos|en las últimas|últimos|últimas|gli ultimi|le ultime|negli ultimi|nelle ultime|ultimi|ultime';
/** French says it after the number: "les 3 derniers jours". */
export const LAST_MIDDLE = 'derniers|dernières';

/** "last" before a season. */
export const LAST_BEFORE =
  'last|in the last|during last|letzten|letzter|im letzten|letztes|vorigen|vergangenen|el pasado|la pasada|lo scorso|la scorsa|गत|पिछले|पिछली|去年';
export const LAST_AFTER = 'dernier|dernière|passé|pasado|pasada|scorso|scorsa';
export const THIS_BEFORE =
  'this|during this|diesen|in diesem|dieses|cet|cette|este|esta|quest|questo|questa|यो|इस|今年';

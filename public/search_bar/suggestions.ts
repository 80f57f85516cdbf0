import { i18n } from '@kbn/i18n';
import type { QueryTerm } from '../../common/search_api';
import { completePeaks, exactPeak, type prepareNames, readTyped } from './completions';

/** One line of the list below the search field. */
export interface Suggestion {
  key: string;
  group: string;
  icon: 'search' | 'flag' | 'clock';
  label: string;
  /** Said beside the label, for instance another name of the peak. */
  detail?: string;
  /** Absent: `typed` is read as a sentence. */
  term?: QueryTerm;
  /** What is remembered as typed. */
  typed: string;
}

/** More than this is not read while typing. */
const PEAKS = 6;
const EXAMPLES = () => [
  i18n.translate('peakSearch.searchBar.example.sentence', {
    defaultMessage: 'mountains at sunrise above 4000 m, without people',
  }),
  i18n.translate('peakSearch.searchBar.example.flags', {
    defaultMessage: 'prayer flags above a glacier',
  }),
  i18n.translate('peakSearch.searchBar.example.sunrise', {
    defaultMessage: 'first light on a snowy summit',
  }),
  i18n.translate('peakSearch.searchBar.example.bridge', {
    defaultMessage: 'suspension bridge over a river',
  }),
  i18n.translate('peakSearch.searchBar.example.stupa', {
    defaultMessage: 'stupa in front of mountains',
  }),
  i18n.translate('peakSearch.searchBar.example.yaks', { defaultMessage: 'yaks on a trail' }),
];

type Prepared = ReturnType<typeof prepareNames>;

/** The term that typed text stands for: a peak when it is a whole name of one, words otherwise. */
export function termOf(typed: string, prepared: Prepared): QueryTerm | undefined {
  const { text, without } = readTyped(typed);
  if (text === '') return undefined;
  const weight = without ? -1 : 1;
  const peak = exactPeak(text, prepared);
  return peak ? { type: 'peak', id: peak.id, weight } : { type: 'text', text, weight };
}

function whileTyping(typed: string, prepared: Prepared): Suggestion[] {
  const { text, without } = readTyped(typed);
  const weight = without ? -1 : 1;
  const words: Suggestion = {
    key: 'words',
    group: i18n.translate('peakSearch.searchBar.group.words', { defaultMessage: 'Words' }),
    icon: 'search',
    label: without ? withoutLabel(text) : text,
    detail: i18n.translate('peakSearch.searchBar.wordsDetail', {
      defaultMessage: 'what the photos show',
    }),
    term: { type: 'text', text, weight },
    typed,
  };
  const group = i18n.translate('peakSearch.searchBar.group.peaks', { defaultMessage: 'Peaks' });
  const peaks = completePeaks(text, prepared, PEAKS).map(({ peak, name }): Suggestion => {
    const shown = without ? withoutLabel(name) : name;
    const main = peak.names[0]!;
    const details = [
      name === main ? undefined : main,
      peak.elevationM === undefined ? undefined : metres(peak.elevationM),
    ];
    return {
      key: `peak:${peak.id}`,
      group,
      icon: 'flag',
      label: shown,
      detail: details.filter(Boolean).join(' · '),
      term: { type: 'peak', id: peak.id, weight },
      typed: shown,
    };
  });
  return [...peaks, words];
}

/** Digits as in the reader's language. */
export const metres = (value: number) =>
  i18n.translate('peakSearch.elevation', {
    defaultMessage: '{metres} m',
    values: { metres: value.toLocaleString(i18n.getLocale()) },
  });

export const withoutLabel = (label: string) =>
  i18n.translate('peakSearch.term.without', {
    defaultMessage: 'without {label}',
    values: { label },
  });

function readyMade(
  texts: readonly string[],
  group: string,
  icon: Suggestion['icon']
): Suggestion[] {
  return texts.map((typed) => ({ key: `${group}:${typed}`, group, icon, label: typed, typed }));
}

/** What to offer for the text in the field: completions, or recent and example searches while it is empty. */
export function suggest(
  typed: string,
  prepared: Prepared,
  recent: readonly string[]
): Suggestion[] {
  if (readTyped(typed).text !== '') return whileTyping(typed, prepared);
  return [
    ...readyMade(
      recent,
      i18n.translate('peakSearch.searchBar.group.recent', { defaultMessage: 'Recent searches' }),
      'clock'
    ),
    ...readyMade(
      EXAMPLES(),
      i18n.translate('peakSearch.searchBar.group.examples', { defaultMessage: 'Try' }),
      'search'
    ),
  ];
}

import { i18n } from '@kbn/i18n';
import type { Condition, Light, Shape } from '../../common/sentence/conditions';
import { countryName } from '../grid/place_words';
import { compassPoint } from '../photo_view/facts';

export interface ConditionNames {
  /** Names of the condition's places, in its order; ids stand in for names that are not known yet. */
  places?: readonly string[];
  peakName(id: string): string;
}

/** What a condition does, as a person reads it: "May 1 – 31, 2024, in the photos' own zone". */
export function conditionWords(condition: Condition, names: ConditionNames): string {
  const words = positiveWords(condition, names);
  return condition.not
    ? i18n.translate('peakSearch.condition.not', {
        defaultMessage: 'not {words}',
        values: { words },
      })
    : words;
}

function positiveWords(condition: Condition, names: ConditionNames): string {
  switch (condition.kind) {
    case 'days':
      return daysWords(condition);
    case 'season':
      return i18n.translate('peakSearch.condition.season', {
        defaultMessage: '{days}, of any year',
        values: { days: dayRange(`2024-${condition.from}`, `2024-${condition.to}`, false) },
      });
    case 'hours':
      return i18n.translate('peakSearch.condition.hours', {
        defaultMessage: '{from} to {to}, on the photos’ own clock',
        values: { from: condition.from, to: condition.to },
      });
    case 'light':
      return listed(condition.any.map(lightName));
    case 'looking':
      return i18n.translate('peakSearch.condition.looking', {
        defaultMessage: 'looking {direction} ({from}° to {to}°)',
        values: {
          direction: compassPoint(middleOf(condition)),
          from: number(condition.from),
          to: number(condition.to),
        },
      });
    case 'height':
      return bounds(condition, (value) => `${number(value)} m`);
    case 'focal':
      return i18n.translate('peakSearch.condition.focal', {
        defaultMessage: '{range} (35 mm equivalent)',
        values: { range: bounds(condition, (value) => `${number(value)} mm`) },
      });
    case 'rating':
      return i18n.translate('peakSearch.condition.rating', {
        defaultMessage: '{range} of 5 stars',
        values: {
          range:
            condition.min === condition.max ? number(condition.min!) : bounds(condition, number),
        },
      });
    case 'shape':
      return shapeName(condition.shape);
    case 'peak':
      return i18n.translate('peakSearch.condition.peak', {
        defaultMessage: 'shows {peaks}',
        values: { peaks: listed(condition.ids.map(names.peakName)) },
      });
    default:
      return namedWords(condition, names);
  }
}

function namedWords(
  condition: Extract<
    Condition,
    {
      kind:
        | 'place'
        | 'near'
        | 'between'
        | 'camera'
        | 'file'
        | 'folder'
        | 'album'
        | 'locality'
        | 'region'
        | 'country'
        | 'model';
    }
  >,
  { places = [] }: ConditionNames
): string {
  switch (condition.kind) {
    case 'place':
      return i18n.translate('peakSearch.condition.place', {
        defaultMessage: 'taken at {place}',
        values: { place: places[0] ?? condition.id },
      });
    case 'near':
      return i18n.translate('peakSearch.condition.near', {
        defaultMessage: 'within {distance} km of {place}',
        values: {
          distance: number(condition.radiusM / 1000, 2),
          place: places[0] ?? condition.id,
        },
      });
    case 'between':
      return i18n.translate('peakSearch.condition.between', {
        defaultMessage: 'between {from} and {to}',
        values: { from: places[0] ?? condition.ids[0], to: places[1] ?? condition.ids[1] },
      });
    case 'locality':
    case 'region':
      return i18n.translate('peakSearch.condition.takenIn', {
        defaultMessage: 'taken in {place}',
        values: { place: condition.name },
      });
    case 'country':
      return i18n.translate('peakSearch.condition.takenIn', {
        defaultMessage: 'taken in {place}',
        values: { place: countryName(condition.name) },
      });
    case 'model':
    case 'camera':
      return i18n.translate('peakSearch.condition.camera', {
        defaultMessage: 'camera {name}',
        values: { name: condition.name },
      });
    case 'file':
      return i18n.translate('peakSearch.condition.file', {
        defaultMessage: 'file {name}',
        values: { name: condition.name },
      });
    case 'folder':
      return i18n.translate('peakSearch.condition.folder', {
        defaultMessage: 'folder {name}',
        values: { name: condition.name },
      });
    case 'album':
      return i18n.translate('peakSearch.condition.album', {
        defaultMessage: 'album {name}',
        values: { name: condition.name },
      });
  }
}

export function lightName(light: Light): string {
  switch (light) {
    case 'night':
      return i18n.translate('peakSearch.light.night', { defaultMessage: 'night' });
    case 'dawn':
      return i18n.translate('peakSearch.light.dawn', { defaultMessage: 'dawn' });
    case 'dusk':
      return i18n.translate('peakSearch.light.dusk', { defaultMessage: 'dusk' });
    case 'blue_hour':
      return i18n.translate('peakSearch.light.blueHour', { defaultMessage: 'blue hour' });
    case 'golden_hour':
      return i18n.translate('peakSearch.light.goldenHour', { defaultMessage: 'golden hour' });
    case 'sunrise':
      return i18n.translate('peakSearch.light.sunrise', { defaultMessage: 'sunrise' });
    case 'sunset':
      return i18n.translate('peakSearch.light.sunset', { defaultMessage: 'sunset' });
    case 'day':
      return i18n.translate('peakSearch.light.day', { defaultMessage: 'daylight' });
  }
}

export function shapeName(shape: Shape): string {
  switch (shape) {
    case 'portrait':
      return i18n.translate('peakSearch.shape.portrait', { defaultMessage: 'portrait format' });
    case 'landscape':
      return i18n.translate('peakSearch.shape.landscape', { defaultMessage: 'landscape format' });
    case 'square':
      return i18n.translate('peakSearch.shape.square', { defaultMessage: 'square format' });
    case 'panorama':
      return i18n.translate('peakSearch.shape.panorama', { defaultMessage: 'panorama' });
  }
}

function daysWords({ from, to }: { from?: string; to?: string }): string {
  if (from && to) {
    return i18n.translate('peakSearch.condition.days', {
      defaultMessage: '{days}, in the photos’ own zone',
      values: { days: dayRange(from, to, true) },
    });
  }
  return from
    ? i18n.translate('peakSearch.condition.daysFrom', {
        defaultMessage: 'from {day}, in the photos’ own zone',
        values: { day: dayRange(from, from, true) },
      })
    : i18n.translate('peakSearch.condition.daysTo', {
        defaultMessage: 'until {day}, in the photos’ own zone',
        values: { day: dayRange(to!, to!, true) },
      });
}

/** "May 1 – 31, 2024", as the reader's language writes it. A range across New Year is two days with a dash. */
function dayRange(from: string, to: string, withYear: boolean): string {
  const format = new Intl.DateTimeFormat(i18n.getLocale(), {
    day: 'numeric',
    month: 'long',
    ...(withYear && { year: 'numeric' }),
    timeZone: 'UTC',
  });
  const [first, last] = [from, to].map((day) => new Date(`${day}T00:00:00Z`));
  if (first > last) return `${format.format(first)} – ${format.format(last)}`;
  return format.formatRange(first, last);
}

export function bounds(
  { min, max }: { min?: number; max?: number },
  write: (value: number) => string
): string {
  if (min !== undefined && max !== undefined) {
    return i18n.translate('peakSearch.condition.range', {
      defaultMessage: '{min} to {max}',
      values: { min: write(min), max: write(max) },
    });
  }
  return min !== undefined
    ? i18n.translate('peakSearch.condition.atLeast', {
        defaultMessage: 'at least {min}',
        values: { min: write(min) },
      })
    : i18n.translate('peakSearch.condition.atMost', {
        defaultMessage: 'at most {max}',
        values: { max: write(max!) },
      });
}

/** Degrees; a range across north is in two pieces. */
export function middleOf({ from, to }: { from: number; to: number }): number {
  return (from + ((to - from + 360) % 360) / 2) % 360;
}

export const number = (value: number, digits = 0) =>
  value.toLocaleString(i18n.getLocale(), { maximumFractionDigits: digits });

const listed = (names: string[]) =>
  new Intl.ListFormat(i18n.getLocale(), { type: 'disjunction' }).format(names);

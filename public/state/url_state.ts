import { z } from 'zod';
import {
  type Area,
  areaSchema,
  type Point,
  pointSchema,
  type QueryTerm,
  queryTermSchema,
  type SearchFilters,
  searchFiltersSchema,
  sortSchema,
} from '../../common/search_api';
import { formatCondition, parseCondition } from '../../common/sentence/conditions';
import { EMPTY_STATE, type SearchState } from './search_state';

// zod otherwise tries out whether it may compile code, which Kibana's content security policy reports as a violation.
z.config({ jitless: true });

/** Meters on the ground are 1e-5 degrees: more digits make links long, not better. */
const DIGITS = 5;
const TERM = /^(?:(-?\d+(?:\.\d+)?)\*)?(?:(text|peak|photo):)?([^]*)$/;

/**
 * The query string of a state, '' for the empty one. Only what differs from the empty state is written, in a
 * spelling that people can read and change: `?q=prayer+flags&q=-1*peak:lhotse&peak=ama-dablam&sort=newest`.
 */
export function toQueryString(state: SearchState): string {
  const { terms, filters, nearTo } = state;
  const query = new URLSearchParams();
  for (const term of terms) query.append('q', formatTerm(term));
  for (const id of filters.peaks ?? []) query.append('peak', id);
  for (const album of filters.albums ?? []) query.append('album', album);
  for (const id of filters.ids ?? []) query.append('id', id);
  const conditions = (filters.conditions ?? []).map(formatCondition);
  for (const condition of conditions) query.append('if', condition);
  // One for each condition, in their order; without any where none was said.
  if (conditions.some((condition) => state.said[condition] !== undefined)) {
    for (const condition of conditions) query.append('said', state.said[condition] ?? '');
  }
  if (filters.time?.from) query.set('from', filters.time.from);
  if (filters.time?.to) query.set('to', filters.time.to);
  if (filters.area) query.set('area', formatArea(filters.area));
  if (filters.hasPlace !== undefined) query.set('place', filters.hasPlace ? '1' : '0');
  if (filters.hasBearing !== undefined) query.set('direction', filters.hasBearing ? '1' : '0');
  if (state.sort !== EMPTY_STATE.sort) query.set('sort', state.sort);
  if (nearTo) query.set('near', formatPoint(nearTo));
  if (state.collapseBursts !== EMPTY_STATE.collapseBursts) query.set('bursts', 'all');
  if (state.groupByDay) query.set('days', '1');
  if (state.photo) query.set('photo', state.photo);
  if (state.identifyOpen) query.set('identify', '1');
  const text = query
    .toString()
    // Allowed in a query as they are, and easier to read so.
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%3B', ';');
  return text === '' ? '' : `?${text}`;
}

/** The state of a query string. What it does not understand (an old link, a typing error) it leaves out. */
export function fromQueryString(search: string): SearchState {
  const query = new URLSearchParams(search);
  const sort = sortSchema.safeParse(query.get('sort')).data ?? EMPTY_STATE.sort;
  const nearTo = parsePoint(query.get('near') ?? '');
  return {
    terms: query.getAll('q').flatMap(parseTerm).slice(0, 20),
    filters: parseFilters(query),
    said: parseSaid(query),
    sort: sort === 'nearest' && nearTo === undefined ? EMPTY_STATE.sort : sort,
    ...(nearTo && { nearTo }),
    collapseBursts: query.get('bursts') !== 'all',
    groupByDay: query.get('days') === '1',
    ...(query.get('photo') && { photo: query.get('photo')! }),
    identifyOpen: query.get('identify') === '1',
  };
}

function parseFilters(query: URLSearchParams): SearchFilters {
  const time = present({ from: query.get('from'), to: query.get('to') });
  const listed = (name: string) => {
    const values = query.getAll(name);
    return values.length > 0 ? values : undefined;
  };
  const flag = (name: string) => {
    const value = query.get(name);
    return value === null ? undefined : value !== '0';
  };
  const candidates = present({
    peaks: listed('peak'),
    albums: listed('album'),
    ids: listed('id'),
    conditions: listed('if')
      ?.flatMap((text) => parseCondition(text) ?? [])
      .slice(0, 40),
    time: Object.keys(time).length > 0 ? time : undefined,
    area: parseArea(query.get('area') ?? ''),
    hasPlace: flag('place'),
    hasBearing: flag('direction'),
  });
  // One by one: a link with one bad part keeps its good ones.
  const good = Object.entries(candidates).filter(
    ([name, value]) => searchFiltersSchema.safeParse({ [name]: value }).success
  );
  return Object.fromEntries(good);
}

function parseSaid(query: URLSearchParams): SearchState['said'] {
  const said = query.getAll('said');
  const pairs = query.getAll('if').flatMap((text, i) => {
    const condition = parseCondition(text);
    return condition && said[i] ? [[formatCondition(condition), said[i].slice(0, 500)]] : [];
  });
  return Object.fromEntries(pairs);
}

function formatTerm(term: QueryTerm): string {
  const weight = term.weight === 1 ? '' : `${term.weight}*`;
  if (term.type !== 'text') return `${weight}${term.type}:${term.id}`;
  const [, asWeight, asType] = TERM.exec(term.text)!;
  const prefix = asWeight !== undefined || asType !== undefined ? 'text:' : '';
  return `${weight}${prefix}${term.text}`;
}

function parseTerm(text: string): QueryTerm[] {
  const [, weight, type = 'text', value] = TERM.exec(text)!;
  const term = {
    type,
    ...(type === 'text' ? { text: value } : { id: value }),
    weight: weight === undefined ? 1 : Number(weight),
  };
  const parsed = queryTermSchema.safeParse(term);
  return parsed.success ? [parsed.data] : [];
}

const formatNumber = (value: number) => String(Number(value.toFixed(DIGITS)));
const formatPoint = ({ lat, lon }: Point) => `${formatNumber(lat)},${formatNumber(lon)}`;

function formatArea(area: Area): string {
  switch (area.type) {
    case 'box':
      return `box:${[area.top, area.left, area.bottom, area.right].map(formatNumber).join(',')}`;
    case 'circle':
      return `circle:${formatPoint(area.center)},${Math.round(area.radiusM)}`;
    case 'polygon':
      return `polygon:${area.points.map(formatPoint).join(';')}`;
  }
}

function parsePoint(text: string): Point | undefined {
  const [lat, lon] = numbers(text);
  return pointSchema.safeParse({ lat, lon }).data;
}

/** '' is no number, though `Number('')` is 0. */
const numbers = (text: string) => text.split(',').map((part) => (part === '' ? NaN : Number(part)));

function parseArea(text: string): Area | undefined {
  const [type, values = ''] = text.split(':');
  const [a, b, c, d] = numbers(values);
  const area =
    type === 'box'
      ? { type, top: a, left: b, bottom: c, right: d }
      : type === 'circle'
        ? { type, center: { lat: a, lon: b }, radiusM: c }
        : { type, points: values.split(';').map(parsePoint) };
  return areaSchema.safeParse(area).data;
}

function present<T extends object>(object: T) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value != null));
}

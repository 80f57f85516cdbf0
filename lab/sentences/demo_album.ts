import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { distanceM } from '../../common/geo/geodesy';
import { API, API_VERSION } from '../../common/constants';
import { MAX_RESULT_WINDOW } from '../../common/search_api';
import type { SearchResponse } from '../../common/search_api';
import { parseCondition } from '../../common/sentence/conditions';
import type { Condition, Light } from '../../common/sentence/conditions';
import { knownPlaces } from '../../server/places/places_file';

const ALBUM = join(__dirname, '../../demo/album');

/** What the album's maker knows of a photo: where and when its scene was rendered, not what our code reads of the file. */
interface Label {
  file: string;
  peaks: Array<{ id: string }>;
  time_of_day: string;
  width: number;
  height: number;
  gps?: { lat: number; lon: number; alt: number; direction: number | null };
  time_local?: string;
  f35?: number;
}

/** How many of the photos that sentences find satisfy what the sentences say. */
export interface AlbumVerdict {
  sentences: number;
  /** Photos found, over all sentences. */
  photos: number;
  /** Share of them that satisfy every condition of their sentence; peaks, which are predicted, apart. */
  precision: number;
  /** Share of the photos that satisfy the conditions and were found; of sentences without peaks and light. */
  recall: number;
  /** Share of the photos found for a peak that show it. */
  peakPrecision: number;
  wrong: Array<{ sentence: string; file: string; condition: string }>;
  missed: Array<{ sentence: string; file: string }>;
}

function lines(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * Asks the sentences of demo_sentences.tsv through the public API.
 *
 * @param url of a host that serves the demo album
 */
export async function judgeOnAlbum(url: string): Promise<AlbumVerdict> {
  const labels = lines(join(ALBUM, 'labels.jsonl')).map((line) => JSON.parse(line) as Label);
  const byFile = new Map(labels.map((label) => [label.file, label]));
  const wrong: AlbumVerdict['wrong'] = [];
  const missed: AlbumVerdict['missed'] = [];
  const peaks = { found: 0, right: 0 };
  let photos = 0;
  let wanted = 0;
  const asked = lines(join(__dirname, 'demo_sentences.tsv'));
  for (const line of asked) {
    const [sentence, said] = line.split('\t');
    const conditions = said.split('; ').map((text) => parseCondition(text)!);
    const firm = conditions.filter(({ kind }) => kind !== 'peak');
    const found = new Set((await ask(url, sentence)).map(({ path }) => path));
    photos += found.size;
    for (const file of found) {
      const label = byFile.get(file)!;
      const failed = unsatisfied(firm, label);
      if (failed) wrong.push({ sentence, file, condition: failed });
      for (const condition of conditions) {
        if (condition.kind !== 'peak') continue;
        peaks.found++;
        if (label.peaks.some(({ id }) => condition.ids.includes(id))) peaks.right++;
      }
    }
    // The labels name lights more coarsely than we compute them: they tell a wrong photo, and no missing one.
    if (conditions.some(({ kind }) => kind === 'peak' || kind === 'light')) continue;
    const meant = labels.filter((label) => !unsatisfied(conditions, label));
    wanted += meant.length;
    missed.push(
      ...meant.filter(({ file }) => !found.has(file)).map(({ file }) => ({ sentence, file }))
    );
  }
  return {
    sentences: asked.length,
    photos,
    precision: 1 - new Set(wrong.map(({ sentence, file }) => sentence + file)).size / photos,
    recall: 1 - missed.length / wanted,
    peakPrecision: peaks.right / peaks.found,
    wrong,
    missed,
  };
}

async function ask(url: string, sentence: string): Promise<SearchResponse['hits']> {
  const hits: SearchResponse['hits'] = [];
  for (;;) {
    const response = await fetch(`${url}${API.search}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'elastic-api-version': API_VERSION,
        'x-elastic-internal-origin': 'Kibana',
        'kbn-xsrf': 'sentences',
      },
      body: JSON.stringify({
        sentence,
        today: '2026-11-30',
        from: hits.length,
        size: 500,
        k: MAX_RESULT_WINDOW / 10,
        numCandidates: MAX_RESULT_WINDOW / 10,
        facets: false,
      }),
    });
    if (!response.ok) throw new Error(`${sentence}: ${await response.text()}`);
    const page = (await response.json()) as SearchResponse;
    hits.push(...page.hits);
    if (page.hits.length === 0 || hits.length >= page.listed) return hits;
  }
}

/** Kinds of which a photo satisfies one at a time: of several in a sentence any will do. */
const EITHER = new Set<Condition['kind']>(['days', 'season', 'place', 'near', 'file', 'light']);

/** The conditions (of one kind) that a photo does not satisfy, or undefined. */
function unsatisfied(conditions: readonly Condition[], label: Label): string | undefined {
  const kinds = [...new Set(conditions.map(({ kind }) => kind))];
  return kinds.find((kind) => {
    const same = conditions.filter((condition) => condition.kind === kind);
    const holding = same.filter(
      (condition) => holds(condition, label) !== (condition.not ?? false)
    );
    return EITHER.has(kind) ? holding.length === 0 : holding.length < same.length;
  });
}

/** Local time; of pictures without EXIF as far as their names tell it (a forwarded one's: the day). */
function timeOf({ file, time_local: time }: Label): string {
  if (time !== undefined) return time;
  const [, year, month, day, clock] = /(\d{4})(\d\d)(\d\d)-(\d{6})?/.exec(file)!;
  const hours = clock ? `T${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4)}` : '';
  return `${year}-${month}-${day}${hours}`;
}

/** EXIF keeps heights and directions to a tenth or a hundredth. */
const ROUNDING = 0.1;

function holds(condition: Condition, label: Label): boolean {
  const { gps } = label;
  const time = timeOf(label);
  const within = (value: string, from = '', to = '~') => value >= from && value <= to;
  switch (condition.kind) {
    case 'days':
      return within(time.slice(0, 10), condition.from, condition.to);
    case 'season':
      return within(time.slice(5, 10), condition.from, condition.to);
    case 'hours':
      return (
        time.length > 10 &&
        time.slice(11, 16) >= condition.from &&
        time.slice(11, 16) < condition.to
      );
    case 'height':
      return (
        gps !== undefined &&
        gps.alt >= (condition.min ?? -Infinity) - ROUNDING &&
        gps.alt <= (condition.max ?? Infinity) + ROUNDING
      );
    case 'looking': {
      if (gps?.direction == null) return false;
      const width = (condition.to - condition.from + 360) % 360;
      return (gps.direction - condition.from + 360) % 360 <= width;
    }
    case 'focal':
      return (
        label.f35 !== undefined &&
        label.f35 >= (condition.min ?? 0) &&
        label.f35 <= (condition.max ?? Infinity)
      );
    case 'shape': {
      const ratio = label.width / label.height;
      const shape = ratio >= 2 || ratio <= 0.5 ? 'panorama' : ratio > 1 ? 'landscape' : 'portrait';
      return shape === condition.shape;
    }
    case 'light': {
      // "Not at night" must keep out what surely is night; "at night" may find what could be.
      const could = (light: Light) => (condition.not ? [light] : LIGHTS[light]);
      return (
        gps !== undefined &&
        condition.any.some((light) => could(light).includes(label.time_of_day as Light))
      );
    }
    case 'place':
    case 'near': {
      const place = knownPlaces().find(({ id }) => id === condition.id)!;
      const reach = condition.kind === 'near' ? condition.radiusM : place.radius_m;
      return gps !== undefined && distanceM(gps, place) <= reach;
    }
    case 'file':
      return (
        label.file === condition.name ||
        label.file.split('/').pop()!.split('.')[0] === condition.name.split('.')[0]
      );
    case 'folder':
      return label.file.split('/').slice(0, -1).includes(condition.name);
    default:
      throw new Error(`The labels do not tell ${condition.kind}.`);
  }
}

/** The maker's names for the light of a scene, by the lights of ours that it may be rendered in. */
const LIGHTS: Record<Light, readonly string[]> = {
  night: ['night', 'dusk', 'dawn'],
  dawn: ['dawn', 'night', 'alpenglow', 'morning'],
  dusk: ['dusk', 'night', 'alpenglow', 'sunset'],
  blue_hour: ['dusk', 'dawn', 'night'],
  golden_hour: ['sunset', 'alpenglow', 'morning', 'afternoon', 'dawn', 'dusk'],
  sunrise: ['dawn', 'morning', 'alpenglow'],
  sunset: ['sunset', 'alpenglow', 'dusk', 'afternoon'],
  day: ['morning', 'noon', 'afternoon', 'sunset', 'alpenglow', 'dawn', 'dusk'],
};

import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { DateTime } from 'luxon';
import { searchRequestSchema } from '../../../common/search_api';
import type { Condition } from '../../../common/sentence/conditions';
import type {
  Area,
  PhotoHit,
  QueryTerm,
  SearchRequest,
  SearchResponse,
} from '../../../common/search_api';
import { PeakSearchError } from '../../../server/errors';
import { search } from '../../../server/search/search';
import { addKnnOptions, collect, wholeNumber } from '../options';
import { count, printJson, printTable } from '../output';
import { shown } from '../../../common/escape';
import { verb } from '../verb';

interface SearchFlags {
  peak?: string[];
  show?: string[];
  like?: string[];
  without?: string[];
  from?: string;
  to?: string;
  near?: Area;
  box?: Area;
  inAlbum?: string[];
  sort: SearchRequest['sort'];
  size: number;
  k?: number;
  numCandidates?: number;
}

const HELP = `
The text may be a sentence: times, places, heights, light, directions, lenses and "without …" in it become conditions; the
answer says which. Conditions, like the options --peak, --from, --to, --near, --box and --in-album, are filters: a photo
that does not satisfy them is not found.

Examples:
  peak-search search "prayer flags under Ama Dablam, May 2024"
  peak-search search "yaks near Dingboche above 4000 m at sunrise, without people"
  peak-search search sunrise --peak ama-dablam --from 2023-10-01 --to 2023-11-01
  peak-search search --near 27.96,86.81,5000 --size 10
  peak-search search "stone hut" --without people --json
  peak-search search --like 3f9c…`;

/** `peak-search search TEXT…` */
export function searchVerb(program: Command): void {
  const command = program
    .command('search')
    .argument('[text...]', 'what the photos should show')
    .description('Searches the photos by words, peaks, other photos, place and time.')
    .option('--peak <id>', 'only photos predicted to show this peak; repeat for "any of"', collect)
    .option('--show <id>', 'rank by likeness to this peak', collect)
    .option('--like <id>', 'rank by likeness to this indexed photo', collect)
    .option('--without <text>', 'rank photos down that show this', collect)
    .option(
      '--from <time>',
      'taken at or after: 2023-10-27 (a day of the photos) or 2023-10-27T06:00+05:45'
    )
    .option('--to <time>', 'taken before')
    .addOption(new Option('--near <lat,lon,metres>', 'taken within this circle').argParser(circle))
    .addOption(
      new Option('--box <top,left,bottom,right>', 'taken within this box (degrees)')
        .argParser(box)
        .conflicts('near')
    )
    .option('--in-album <name>', 'only of this album; repeat for "any of"', collect)
    .addOption(
      new Option('--sort <order>', 'order')
        .choices(['match', 'newest', 'oldest', 'nearest'])
        .default('match')
    )
    .addOption(
      new Option('--size <n>', 'photos to list').argParser(wholeNumber(0, 500)).default(20)
    )
    .addHelpText('after', HELP);
  addKnnOptions(command);
  verb<SearchFlags, [string[]]>(command, async (context, flags, words) => {
    const request = searchRequest(words, flags);
    const answer = await search(context.library, request);
    if (context.json) printJson(answer);
    else tellAnswer(answer);
  });
}

/** @throws PeakSearchError `bad_request` naming what is wrong */
function searchRequest(words: string[], flags: SearchFlags): SearchRequest {
  const text = words.join(' ').trim();
  const terms: Array<Pick<QueryTerm, 'type'> & Record<string, unknown>> = [
    ...(flags.show ?? []).map((id) => ({ type: 'peak' as const, id })),
    ...(flags.like ?? []).map((id) => ({ type: 'photo' as const, id })),
    ...(flags.without ?? []).map((not) => ({ type: 'text' as const, text: not, weight: -1 })),
  ];
  const area = flags.near ?? flags.box;
  const days = dayCondition(flags);
  const time =
    !days && (flags.from || flags.to)
      ? { from: instant(flags.from, '--from'), to: instant(flags.to, '--to') }
      : undefined;
  const parsed = searchRequestSchema.safeParse({
    terms,
    sentence: text === '' ? undefined : text,
    filters: {
      peaks: flags.peak,
      time,
      area,
      albums: flags.inAlbum,
      conditions: days && [days],
    },
    sort: flags.sort,
    nearTo: area?.type === 'circle' ? area.center : undefined,
    size: flags.size,
    facets: true,
    k: flags.k,
    numCandidates: flags.numCandidates,
  });
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new PeakSearchError(
    'bad_request',
    `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`
  );
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Days alone are those of the photos' own zone; `--to` is excluded, as for instants. */
function dayCondition({ from, to }: SearchFlags): Condition | undefined {
  const given = [from, to].filter((text) => text !== undefined);
  if (given.length === 0 || !given.every((text) => DAY.test(text))) return undefined;
  return {
    kind: 'days',
    ...(from && { from }),
    ...(to && { to: DateTime.fromISO(to).minus({ days: 1 }).toISODate()! }),
  };
}

/** An instant; without an offset it is meant in this machine's zone. */
function instant(text: string | undefined, flag: string): string | undefined {
  if (text === undefined) return undefined;
  const time = DateTime.fromISO(text, { setZone: true });
  if (!time.isValid) {
    throw new PeakSearchError(
      'bad_request',
      `${flag} ${text}: it must be like 2023-10-27 or 2023-10-27T06:00+05:45.`
    );
  }
  return time.toISO() ?? undefined;
}

function circle(text: string): Area {
  const [lat, lon, radiusM] = numbers(
    text,
    3,
    'latitude, longitude and meters, like 27.96,86.81,5000'
  );
  return { type: 'circle', center: { lat, lon }, radiusM };
}

function box(text: string): Area {
  const [top, left, bottom, right] = numbers(
    text,
    4,
    'top, left, bottom and right in degrees, like 28.1,86.6,27.7,87'
  );
  return { type: 'box', top, left, bottom, right };
}

function numbers(text: string, wanted: number, what: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (values.length !== wanted || !values.every(Number.isFinite)) {
    throw new InvalidArgumentError(`It must be ${what}.`);
  }
  return values;
}

function tellAnswer(answer: SearchResponse): void {
  answer.warnings.forEach((warning) => console.error(`warning: ${warning}`));
  tellUnderstood(answer);
  if (answer.hits.length > 0) {
    printTable(['#match', 'taken', 'peaks', 'album/path', 'id'], answer.hits.map(row));
  }
  const none = answer.nothingLikeThat ? ` ${nothingWords(answer)}` : '';
  console.log(
    `${count(answer.hits.length)} of ${count(answer.total)} that the filters admit, ${answer.tookMs} ms.${none}`
  );
}

function nothingWords({ absentPeak }: SearchResponse): string {
  if (!absentPeak) return 'No close matches.';
  const { name, nearestKm } = absentPeak;
  const far = nearestKm === undefined ? '' : `; your nearest was taken ${count(nearestKm)} km away`;
  return `No photo of yours shows ${name}${far}.`;
}

/** What the sentence was read as; where nothing is left, which condition costs most. */
function tellUnderstood({ understood, conditions = [], total }: SearchResponse): void {
  if (understood && conditions.length > 0) {
    const rest = understood.rest === '' ? '' : `, ranked by "${shown(understood.rest)}"`;
    console.log(`Filtered by these conditions${rest}:`);
  }
  if (conditions.length > 0) {
    printTable(
      ['condition', 'photos'],
      conditions.map(({ condition, alone }) => [shown(condition), String(alone)])
    );
  }
  const costliest = [...conditions].sort((a, b) => b.without - a.without)[0];
  if (total === 0 && costliest?.without > 0) {
    console.log(
      `No photos match. Without ${shown(costliest.condition)}: ${count(costliest.without)}.`
    );
  }
}

function row(hit: PhotoHit): string[] {
  return [
    hit.match === undefined ? '' : `${hit.match.toFixed(2)} ${hit.band ?? ''}`,
    hit.shotTime?.slice(0, 16).replace('T', ' ') ?? '',
    hit.peaks.map(({ id }) => id).join(' '),
    shown(`${hit.album}/${hit.path}`),
    hit.id,
  ];
}

import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { IdentifyResponse, PeakCandidate } from '../../../common/api';
import { catalogEntries } from '../../../server/catalog/catalog_entries';
import { readCatalogFile } from '../../../server/catalog/catalog_file';
import { buildPrototypes } from '../../../server/catalog/prototypes';
import { PeakSearchError, reasonOf } from '../../../server/errors';
import { identify } from '../../../server/identify/identify_service';
import { cameraPose, OUTLINE_PX, withPose } from '../../../server/identify/camera_pose';
import { obstaclesInSight } from '../../../server/identify/peak_geometry';
import { predictPeaks } from '../../../server/identify/predict_peaks';
import { commandFailure } from '../exit_codes';
import { stderrLogger } from '../../../server/own_process/stderr_logger';
import type { CliContext } from '../context';
import { wholeNumber } from '../options';
import { printJson, printTable } from '../output';
import { shown } from '../../../common/escape';
import { verb } from '../verb';

interface IdentifyFlags {
  without?: Array<'vision' | 'geometry' | 'compass'>;
  catalog?: string;
  similar: number;
}

/** What is known of a photo: everything when the index is asked, the peaks alone with a catalog of one's own. */
type Identified = Pick<IdentifyResponse, 'candidates' | 'none' | 'backedOffTo'> &
  Partial<IdentifyResponse>;

const HELP = `
With --catalog no Elasticsearch is needed: the prototypes are made from the file. With --without vision besides, no model
either.
With --json there is one line of JSON a file: {"file", "candidates": […best first], "none", …} or {"file", "error"}.

Examples:
  peak-search identify IMG_2250.HEIC
  peak-search identify --catalog peaks.yaml --without vision --json *.HEIC
  peak-search identify --catalog peaks.yaml --without vision --without compass --terrain tiles --json *.HEIC`;

/** `peak-search identify FILE…` */
export function identifyVerb(program: Command): void {
  const command = program
    .command('identify')
    .argument('<file...>', 'photos')
    .description('Says which peaks photos show; nothing is stored.')
    .addOption(
      new Option(
        '--without <part>',
        'leave out what the photo looks like, where it was taken, or the direction that its compass wrote; may be repeated'
      )
        .choices(['vision', 'geometry', 'compass'])
        .argParser(partsLeftOut)
    )
    .option('--catalog <file>', 'take the peaks from this file, not from the index')
    .addOption(
      new Option('--similar <n>', 'photos like it to list')
        .argParser(wholeNumber(0, 100))
        .default(0)
    )
    .addHelpText('after', HELP);
  verb<IdentifyFlags, [string[]]>(command, async (context, flags, files) => {
    const identifyPhoto = flags.catalog
      ? await localIdentify(context, flags.catalog, flags)
      : indexIdentify(context, flags);
    let failed = 0;
    for (const file of files) {
      if (context.signal.aborted) return 'interrupted';
      try {
        tell(file, await identifyPhoto(await photoBytes(file)), context.json);
      } catch (error) {
        if (!tellFileFailure(file, error, context.json)) throw error;
        failed++;
      }
    }
    if (failed === 0) return 'ok';
    return failed === files.length ? 'input' : 'partly';
  });
}

/** Side of the model input where there is no model: the decoder makes the pixels all the same. */
const ANY_IMAGE_SIZE = 224;

type IdentifyPhoto = (bytes: Buffer) => Promise<Identified>;

function indexIdentify({ library }: CliContext, flags: IdentifyFlags): IdentifyPhoto {
  const { similar } = flags;
  return (bytes) => identify(library, bytes, { ...leftOut(flags), similar });
}

/** The same without Elasticsearch: peaks of a file, and no photos like it. */
async function localIdentify(
  { services, settings, signal }: CliContext,
  catalogFile: string,
  flags: IdentifyFlags
): Promise<IdentifyPhoto> {
  const peaks = await readCatalogFile(catalogFile);
  const { decoder } = services;
  const { without, ignoreCompass } = leftOut(flags);
  // The place alone needs no model.
  const embedder = without === 'vision' ? undefined : await services.embedder();
  const prototypes =
    embedder && (await buildPrototypes({ peaks, embedder, decoder, logger: stderrLogger, signal }));
  const catalog = catalogEntries(peaks, prototypes);
  const imageSize = embedder?.model.imageSize ?? ANY_IMAGE_SIZE;
  const { defaultZone } = settings.photos;
  const outlinePx = services.terrain && OUTLINE_PX;
  return async (bytes) => {
    const photo = await decoder.decode({ bytes, imageSize, defaultZone, outlinePx }, { signal });
    const camera = await cameraPose(services.terrain, photo, { ignoreCompass });
    const metadata = withPose(photo.metadata, camera);
    const [imageVector] = (await embedder?.embedImages([photo.pixels], { signal })) ?? [];
    const { basis, candidates, none, backedOffTo } = predictPeaks({
      ...photo,
      metadata,
      camera,
      imageVector,
      catalog,
      without,
      obstacles: await obstaclesInSight(services.terrain, { ...photo, metadata }, catalog),
    });
    return { basis, candidates, none: { probability: none }, backedOffTo, camera, ...metadata };
  };
}

type Part = NonNullable<IdentifyFlags['without']>[number];

function partsLeftOut(part: string, parts: Part[] = []): Part[] {
  const known = (['vision', 'geometry', 'compass'] as const).find((each) => each === part);
  if (!known) throw new InvalidArgumentError('Allowed choices are vision, geometry, compass.');
  return [...parts, known];
}

/** @throws InvalidArgumentError for both vision and geometry: nothing would be left to go by */
function leftOut({ without = [] }: IdentifyFlags) {
  if (without.includes('vision') && without.includes('geometry')) {
    throw new InvalidArgumentError(
      'Leave out vision or geometry: without both, nothing tells a peak.'
    );
  }
  return {
    without: without.find((part) => part !== 'compass'),
    ignoreCompass: without.includes('compass'),
  };
}

async function photoBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new PeakSearchError('not_found', `It cannot be read (${reason}).`, { cause });
  }
}

/** @returns false when the failure is not this file's, so that the others would fail as well */
function tellFileFailure(file: string, error: unknown, json: boolean): boolean {
  const { reason, code, message } = commandFailure(error);
  if (reason !== 'input') return false;
  if (json) printJson({ file, error: { code, message } });
  else console.error(`${shown(file)}: ${message}`);
  return true;
}

function tell(file: string, answer: Identified, json: boolean): void {
  if (json) {
    const { candidates, none, ...rest } = answer;
    printJson({ file, candidates, none, ...rest });
    return;
  }
  console.log(`${shown(file)}:`);
  const { backedOffTo } = answer;
  if (backedOffTo) {
    console.log(`  ${backedOffTo.name} (${backedOffTo.kind}), ${percent(backedOffTo.probability)}`);
  }
  printTable(
    ['  peak', '#probability', '#to be seen', '#distance', '#off axis'],
    [
      ...answer.candidates.slice(0, SHOWN).map(candidateRow),
      ['  none of these', percent(answer.none.probability), '', '', ''],
    ]
  );
}

/** Five lines a photo leave room for the next one. */
const SHOWN = 5;

function candidateRow({ names, probability, visible, geometry }: PeakCandidate): string[] {
  return [
    `  ${names[0]}`,
    percent(probability),
    percent(visible),
    geometry ? `${(geometry.distanceM / 1000).toFixed(1)} km` : '',
    geometry?.offAxisDeg === undefined ? '' : `${geometry.offAxisDeg.toFixed(0)}°`,
  ];
}

function percent(probability: number): string {
  return `${Math.round(probability * 100)} %`;
}

import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import type { Command } from 'commander';
import { MAP_ID, savedObjects, toNdjson } from '../../../common/maps/saved_map';
import { withElasticsearchErrors } from '../../../server/elasticsearch/elasticsearch_errors';
import { PeakSearchError } from '../../../server/errors';
import { installMap, spaceUrl, type KibanaTarget, type OnConflict } from '../../maps/install_map';
import { libraryStart } from '../../maps/library_time';
import { elasticsearchLogin } from '../../../server/own_process/cluster';
import type { CliContext } from '../context';
import { httpUrl } from '../options';
import { plural, printJson, printTable } from '../output';
import { verb } from '../verb';

const EXPORT_HELP = `
The file is what Kibana takes under Stack Management > Saved Objects > Import.

Examples:
  peak-search maps export > peak-search-map.ndjson
  peak-search maps export --out map.ndjson --photos-index alps`;

const INSTALL_HELP = `
Logs in to Kibana with the name or key given for Elasticsearch (see "peak-search --help").

Examples:
  peak-search maps install --kibana-url http://localhost:5601
  peak-search maps install --kibana-url https://kibana.example/kibana --space treks --overwrite`;

/** `peak-search maps export|install` */
export function mapsVerb(program: Command): void {
  const maps = program
    .command('maps')
    .description('A ready map for Kibana Maps: photos, peaks and trails.');
  exportVerb(maps);
  installVerb(maps);
}

function exportVerb(maps: Command): void {
  const command = maps
    .command('export')
    .description('Writes the map and its data views as a file of saved objects.')
    .option('--out <file>', 'file to write (default: standard output)')
    .addHelpText('after', EXPORT_HELP);
  verb<{ out?: string }, []>(command, async (context, { out }) => {
    const ndjson = await mapFile(context);
    if (out === undefined) {
      process.stdout.write(ndjson);
      return;
    }
    await writeFile(out, ndjson).catch((cause: Error) => {
      throw new PeakSearchError('not_found', `The file cannot be written (${cause.message}).`, {
        cause,
      });
    });
    if (context.json) printJson({ file: out });
    else console.log(`${out}: import it in Kibana under Stack Management > Saved Objects.`);
  });
}

interface InstallFlags {
  kibanaUrl: string;
  kibanaCa?: string;
  space?: string;
  overwrite?: boolean;
  createNewCopies?: boolean;
}

function installVerb(maps: Command): void {
  const command = maps
    .command('install')
    .description('Imports the map and its data views into Kibana.')
    .addOption(
      new Option('--kibana-url <url>', 'Kibana, with its base path')
        .env('KIBANA_URL')
        .argParser(httpUrl)
        .makeOptionMandatory()
    )
    .addOption(
      new Option('--kibana-ca <file>', 'certificate authority of Kibana (PEM)').env(
        'PEAK_SEARCH_KIBANA_CA'
      )
    )
    .option('--space <id>', 'Kibana space (default: the default space)')
    .addOption(
      new Option('--overwrite', 'replace a map that is there already').conflicts('createNewCopies')
    )
    .option('--create-new-copies', 'leave what is there, and put copies beside it')
    .addHelpText('after', INSTALL_HELP);
  verb<InstallFlags, []>(command, async (context, flags) => {
    const target: KibanaTarget = {
      url: flags.kibanaUrl,
      space: flags.space,
      auth: elasticsearchLogin(),
      caFile: flags.kibanaCa,
    };
    const onConflict: OnConflict = flags.overwrite
      ? 'overwrite'
      : flags.createNewCopies
        ? 'createNewCopies'
        : 'fail';
    const installed = await installMap(target, await mapFile(context), onConflict, context.signal);
    const mapId = installed.find(({ type }) => type === 'map')?.id ?? MAP_ID;
    const url = `${spaceUrl(target)}/app/maps/map#/${mapId}`;
    if (context.json) return printJson({ url, installed });
    printTable(
      ['kind', 'title', 'id'],
      installed.map(({ type, title, id }) => [type === 'map' ? 'map' : 'data view', title, id])
    );
    console.log(`${plural(installed.length, 'object')} installed. Open ${url}`);
  });
}

/** The import file. Elasticsearch only tells when the library begins; without it the map begins early. */
async function mapFile({ client, settings: { indices } }: CliContext): Promise<string> {
  let from: string | undefined;
  try {
    from = await withElasticsearchErrors(
      { index: indices.photos, doing: `read the photos' times` },
      () => libraryStart(client, indices.photos)
    );
  } catch (error) {
    if (!(error instanceof PeakSearchError)) throw error;
    console.error(`warning: the map's time begins in 1990, because: ${error.message}`);
  }
  return toNdjson(savedObjects({ indices, from }));
}

import type { Command } from 'commander';
import { ensurePhotosIndex } from '../../server/photos/photos_index';
import { addIndexingOptions } from './options';
import { printJson } from './output';
import { verb } from './verb';

const HELP = `
Examples:
  peak-search setup --model models/siglip2-base-patch16-224
  peak-search setup --es-url https://search.example.org:9243 --es-ca ca.pem --json`;

/** `peak-search setup`: the photos index, for the model in use. */
export function setupVerb(program: Command): void {
  const command = program
    .command('setup')
    .description('Creates the photos index for the model in use; does nothing where it is there.')
    .addHelpText('after', HELP);
  addIndexingOptions(command);
  verb(command, async ({ library, services, settings, json }) => {
    const { identity } = await services.embedder();
    const photos = await ensurePhotosIndex(library.elasticsearch, settings, identity);
    if (json)
      return printJson({
        photos: { alias: settings.indices.photos, ...photos },
        embedding: identity,
      });
    console.log(
      `${settings.indices.photos}: ${photos.created ? 'created' : 'was there already'} (${photos.index}), for ${identity.model}, ${identity.dims} dimensions.`
    );
    console.log(
      'Next: "peak-search catalog" loads the peaks, "peak-search ingest DIR" the photos.'
    );
  });
}

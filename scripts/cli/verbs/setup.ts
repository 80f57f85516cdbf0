import { type Command, Option } from 'commander';
import { requirePhotosIndex, ensurePhotosIndex } from '../../../server/photos/index/photos_index';
import { type LibrarySize, sizeLibrary } from '../../../server/photos/index/library_size';
import { tuneQuantization } from '../../../server/photos/index/quantization';
import { shardsOf } from '../../../server/photos/index/split_photos';
import { addIndexingOptions, wholeNumber } from '../options';
import { printJson } from '../output';
import { verb } from '../verb';

const HELP = `
Examples:
  peak-search setup --model models/siglip2-base-patch16-224
  peak-search setup --photos 5000000
  peak-search setup --es-url https://search.example.org:9243 --es-ca ca.pem --json`;

/** `peak-search setup`: the photos index, for the model in use. */
export function setupVerb(program: Command): void {
  const command = program
    .command('setup')
    .description('Creates the photos index for the model in use; does nothing where it is there.')
    .addOption(
      new Option(
        '--photos <n>',
        'how many there will be: sets shards and how vectors are held, and says what they need'
      ).argParser(wholeNumber(1, 1_000_000_000))
    )
    .addHelpText('after', HELP);
  addIndexingOptions(command);
  verb<{ photos?: number; shards?: number }, []>(
    command,
    async ({ library, services, settings, json }, { photos: planned, shards: asked }) => {
      const { elasticsearch } = library;
      const { identity } = await services.embedder();
      const { photos: alias } = settings.indices;
      const size =
        planned === undefined
          ? undefined
          : sizeLibrary(planned, { ...settings.knn, dims: identity.dims });
      const shards = asked ?? size?.shards ?? settings.photos.shards;
      const sized = { ...settings, photos: { ...settings.photos, shards } };
      const photos = await ensurePhotosIndex(elasticsearch, sized, identity);
      const present = await shardsOf(elasticsearch, photos.index);
      if (planned !== undefined) {
        const info = await requirePhotosIndex(elasticsearch, alias);
        await tuneQuantization(elasticsearch, info, settings.knn, planned, services.logger);
      }
      if (json) {
        return printJson({
          photos: { alias, ...photos, shards: present },
          embedding: identity,
          size,
        });
      }
      console.log(
        `${alias}: ${photos.created ? 'created' : 'was there already'} (${photos.index}), for ${identity.model}, ${identity.dims} dimensions.`
      );
      if (planned !== undefined && size) tellSize(planned, size, present);
      console.log(
        'Next: "peak-search catalog" loads the peaks, "peak-search ingest DIR" the photos.'
      );
    }
  );
}

function tellSize(photos: number, size: LibrarySize, present: number): void {
  const gb = (bytes: number) => `${Number((bytes / 1e9).toPrecision(2))} GB`;
  console.log(
    `${photos.toLocaleString('en')} photos take ${gb(size.diskBytes)} of disk in ${size.shards === 1 ? 'one shard' : `${size.shards} shards`}, and ${gb(size.memoryBytes)} of memory beside Java's heap for searches (${size.kind}); twice that with a replica.`
  );
  if (present < size.shards) {
    const shards = present * 2 ** Math.ceil(Math.log2(size.shards / present));
    console.log(
      `The index has ${present === 1 ? 'one shard' : `${present} shards`}: run "peak-search split --shards ${shards}" before it grows.`
    );
  }
}

import { type Command, Option } from 'commander';
import { splitPhotos } from '../../../server/photos/index/split_photos';
import { wholeNumber } from '../options';
import { printJson } from '../output';
import { verb } from '../verb';

const HELP = `
Searches go on while it runs; an ingest waits, and goes on by itself.

Example:
  peak-search split --shards 4`;

/** `peak-search split`: more shards for a photos index that has outgrown its own. */
export function splitVerb(program: Command): void {
  const command = program
    .command('split')
    .description('Gives the photos index more shards, without embedding a photo again.')
    .addOption(
      new Option('--shards <n>', 'the present number times 2, 4, 8, …')
        .argParser(wholeNumber(2, 1024))
        .makeOptionMandatory()
    )
    .addHelpText('after', HELP);
  verb<{ shards: number }, []>(command, async ({ library, settings, json }, { shards }) => {
    const done = await splitPhotos(library.elasticsearch, settings, shards);
    if (json) return printJson(done);
    console.log(
      `${settings.indices.photos}: ${done.photos} photos in ${done.shards} shards (${done.index}).`
    );
    console.log(`When all is well, delete what it replaces: ${done.before.join(', ')}.`);
  });
}

import type { Command } from 'commander';
import { calibrateLibrary } from '../../../server/calibration/calibrate';
import type { Calibration } from '../../../server/calibration/calibration';
import { calibrationWords } from '../../../server/calibration/calibration_words';
import { countStalePredictions } from '../../../server/calibration/stored_calibration';
import { assertSameEmbedding } from '../../../server/embedding/model/identity';
import { plural, printJson } from '../output';
import { verb } from '../verb';

const HELP = `
Measures what certainty means in this library, without labels: what unrelated texts find in it, which photos show the same
view, and how far photos look like the peaks that their places expect. An ingest does it by itself when the library has
grown by half. Predictions made before are stale afterwards: run "peak-search predict".

Examples:
  peak-search calibrate
  peak-search calibrate --json`;

/** `peak-search calibrate` */
export function calibrateVerb(program: Command): void {
  const command = program
    .command('calibrate')
    .description('Measures on the library itself how sure its answers are.')
    .addHelpText('after', HELP);
  verb(command, async ({ library, services, settings, json }) => {
    const { identity } = await services.embedder();
    const { index, meta } = await library.photos.describe();
    assertSameEmbedding(settings.indices.photos, meta.embedding, identity);
    const calibration = await calibrateLibrary({
      services,
      elasticsearch: library.elasticsearch,
      index,
    });
    const stale = await countStalePredictions(library.elasticsearch, index, calibration);
    if (json) return printJson({ ...withoutNulls(calibration), stalePredictions: stale });
    calibrationWords(calibration).forEach((sentence) => console.log(sentence));
    if (stale > 0) {
      console.log(
        `${plural(stale, 'photo')} predicted with another calibration: run "peak-search predict".`
      );
    }
  });
}

/** The samples are of use to the server only. */
function withoutNulls({ nulls: _nulls, ...rest }: Calibration): Omit<Calibration, 'nulls'> {
  return rest;
}

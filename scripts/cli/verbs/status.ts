import type { Command } from 'commander';
import { readStatus } from '../../../server/status';
import { productVersion } from '../context';
import { printJson, printTable } from '../output';
import { verb } from '../verb';

const HELP = `
Exits with 0 when everything works, else with the code of the first part that does not.

Examples:
  peak-search status
  peak-search status --json | jq .photosIndex.count`;

/** `peak-search status`: how every part stands. */
export function statusVerb(program: Command): void {
  const command = program
    .command('status')
    .description('Says how Elasticsearch, the model and the indices stand.')
    .addHelpText('after', HELP);
  verb(command, async ({ library, json }) => {
    const status = await readStatus(library, productVersion(), { details: true });
    const { elasticsearch, model, photosIndex, peaksIndex, terrain } = status;
    if (json) {
      printJson(status);
    } else {
      const demo = model.demo ? 'a demo model, it knows the demo world and no real photo' : '';
      printTable(
        ['part', 'state', 'message'],
        [
          ['Elasticsearch', elasticsearch.state, elasticsearch.message],
          ['model', model.state, [model.name, demo, model.message].filter(Boolean).join(': ')],
          [photosIndex.name, photosIndex.state, photosIndex.message],
          [peaksIndex.name, peaksIndex.state, peaksIndex.message],
          ...(terrain ? [['terrain', terrain.state, terrain.message]] : []),
        ]
      );
    }
    if (elasticsearch.state === 'failed') return 'unreachable';
    if (model.state === 'missing' || model.state === 'failed') return 'model';
    return [photosIndex, peaksIndex].every((part) => part.state === 'ok') ? 'ok' : 'index';
  });
}

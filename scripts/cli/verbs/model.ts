import { join } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { checkModel } from '../../model/check';
import type { ModelReport } from '../../model/check';
import { fetchModel, KNOWN_MODELS } from '../../model/fetch';
import { printJson, printTable } from '../output';
import { Progress } from '../progress';
import { verb } from '../verb';

interface FetchFlags {
  into?: string;
  revision?: string;
  endpoint?: string;
}

const FETCH_HELP = `
Known by name: ${[...KNOWN_MODELS.keys()].join(', ')}.
An interrupted download resumes where it stopped. HTTPS_PROXY, HF_ENDPOINT, and HF_TOKEN (private repositories) are honored.

Examples:
  peak-search model fetch siglip2-base-patch16-224
  peak-search model fetch owner/name --revision 3f2a… --into models/mine`;

const CHECK_HELP = `
Examples:
  peak-search model check models/siglip2-base-patch16-224
  peak-search model check models/mine --variant uint8 --json`;

/** `peak-search model fetch|check` */
export function modelVerb(program: Command): void {
  const model = program.command('model').description('Fetches and checks embedding models.');
  fetchVerb(model);
  checkVerb(model);
}

function fetchVerb(model: Command): void {
  const command = model
    .command('fetch')
    .argument('<name>', 'a known name, owner/name, or the address of a repository')
    .description('Downloads a model.')
    .option('--into <dir>', 'folder (default: models/<name>)')
    .option('--revision <commit>', 'instead of the pinned one')
    .option('--endpoint <url>', 'hub or mirror (default: HF_ENDPOINT, else the public hub)')
    .addHelpText('after', FETCH_HELP);
  verb<FetchFlags, [string]>(command, async ({ json, signal }, flags, name) => {
    const progress = new Progress('MB', { quiet: json });
    const fetched = await fetchModel(name, {
      into: flags.into ?? join('models', name.split('/').pop()!),
      variant: flags.variant,
      revision: flags.revision,
      baseUrl: flags.endpoint,
      signal,
      onProgress: ({ bytes, totalBytes }) =>
        progress.update(Math.round(bytes / 1e6), Math.round(totalBytes / 1e6)),
    }).finally(() => progress.stop());
    if (json) return printJson(fetched);
    fetched.warnings.forEach((warning) => console.error(`warning: ${warning}`));
    if (fetched.variantReason) console.log(fetched.variantReason);
    console.log(
      `Fetched ${fetched.name} (${fetched.variant}, revision ${fetched.revision}) into ${fetched.dir}.`
    );
    console.log(`Next: "peak-search model check ${fetched.dir}".`);
  });
}

function checkVerb(model: Command): void {
  const command = model
    .command('check')
    .argument('<dir>', 'folder of a model')
    .description('Says whether a folder can be used and what it is, and tries it on this machine.')
    .addOption(new Option('--no-hashes', 'do not compare files with those that were fetched'))
    .addHelpText('after', CHECK_HELP);
  verb<{ hashes: boolean }, [string]>(
    command,
    async ({ json, signal }, { hashes, variant }, dir) => {
      const report = await checkModel(dir, { variant, verifyHashes: hashes, signal });
      if (json) printJson(report);
      else tellModel(report);
      return report.usable ? 'ok' : 'model';
    }
  );
}

function tellModel(report: ModelReport): void {
  const { model, selfTest } = report;
  if (model) {
    console.log(
      `${model.name}: ${model.dims} dimensions, ${model.imageSize} × ${model.imageSize} pixels, ${model.textLength} tokens.`
    );
    console.log(
      model.logits
        ? `Its own calibration: scale ${model.logits.scale.toFixed(2)}, bias ${model.logits.bias.toFixed(2)}.`
        : 'No logits.json: how well photos match is estimated from the library itself.'
    );
  }
  if (report.variants.length > 0) {
    printTable(
      ['weights', '#MB', 'remark'],
      report.variants.map(({ variant, bytes, warning }) => [
        variant === model?.variant ? `${variant} (in use)` : variant,
        Math.round(bytes / 1e6),
        warning ?? '',
      ])
    );
  }
  if (selfTest) {
    console.log(
      `Self-test on ${selfTest.provider}: loads in ${Math.round(selfTest.loadMs)} ms, a text takes ${Math.round(selfTest.textMs)} ms, a photo ${Math.round(selfTest.imageMs)} ms.`
    );
    if (selfTest.openWorld.passed) {
      console.log('It puts the texts about the published test pictures in the published order.');
    }
  }
  report.warnings.forEach((warning) => console.error(`warning: ${warning}`));
  report.problems.forEach((problem) => console.error(problem));
  console.log(report.usable ? 'It can be used.' : 'It cannot be used.');
}

import { join } from 'node:path';
import { printTable } from '../../scripts/cli/output';
import { stderrLogger } from '../../server/own_process/stderr_logger';
import { ownProcessSettings } from '../../scripts/cli/context';
import { createServices } from '../../server/create_services';
import { createEmbedder } from '../../server/embedding/embedder';
import { ownElasticsearch } from '../../standalone/elasticsearch/own_elasticsearch';
import { openLabelledAlbum } from '../../scripts/evaluate/labelled_album';
import { misses } from './bars';
import type { Kind, Miss } from './bars';
import { embedderOf, remembering, rememberingDecoder } from './embedders';
import { figuresIn } from './world_figures';
import type { Figures } from './world_figures';
import { parseTwinFlags, worldsOf } from './worlds';

const REPOSITORY = join(__dirname, '../..');
const MODEL = join(REPOSITORY, 'demo/model/siglip2-demo');
/** A SigLIP-2 in small whose weights are random (server/embedding/parity/build.py). */
const RANDOM_MODEL = join(REPOSITORY, 'server/embedding/fixtures/tiny-siglip2');

/**
 * `npm run twins [-- NAME …] [--no-search] [--json]`: the figures of `npm run eval` on models that differ from the demo model in what they
 * call alike, and what is not as it has to be. Exits with 1 where something is not.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const flags = parseTwinFlags(argv);
  const elasticsearch = await ownElasticsearch('twins');
  const made = createServices(ownProcessSettings({ model: MODEL }), stderrLogger);
  const services = { ...made, decoder: rememberingDecoder(made.decoder) };
  const random = await createEmbedder({ modelDir: RANDOM_MODEL, logger: stderrLogger });
  try {
    const demo = await remembering(await made.embedder());
    const others = await remembering(random);
    const album = await openLabelledAlbum({
      services,
      root: join(REPOSITORY, 'demo/album'),
      catalogFile: join(REPOSITORY, 'peaks.yaml'),
      embedder: demo,
    });
    const photos = album.photos.map(({ imageVector }) => imageVector!);
    const results: Array<{ name: string; kind: Kind; figures: Figures }> = [];
    for (const world of worldsOf(photos, others)) {
      if (world.kind !== 'demo' && flags.names.length > 0 && !flags.names.includes(world.name))
        continue;
      console.error(`${new Date().toISOString().slice(11, 19)} ${world.name} …`);
      const embedder = embedderOf(demo, world);
      const figures = await figuresIn(
        services,
        embedder,
        flags.search ? elasticsearch.client : undefined
      );
      results.push({ name: world.name, kind: world.kind, figures });
      for (const miss of misses(world.kind, figures, results[0].figures))
        tellMiss(world.name, miss);
      await Promise.all([demo.keep(), others.keep()]);
    }
    tell(results, flags.json);
  } finally {
    await Promise.all([made.close(), random.close()]);
    await elasticsearch.stop();
  }
}

function tellMiss(world: string, { figure, value, wanted }: Miss): void {
  console.error(`${world}: ${figure} is ${value?.toFixed(3) ?? 'absent'}, wanted ${wanted}`);
}

function tell(
  results: ReadonlyArray<{ name: string; kind: Kind; figures: Figures }>,
  json: boolean
): void {
  const [demo] = results;
  const judged = results.map((result) => ({
    ...result,
    misses: misses(result.kind, result.figures, demo.figures),
  }));
  if (json) console.log(JSON.stringify(judged, null, 2));
  else {
    printTable(
      ['', ...judged.map(({ name }) => `#${name}`)],
      Object.keys(demo.figures).map((figure) => [
        figure,
        ...judged.map(({ figures }) => figures[figure]?.toFixed(3) ?? '–'),
      ])
    );
  }
  if (judged.some(({ misses: some }) => some.length > 0)) process.exitCode = 1;
}
